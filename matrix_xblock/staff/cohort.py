"""The cohort: where people stand, how they have moved, and what came of opportunities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.codec.review.sign_offs import read_sign_offs
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.figures import cohort
from matrix_xblock.domain.figures.cohort import Figures
from matrix_xblock.domain.figures.disclosure import Published, Symbol
from matrix_xblock.domain.figures.sign_offs import RoundSignOffs, by_round
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.plans.opportunity import OpportunityStatus, Reason
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.pages import staff_page

__all__ = ["show"]

_TWO = 2


def show(host: StaffHost, form: Form) -> Page:
    """Show figures for a round, of the whole course or by cohort."""
    sign_offs = sign_offs_by_round(host)
    order = [each.id for each in host.setup.rounds]
    k = host.site.k
    signed = [key for key in order if key in sign_offs]
    large = [key for key in signed if len(sign_offs[key].first) >= k] or signed or order[:1]
    round_id = _asked(form, "round", order) or large[-1]
    # Both views show parts of one table, hidden by one pattern: one must not undo the other.
    by_group = host.roster.has_cohorts
    shows_groups = _asked(form, "by", ["course", "cohort"]) == "cohort" and by_group
    earlier = [key for key in order[: order.index(round_id)] if key in signed]
    before = _asked(form, "before", order) or (earlier[-1] if earlier else "")
    if before and before not in earlier:
        raise Invalid(Problem("before", "unknown_filter"))
    shown = {
        "k": k,
        "round_id": round_id,
        "before_id": before,
        "earlier": earlier,
        "by_group": shows_groups,
        "titles": host.setup.titles,
        **_of_round(sign_offs, host.setup.framework, round_id, k, by_group=by_group),
    }
    # With two levels, movement is the difference of two heat tables, and would give them away.
    if before and len(host.setup.framework.levels) > _TWO:
        pair = (before, round_id)
        shown.update(_of_pair(sign_offs, host.setup.framework, pair, k, by_group=by_group))
    tables = [table for _, table in shown["heat"]]
    is_hidden = _mostly_hidden(tables, shows_groups=shows_groups)
    shown["is_mostly_hidden"] = bool(shown["included"]) and is_hidden
    if not shows_groups:
        shown |= {"groups": [], "pair_groups": []}
    at = {"round": round_id, "before": before, "by": "cohort" if shows_groups else ""}
    return staff_page(host, "cohort", "cohort", shown, place=at)


def sign_offs_by_round(host: StaffHost) -> Mapping[str, RoundSignOffs]:
    """Read everybody's compact rows: levels and counts, no text."""
    summaries = chain.from_iterable(host.ledger.everybody(Kind.SUMMARY))
    return by_round(read_sign_offs(summaries, host.setup.framework, host.roster.members()))


def _of_round(
    sign_offs: Mapping[str, RoundSignOffs],
    framework: Framework,
    round_id: str,
    k: int,
    *,
    by_group: bool,
) -> dict[str, Any]:
    figures = cohort.admitted(sign_offs, [round_id], k=k)
    tables = cohort.heat(figures, framework, round_id, k=k, by_group=by_group)
    opportunities = cohort.account(figures, round_id, k=k, by_group=by_group)
    return {
        "included": len(figures.people),
        "signed_off": figures.signed_off,
        "groups": _groups(figures),
        "heat": [(area, tables[area.id]) for area in framework.areas],
        "columns": _columns(tables.values()),
        "statuses": [(each.value, opportunities[each.value]) for each in OpportunityStatus],
        "reasons": [(each.value, opportunities[f"because-{each.value}"]) for each in Reason],
        "median_days": cohort.median_days(figures, round_id, k=k),
    }


def _of_pair(
    sign_offs: Mapping[str, RoundSignOffs],
    framework: Framework,
    pair: tuple[str, str],
    k: int,
    *,
    by_group: bool,
) -> dict[str, Any]:
    figures = cohort.admitted(sign_offs, pair, k=k)
    moves = cohort.moves(figures, framework, pair)
    tables = cohort.movement(figures, moves, k=k, by_group=by_group)
    offered = cohort.moved_and_offered(figures, moves, pair, k=k, by_group=by_group)
    return {
        "offered": offered,
        "offered_ways": list(offered.whole.cells),
        "both": len(figures.people),
        "both_signed_off": figures.signed_off,
        "movement": [(area, tables[area.id]) for area in framework.areas],
        "ways": _columns(tables.values()),
        "pair_groups": _groups(figures),
    }


def _groups(figures: Figures) -> list[str]:
    """Return the names of the cohorts that anybody in the figures is in."""
    return sorted(figures.groups.keys() - {""})


def _columns(tables: Iterable[Published]) -> list[str]:
    """Return the categories in which anybody can be, in order."""
    met: dict[str, bool] = {}
    for table in tables:
        for key, cell in table.whole.cells.items():
            met[key] = met.get(key, False) or cell is not Symbol.NOT_APPLICABLE
    return [key for key, is_met in met.items() if is_met]


def _mostly_hidden(tables: Iterable[Published], *, shows_groups: bool) -> bool:
    """Tell whether most numbers on the page are hidden.

    A column without a number anywhere may be one in which nobody is: then nothing is hidden in it.
    Where there is no number at all, all of them are. It is told by what is shown alone.
    """
    lines = [line for table in tables for line in (table.lines if shows_groups else [table.whole])]
    cells = [pair for line in lines for pair in line.cells.items()]
    numbered = {column for column, cell in cells if isinstance(cell, int)}
    counted = [
        cell
        for column, cell in cells
        if cell is not Symbol.NOT_APPLICABLE and (column in numbered or not numbered)
    ]
    return sum(cell is Symbol.CONFIDENTIAL for cell in counted) * 2 > len(counted)


def _asked(form: Form, name: str, known: Iterable[str]) -> str:
    chosen = read_text(form, name)
    if chosen and chosen not in known:
        raise Invalid(Problem(name, "unknown_filter"))
    return chosen
