"""School years, which run from September to August and are named by the year they begin in."""

from __future__ import annotations

from datetime import date

from matrix_xblock.domain.values.dates import FIRST_YEAR, LAST_YEAR

__all__ = ["days", "is_known", "of"]

FIRST_MONTH = 9


def of(day: date) -> int:
    """Return the year in which the school year of that day began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def is_known(year: int) -> bool:
    """Tell whether any day that can be written lies in the school year that begins in that year."""
    return FIRST_YEAR - 1 <= year <= LAST_YEAR


def days(year: int) -> tuple[date, date]:
    """Return the first and the last day of the school year that begins in that year."""
    return date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH - 1, 31)
