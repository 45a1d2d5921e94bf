"""Numbers, dates and quotation marks as prose writes them."""

import calendar
import re


def day(date: str) -> str:
    """Write an ISO date, as exact as it is known, in words.

    >>> day("2023-07-27"), day("2023-08"), day("2023"), day("2023-07-27T20:00")
    ('27 July 2023', 'August 2023', '2023', '27 July 2023, 20:00')
    """
    date, _, clock = date.partition("T")
    year, *rest = date.split("-")
    words = [str(int(n)) if i else calendar.month_name[int(n)] for i, n in enumerate(rest)]
    return " ".join([*reversed(words), year]) + (f", {clock}" if clock else "")


def brief(date: str) -> str:
    """Write a date as `day` does, with a short month: ``13 Jan 2025``, ``Sept 2024``."""
    words = [w if w.isdigit() or len(w) < 5 else w[:3] for w in day(date).split()]
    return " ".join(words).replace("Sep ", "Sept ")


_SMALL = "no one two three four five six seven eight nine ten eleven twelve".split()


def number(n: int) -> str:
    """Write a count as prose does: small ones in words."""
    return _SMALL[n] if n < len(_SMALL) else str(n)


def million(value: float) -> str:
    """Write a number in millions, to one decimal; below one million to two."""
    words = f"{round(value, -4 if value < 1e6 else -5) / 1e6:.2f}"
    return words.rstrip("0").rstrip(".") + " million"


def span(low: float, best: float, high: float) -> str:
    """Write a number in millions as it was stated: one, a range, up to, more than; else NaN.

    >>> span(4e6, float("nan"), 6e6), span(0.5e6, float("nan"), float("nan"))
    ('4 to 6 million', 'more than 0.5 million')
    """
    if low == low and high == high:
        return million(high) if low == high else f"{million(low).split()[0]} to {million(high)}"
    if low == low:
        return f"more than {million(low)}"
    return f"up to {million(high)}" if high == high else million(best)


def amount(low: float, best: float, high: float) -> str:
    """Write a number, or what is known of it, as a reader would say it.

    >>> amount(600, 600, float("nan")), amount(float("nan"), 4000, 4000)
    ('more than 600', 'up to 4,000')
    """
    if low == best:
        return f"more than {best:,.0f}"
    if high == best or (high == high and low != low):
        return f"up to {high:,.0f}"
    if low == low and high == high:
        return f"{low:,.0f} to {high:,.0f}"
    return f"{best:,.0f}" if best == best else f"at least {low:,.0f}"


_OPENING = {ord('"'): "“", ord("'"): "‘"}
_CLOSING = {ord('"'): "”", ord("'"): "’"}


def typeset(text: str) -> str:
    r"""Set straight quotation marks and apostrophes as print does; an address stays as it is.

    >>> typeset("'Nothing to lose': Putin's \"friend\"")
    '‘Nothing to lose’: Putin’s “friend”'
    """
    if text.startswith("http"):
        return text
    return _QUOTE.sub(lambda found: found[0].translate(_OPENING), text).translate(_CLOSING)


_QUOTE = re.compile(r"""(?:^|(?<=[\s(\[“‘]))['"]""")
