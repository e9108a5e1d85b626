"""Making a release: every table counted, suppressed, and audited before anybody can store it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from matrix_xblock.domain.figures.audit import audited
from matrix_xblock.domain.figures.disclosure import Count, K, Symbol, rounded
from matrix_xblock.domain.figures.nested_tables import Counted, Released
from matrix_xblock.domain.figures.release_counts import (
    Counting,
    asked_why,
    counted_answers,
    counted_choice,
    counted_levels,
    counted_moved,
    counted_movement,
    counted_opportunities,
    counted_why,
    counted_yes_or_no,
    days_to_offer,
)
from matrix_xblock.domain.figures.releases import (
    Named,
    Participation,
    Release,
    ReleasedGroup,
    earlier_of,
    private_k,
    private_tables,
)
from matrix_xblock.domain.figures.shapes import (
    ANSWERED,
    ASKED_WHY,
    CHOSEN,
    LOWER,
    Questions,
    questions,
    reasons_in,
)
from matrix_xblock.domain.figures.suppression import suppress, suppress_several
from matrix_xblock.domain.framework.framework import Framework, Prompt, PromptKind
from matrix_xblock.domain.plans.opportunity import OpportunityStatus, Reason
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Wanted", "make_release"]

Tables = dict[str, Released]


@wordless
@dataclass(frozen=True)
class Wanted:
    """What release is wanted, of which round, by whom, and what of the course goes with it.

    `titles` has the rounds of the course by id, as they are called when it is made.
    """

    id: str
    round_id: str
    at: datetime
    by: str
    k: int = K
    is_interim: bool = False
    baseline: str = ""
    last: str = ""
    groups: tuple[ReleasedGroup, ...] = ()
    participation: tuple[Participation, ...] = ()
    titles: Named = ()
    by_id: str = ""


def make_release(
    wanted: Wanted, framework: Framework, counting: Counting, past: Sequence[Release] = ()
) -> Release:
    """Make a release out of what is counted, given all that were made before, withdrawn or not.

    Whether it may be made at all is asked of `check_release` first.
    """
    making = _Making(wanted, counting, past)
    asked = questions(framework)
    tables: Tables = {}
    for each in (_of_levels, _of_movement, _of_opportunities):
        each(making, tables)
    if asked:
        _of_answers(making, tables, asked)
    private = [each for each in framework.counted_prompts if each.id in counting.private]
    for prompt in private:
        _of_private_choices(making, tables, prompt)
    return Release(
        id=wanted.id,
        round_id=wanted.round_id,
        at=wanted.at,
        by=wanted.by,
        people=rounded(len(counting.people)),
        is_interim=wanted.is_interim,
        k=wanted.k,
        framework=framework.name,
        baseline=wanted.baseline,
        last=wanted.last,
        words={**_words(framework, asked, wanted.titles), **_words_of_private_questions(private)},
        participation=wanted.participation,
        groups=wanted.groups,
        tables=tables,
        days_to_offer=_days(tables, counting),
        by_id=wanted.by_id,
    )


@dataclass(frozen=True)
class _Making:
    """What every table of one release is made with."""

    wanted: Wanted
    counting: Counting
    past: Sequence[Release]

    @property
    def since(self) -> tuple[tuple[str, str], ...]:
        """The rounds that movement is since, with what their tables are called."""
        baseline, last = self.wanted.baseline, self.wanted.last
        every = [("since-baseline", baseline), ("since-last", "" if last == baseline else last)]
        return tuple((name, round_id) for name, round_id in every if round_id)

    def table(self, key: str, counted: Counted, *, is_open: bool = True) -> Released:
        """Suppress a table and audit it."""
        earlier = earlier_of(self.past, self.wanted.round_id, key)
        rule = partial(suppress, k=self.wanted.k, earlier=earlier, is_open=is_open)
        return audited(counted, rule, k=self.wanted.k)

    def several(
        self, path: str, counted: Mapping[str, Counted], *, is_open: bool
    ) -> Mapping[str, Released]:
        """Suppress and audit tables of things of which everybody has one at least."""
        released = suppress_several(
            counted, lambda key, each: self.table(f"{path}/{key}", each, is_open=is_open)
        )
        return {f"{path}/{key}": table for key, table in released.items()}


def _of_levels(making: _Making, tables: Tables) -> None:
    for area in making.counting.codes.areas:
        key = f"levels/{area}"
        tables[key] = making.table(key, counted_levels(making.counting, area))


def _of_movement(making: _Making, tables: Tables) -> None:
    """Make the tables of movement, by area and in all.

    By area there are none with two levels: up less down would be the difference of two numbers
    that are hidden. Nor where a round shows no bands of the area, which movement would bound. With
    one area only, who has moved is who went up in it: there is no table of that beside it.
    """
    counting = making.counting
    has_more_than_two_levels = len(counting.codes.answers) > 4  # noqa: PLR2004 - two are no levels
    for name, since in making.since:
        for area in counting.codes.areas if has_more_than_two_levels else ():
            key, levels = f"{name}/{area}", f"levels/{area}"
            is_open = tables[levels].is_shown(LOWER) and all(
                each.table.is_shown(LOWER) for each in earlier_of(making.past, since, levels)
            )
            counted = counted_movement(counting, area, since)
            tables[key] = making.table(key, counted, is_open=is_open)
        if len(counting.codes.areas) > 1:
            key = f"moved-{name}"
            tables[key] = making.table(key, counted_moved(counting, since))


def _of_opportunities(making: _Making, tables: Tables) -> None:
    """Make the tables of what came of opportunities, and why something was not possible.

    By who has not moved only where it is shown how many have: else the one would tell the other.
    """
    counting, baseline = making.counting, making.wanted.baseline
    moved = tables.get("moved-since-baseline")
    is_by_move = moved is not None and moved.is_shown("not-moved")
    counted = counted_opportunities(counting, baseline if is_by_move else None)
    outcome = tables["opportunities"] = making.table("opportunities", counted)
    shared = [each for each in counting.opportunities if each.statuses]
    was_refused = [OpportunityStatus.NOT_POSSIBLE.value in each.statuses for each in shared]
    refused = tables["not-possible"] = making.table(
        "not-possible", counted_yes_or_no(was_refused), is_open=outcome.is_shown("shared")
    )
    reasons = [each.reasons for each, no in zip(shared, was_refused, strict=True) if no]
    because = {
        each.value: counted_yes_or_no([each.value in some for some in reasons]) for each in Reason
    }
    is_open = refused.is_shown(CHOSEN)
    tables.update(making.several("because", because, is_open=is_open))


def _of_answers(making: _Making, tables: Tables, asked: Questions) -> None:
    """Make the tables of what people say: whether they have moved, and what got in the way."""
    answers = making.table("answers", counted_answers(making.counting, asked))
    picked = asked_why(making.counting, asked)
    why = making.table("why", counted_why(picked), is_open=answers.is_shown(ASKED_WHY))
    named = [each for each in picked if each and each & set(reasons_in(asked))]
    counted = {
        reason: counted_yes_or_no([reason in each for each in named])
        for reason in reasons_in(asked)
    }
    is_open = why.is_shown(ANSWERED)
    tables.update({"answers": answers, "why": why})
    tables.update(making.several("why", counted, is_open=is_open))


def _of_private_choices(making: _Making, tables: Tables, prompt: Prompt) -> None:
    """Make the tables of a private question, of those who agree: alone, and with a larger k.

    Nothing else is counted of these people, and nothing that is shown hangs together with it.
    """
    making = replace(making, wanted=replace(making.wanted, k=private_k(making.wanted.k)))
    key = private_tables(prompt.id)
    if prompt.kind is PromptKind.CHOICE:
        tables[key] = making.table(key, counted_choice(making.counting, prompt))
        return
    countable = [each.id for each in prompt.countable]
    picked = [each and each & set(countable) for each in making.counting.private[prompt.id]]
    counted = {
        choice: counted_yes_or_no([choice in each if each else None for each in picked])
        for choice in countable
    }
    tables.update(making.several(key, counted, is_open=True))


def _days(tables: Tables, counting: Counting) -> Count:
    """Return the median of days to an offer, where it is shown how many had one and had none."""
    days = days_to_offer(counting.opportunities)
    is_shown = days is not None and tables["opportunities"].is_shown("offered")
    return days if is_shown and days is not None else Symbol.CONFIDENTIAL


def _words(framework: Framework, asked: Questions | None, titles: Named) -> Mapping[str, Named]:
    words: dict[str, Named] = {
        "language": (("framework", framework.language),),
        "levels": tuple((each.id, each.name) for each in framework.levels),
        "areas": tuple((each.id, each.name) for each in framework.areas),
    }
    if titles:
        words["rounds"] = titles
    if asked:
        words.update(_words_of_questions(asked))
    return words


def _words_of_questions(asked: Questions) -> Iterator[tuple[str, Named]]:
    yield "questions", tuple((each.id, each.text) for each in (asked.moved, asked.why))
    yield "answers", tuple((each.id, each.text) for each in asked.moved.choices)
    yield "why", tuple((each.id, each.text) for each in asked.why.choices)


def _words_of_private_questions(prompts: Sequence[Prompt]) -> Mapping[str, Named]:
    if not prompts:
        return {}
    choices = {
        private_tables(each.id): tuple((one.id, one.text) for one in each.countable)
        for each in prompts
    }
    return {"private": tuple((each.id, each.text) for each in prompts), **choices}
