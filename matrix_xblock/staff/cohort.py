"""The cohort: where people stand, how they have moved, and what came of opportunities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.codec.review.sign_offs import read_sign_offs
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.figures import cohort
from matrix_xblock.domain.figures.cohort import Figures
from matrix_xblock.domain.figures.disclosure import Count, Published, Symbol
from matrix_xblock.domain.figures.sign_offs import RoundSignOffs, by_round
from matrix_xblock.domain.framework.framework import Area, Framework
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.plans.opportunity import OpportunityStatus, Reason
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.my_people import OF_EVERYBODY, is_of_everybody, people_asked
from matrix_xblock.staff.pages import staff_page

__all__ = ["show"]

_TWO = 2


Tables = Sequence[tuple[Area, Published]]
"""A table for each area."""


@wordless
@dataclass(frozen=True)
class CohortScreen:
    """What is asked for: a round, the one it is compared with, and whether by cohort."""

    k: int
    round_id: str
    before_id: str
    earlier: Sequence[str]
    by_group: bool
    titles: Mapping[str, str]
    query: Mapping[str, str]
    is_mostly_hidden: bool


@wordless
@dataclass(frozen=True)
class RoundFigures:
    """Figures of one round: levels by area, and what came of opportunities."""

    included: int
    signed_off: int
    groups: Sequence[str]
    heat: Tables
    columns: Sequence[str]
    statuses: Sequence[tuple[str, Published]]
    reasons: Sequence[tuple[str, Published]]
    median_days: Count


@wordless
@dataclass(frozen=True)
class PairFigures:
    """Figures of two rounds: who has moved by area, and was offered something. None at first."""

    offered: Published | None = None
    offered_columns: Sequence[str] = ()
    both: int = 0
    both_signed_off: int = 0
    movement: Tables = ()
    movement_columns: Sequence[str] = ()
    pair_groups: Sequence[str] = ()


def show(host: StaffHost, form: Form) -> Page:
    """Show figures for a round, of everybody or of one's own people, as a whole or by cohort."""
    host, people = _people_meant(host, form)
    sign_offs = sign_offs_by_round(host)
    order = [each.id for each in host.setup.rounds]
    k = host.site.k
    signed = [key for key in order if key in sign_offs]
    round_id = _asked(form, "round", order) or _to_begin_with(order, sign_offs, k)
    # Both views show parts of one table, hidden by one pattern: one must not undo the other.
    by_group = host.roster.has_cohorts
    shows_groups = _asked(form, "by", ["course", "cohort"]) == "cohort" and by_group
    earlier = [key for key in order[: order.index(round_id)] if key in signed]
    before = _asked(form, "before", order) or (earlier[-1] if earlier else "")
    if before and before not in earlier:
        raise Invalid(Problem("before", "unknown_filter"))
    framework = host.setup.framework
    figures = _of_round(sign_offs, framework, round_id, k, by_group=by_group)
    # With two levels, movement is the difference of two heat tables, and would give them away.
    moved = PairFigures()
    if before and len(framework.levels) > _TWO:
        moved = _of_pair(sign_offs, framework, (before, round_id), k, by_group=by_group)
    is_hidden = _mostly_hidden([table for _, table in figures.heat], shows_groups=shows_groups)
    by = "cohort" if shows_groups else ""
    shown = CohortScreen(
        k=k,
        round_id=round_id,
        before_id=before,
        earlier=earlier,
        by_group=shows_groups,
        titles=host.setup.titles,
        query={"round": round_id, "by": by, **people},
        is_mostly_hidden=bool(figures.included) and is_hidden,
    )
    if not shows_groups:
        figures, moved = replace(figures, groups=()), replace(moved, pair_groups=())
    at = {"round": round_id, "before": before, "by": by, **people}
    return staff_page(host, "cohort", "cohort", shown, beside=(figures, moved), place=at)


def _people_meant(host: StaffHost, form: Form) -> tuple[StaffHost, Mapping[str, str]]:
    """Return the host with the people whom figures are about, and how to ask for them again.

    Where course staff are shown no level, figures do not follow a filter: with and without it, two
    tables would give away what each of them hides.
    """
    people = {"people": OF_EVERYBODY} if is_of_everybody(host, form) else {}
    follows = host.setup.sharing is not Sharing.ANSWERS
    return people_asked(host, form) if follows else host, people


def _to_begin_with(order: Sequence[str], sign_offs: Mapping[str, RoundSignOffs], k: int) -> str:
    """Return the latest round that figures can be shown of, else the latest signed off."""
    signed = [key for key in order if key in sign_offs]
    large = [key for key in signed if len(sign_offs[key].first) >= k] or signed or order[:1]
    return large[-1]


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
) -> RoundFigures:
    figures = cohort.admitted(sign_offs, [round_id], k=k)
    tables = cohort.heat(figures, framework, round_id, k=k, by_group=by_group)
    opportunities = cohort.account(figures, round_id, k=k, by_group=by_group)
    return RoundFigures(
        included=len(figures.people),
        signed_off=figures.signed_off,
        groups=_groups(figures),
        heat=[(area, tables[area.id]) for area in framework.areas],
        columns=_columns(tables.values()),
        statuses=[(each.value, opportunities[each.value]) for each in OpportunityStatus],
        reasons=[(each.value, opportunities[f"because-{each.value}"]) for each in Reason],
        median_days=cohort.median_days(figures, round_id, k=k),
    )


def _of_pair(
    sign_offs: Mapping[str, RoundSignOffs],
    framework: Framework,
    pair: tuple[str, str],
    k: int,
    *,
    by_group: bool,
) -> PairFigures:
    figures = cohort.admitted(sign_offs, pair, k=k)
    moves = cohort.moves(figures, framework, pair)
    tables = cohort.movement(figures, moves, k=k, by_group=by_group)
    offered = cohort.moved_and_offered(figures, moves, pair, k=k, by_group=by_group)
    return PairFigures(
        offered=offered,
        offered_columns=list(offered.whole.cells),
        both=len(figures.people),
        both_signed_off=figures.signed_off,
        movement=[(area, tables[area.id]) for area in framework.areas],
        movement_columns=_columns(tables.values()),
        pair_groups=_groups(figures),
    )


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
