"""Steps that set the dates of all rounds at once: three terms of a school year, or a year on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date

from matrix_xblock.codec.framework.setup_form import DATES, default_rounds
from matrix_xblock.codec.framework.setup_tree import Tree, items, text
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.round_dates import a_year_on, three_terms
from matrix_xblock.domain.values import school_year
from matrix_xblock.domain.values.dates import LAST_YEAR, out_of_range
from matrix_xblock.domain.values.whole_numbers import whole_number

__all__ = ["moved_on", "offered_years", "with_terms"]

_SHORT = 8
_OFFERED = 3


def offered_years(today: date) -> list[int]:
    """Return the school years that rounds can be set to. From June on the next one comes first."""
    this = school_year.of(today)
    first = this + 1 if date(this + 1, 6, 1) <= today else this
    return list(range(first, first + _OFFERED))


def with_terms(tree: Tree, new_id: Callable[[], str]) -> Tree:
    """Give the first three rounds a term each, and add those that there are not."""
    year = whole_number(text(tree, "terms_year"))
    if year is None or not school_year.is_known(year + 1):
        raise Invalid(Problem("terms_year", "not_a_choice"))
    rounds = [dict(each) for each in items(tree, "rounds")]
    usual = default_rounds()
    rounds += [{"id": f"round-{new_id()[:_SHORT]}"} for _ in usual[len(rounds) :]]
    for each, named, (first, last) in zip(rounds, usual, three_terms(year), strict=False):
        if not text(each, "title"):
            each.update(title=named["title"], kind=named["kind"])
        each.update(dict.fromkeys([*DATES, *(f"{name}_time" for name in DATES)], ""))
        each.update(opens=first.isoformat(), closes=last.isoformat())
    return {**tree, "rounds": rounds}


def moved_on(tree: Tree) -> Tree:
    """Move every date by a year. What is no date stays as it was typed, and is named at a save."""
    rounds = [dict(each) for each in items(tree, "rounds")]
    for index, each in enumerate(rounds):
        for name in DATES:
            with suppress(ValueError):
                day = date.fromisoformat(text(each, name))
                if day.year >= LAST_YEAR:
                    raise Invalid(out_of_range(f"rounds[{index}].{name}"))
                each[name] = a_year_on(day).isoformat()
    return {**tree, "rounds": rounds}
