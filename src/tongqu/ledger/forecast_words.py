"""A forecast in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.text import translator

if TYPE_CHECKING:
    from tongqu.ledger.forecast import Forecast
    from tongqu.text import Translator

__all__ = ["forecast_text"]


def forecast_text(forecast: Forecast, lang: str | None = None) -> str:
    """Return what a forecast says, and what must be known about it, in a few sentences.

    Examples
    --------
    >>> import datetime as dt
    >>> from tongqu.ledger.forecast import Forecast
    >>> nothing = Forecast(
    ...     method="none", enough=False, reason="no_observation", as_of=dt.date(2025, 3, 3)
    ... )
    >>> forecast_text(nothing, "en")
    'No progress has been reported yet.'
    """
    t = translator(lang)
    sentences = [_answer(forecast, t), *(_caution(code, t) for code in forecast.cautions)]
    return ("" if t.lang == "zh" else " ").join(sentences)


def _answer(forecast: Forecast, t: Translator) -> str:
    days = {"p10": forecast.p10_on, "p50": forecast.p50_on, "p90": forecast.p90_on}
    count = forecast.observations
    if forecast.method == "finished":
        return t("Finished, as seen on {p50}.", **days)
    if forecast.method == "straight_line":
        return t(
            "A straight line through two observations ends on {p50}; how sure that is cannot be "
            "said.",
            **days,
        )
    if forecast.method == "pace" and forecast.p90_on is None:
        return t(
            "By the pace of {count} observations, as likely as not finished by {p50}; how late it "
            "may become cannot be said.",
            count=count, **days,
        )  # fmt: skip
    if forecast.method == "pace":
        return t(
            "By the pace of {count} observations, as likely as not finished by {p50}; with four "
            "chances in five between {p10} and {p90}.",
            count=count, **days,
        )  # fmt: skip
    return _reason(forecast, t)


def _reason(forecast: Forecast, t: Translator) -> str:
    percent = f"{forecast.percent:g}" if forecast.percent is not None else ""
    said = {"percent": percent, "day": forecast.percent_on}
    if forecast.reason == "no_observation":
        return t("No progress has been reported yet.")
    if forecast.reason == "one_observation":
        return t("One observation, {percent} % on {day}, and no start: no finish follows.", **said)
    if forecast.reason == "no_progress":
        return t("No progress between the observations: no finish follows.")
    if forecast.reason == "overdue":
        return t(
            "By its pace it should be finished long ago; the last observation, {percent} %, is of "
            "{day}.",
            **said,
        )
    return t("By its pace it would take more than thirty years.")


def _caution(code: str, t: Translator) -> str:
    if code == "at_least":
        return t("It was seen to be at least so far, so it may be sooner.")
    if code == "reporters_differ":
        return t("Reports of one day differ; their mean was taken.")
    if code == "stopped":
        return t("There was no progress between the last two observations.")
    if code == "slowing":
        return t("It has slowed to less than half of its pace.")
    if code == "near_end":
        return t("The last fifth of a work often goes slower than its middle.")
    if code == "early":
        return t("It has only begun, and works often begin slowly.")
    return t("Holidays of a later year are not announced, so dates may move.")
