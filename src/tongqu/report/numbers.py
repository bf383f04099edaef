"""Numbers as a reader of either language writes them."""

from __future__ import annotations

from datetime import date, datetime

from tongqu.report.html import Both

__all__ = [
    "clock",
    "co2e",
    "day",
    "duration",
    "kilometres",
    "moment",
    "money",
    "money_range",
    "money_unit",
    "percent",
    "plain",
    "tonnes",
]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MINUS = "\u2212"


def plain(value: float, decimals: int | None = None) -> str:
    """Return a number with thousands separated and no needless decimals.

    Examples
    --------
    >>> plain(18000), plain(2.5), plain(0.0378)
    ('18,000', '2.5', '0.0378')
    """
    if decimals is None:
        size = abs(value)
        decimals = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 4
        text = f"{value:,.{decimals}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
    else:
        text = f"{value:,.{decimals}f}"
    if text.lstrip("-0.,") == "":
        text = text.lstrip("-")
    return text.replace("-", _MINUS)


def _money_decimals(value: float) -> int:
    return 0 if abs(value) >= 1000 or value == round(value) else 2


def money(value: float, currency: str, per: Both | None = None) -> Both:
    """Return an amount of money, if wanted per something.

    Examples
    --------
    >>> money(18000, "CNY").en, money(18000, "CNY").zh
    ('CNY 18,000', '18,000 元')
    """
    text = plain(value, _money_decimals(value))
    unit = money_unit(currency).zh
    if per is None:
        return Both(f"{currency} {text}", f"{text} {unit}")
    return Both(f"{currency} {text}/{per.en}", f"{text} {unit}/{per.zh}")


def money_unit(currency: str) -> Both:
    """Return the name of a currency."""
    return Both(currency, "元" if currency == "CNY" else currency)


def money_range(low: float, high: float, currency: str) -> Both:
    """Return a range of money.

    Examples
    --------
    >>> money_range(16200, 20400, "CNY").en
    'CNY 16,200 – 20,400'
    """
    low, high = min(low, high), max(low, high)
    decimals = max(_money_decimals(low), _money_decimals(high))
    ends = plain(low, decimals), plain(high, decimals)
    if low < 0:  # a dash beside a minus sign misleads
        unit = money_unit(currency).zh
        return Both(f"{currency} {ends[0]} to {ends[1]}", f"{ends[0]} 至 {ends[1]} {unit}")
    span = " – ".join(ends)
    return Both(f"{currency} {span}", f"{span} {money_unit(currency).zh}")


def co2e(kg: float) -> Both:
    """Return a mass of CO2 equivalent, in tonnes from one tonne on.

    Examples
    --------
    >>> co2e(45300).en, co2e(12.4).zh
    ('45.3 t CO₂e', '12.4 kg CO₂e')
    """
    if abs(kg) >= 1000:
        size = abs(kg) / 1000
        text = f"{plain(kg / 1000, 0 if size >= 1000 else 1)} t CO₂e"
    else:
        text = f"{plain(kg, 0 if abs(kg) >= 100 else 1)} kg CO₂e"
    return Both(text, text)


def tonnes(value: float) -> Both:
    """Return a mass of cargo."""
    return Both(f"{plain(value)} t", f"{plain(value)} 吨")


def kilometres(value: float) -> Both:
    """Return a distance."""
    text = plain(value, 0 if value >= 100 else 1)
    return Both(f"{text} km", f"{text} 公里")


def percent(share: float) -> Both:
    """Return a share in per cent.

    Examples
    --------
    >>> percent(0.834).en
    '83%'
    """
    text = f"{plain(100 * share, 0)}%"
    return Both(text, text)


def duration(hours: float) -> Both:
    """Return a duration: to the minute below ten hours, days and hours from two days on.

    Examples
    --------
    >>> duration(0.75).en, duration(1.25).en, duration(31.5).en, duration(604).zh
    ('45 min', '1 h 15 min', '31.5 h', '25 天 4 小时')
    """
    if hours < 10:
        whole, minutes = divmod(round(60 * hours), 60)
        if not whole:
            return Both(f"{minutes} min", f"{minutes} 分钟")
        if not minutes:
            return Both(f"{whole} h", f"{whole} 小时")
        return Both(f"{whole} h {minutes} min", f"{whole} 小时 {minutes} 分钟")
    if hours < 48:
        text = plain(round(hours, 1))
        return Both(f"{text} h", f"{text} 小时")
    days, rest = divmod(round(hours), 24)
    if not rest:
        return Both(f"{days} d", f"{days} 天")
    return Both(f"{days} d {rest} h", f"{days} 天 {rest} 小时")


def day(value: str | date) -> Both:
    """Return a date.

    Examples
    --------
    >>> day("2024-12-03").en, day("2024-12-03").zh
    ('3 Dec 2024', '2024-12-03')
    """
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return Both(f"{at.day} {_MONTHS[at.month - 1]} {at.year}", at.strftime("%Y-%m-%d"))


def moment(value: str) -> Both:
    """Return an instant in its own offset, to the minute.

    Examples
    --------
    >>> moment("2024-12-03T08:30:00+08:00").en
    '3 Dec 2024 08:30'
    """
    at = datetime.fromisoformat(value)
    clock = at.strftime("%H:%M")
    date_ = day(at)
    return Both(f"{date_.en} {clock}", f"{date_.zh} {clock}")


def clock(value: str) -> Both:
    """Return an instant without its year, where the year stands nearby.

    Examples
    --------
    >>> clock("2024-12-03T08:30:00+08:00").zh
    '12-03 08:30'
    """
    at = datetime.fromisoformat(value)
    return Both(f"{at.day} {_MONTHS[at.month - 1]} {at:%H:%M}", at.strftime("%m-%d %H:%M"))
