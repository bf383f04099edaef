"""Money in whole minor units of its currency, by ISO 4217."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

from tongqu.errors import BadValueError, Problem
from tongqu.units.integers import checked_int64

CODE = re.compile(r"[A-Z]{3}")

# ISO 4217 list one: currencies whose minor unit is not a hundredth.
NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
FOUR_DIGITS = "CLF UYW"
DIGITS = {
    code: digits
    for codes, digits in ((NO_DIGITS, 0), (THREE_DIGITS, 3), (FOUR_DIGITS, 4))
    for code in codes.split()
}


def minor_digits(currency: str) -> int:
    """Return the decimals that a currency has.

    Examples
    --------
    >>> minor_digits("CNY"), minor_digits("JPY"), minor_digits("KWD")
    (2, 0, 3)
    """
    if not CODE.fullmatch(currency):
        problem = Problem("bad_currency", value=currency, expected="CNY")
        raise BadValueError(f"not an ISO 4217 code: {currency!r}", (problem,))
    return DIGITS.get(currency, 2)


def minor_units(currency: str) -> int:
    """Return how many minor units make one unit of the currency.

    Examples
    --------
    >>> minor_units("CNY"), minor_units("JPY"), minor_units("KWD")
    (100, 1, 1000)
    """
    return int(10 ** minor_digits(currency))


def round_half_even(amount: float | Decimal | str, digits: int = 0) -> Decimal:
    """Return an amount rounded as it is written in decimals; halves go to the even neighbour.

    Parameters
    ----------
    amount
        A float counts as the shortest decimal that names it: 0.145 is a half of a cent, though the
        nearest binary number lies below.
    digits
        Decimals to keep.

    Examples
    --------
    >>> round_half_even(0.145, 2), round_half_even(0.155, 2)
    (Decimal('0.14'), Decimal('0.16'))
    """
    exact = Decimal(repr(amount)) if isinstance(amount, float) else Decimal(amount)
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN)


def to_minor(amount: float | Decimal | str, currency: str) -> int:
    """Return an amount of money in whole minor units.

    Examples
    --------
    >>> to_minor(19.995, "CNY"), to_minor(1234.5, "JPY")
    (2000, 1234)
    """
    digits = minor_digits(currency)
    exact = Decimal(repr(amount)) if isinstance(amount, float) else Decimal(amount)
    if not exact.is_finite() or exact.adjusted() > 18:
        checked_int64(2**63)
    return checked_int64(int(round_half_even(exact.scaleb(digits))))


def to_major(minor: int, currency: str) -> float:
    """Return minor units as an amount in the currency, for people.

    Examples
    --------
    >>> to_major(2000, "CNY")
    20.0
    """
    return minor / minor_units(currency)
