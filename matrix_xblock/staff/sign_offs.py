"""What was signed off in a course, read for figures in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from matrix_xblock.codec.common.reading import Reading, is_object_of
from matrix_xblock.codec.review.ledger import read_shared_as
from matrix_xblock.codec.review.sign_offs import read_sign_offs
from matrix_xblock.domain.figures.shapes import Questions, questions
from matrix_xblock.domain.figures.sign_offs import Choices, RoundSignOffs, by_round
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost

__all__ = [
    "MOST_SNAPSHOTS",
    "AnswersGiven",
    "CourseSignOffs",
    "answers_given",
    "course_sign_offs",
    "filled_in",
    "signed_off_until",
]

MOST_SNAPSHOTS = 100
"""Whole reviews that are read for what older rows do not say: so many and no more."""


@wordless
@dataclass(frozen=True)
class CourseSignOffs:
    """What everybody who takes part has signed off, by round id.

    `enrolled` has the cohort that each of them is in today. `newer` is how many people have rows
    that a newer version has written: these are not counted.
    """

    rounds: Mapping[str, RoundSignOffs]
    enrolled: Mapping[str, str]
    newer: int = 0


@wordless
@dataclass(frozen=True)
class AnswersGiven:
    """What people chose of the questions that are counted, by question and participant.

    `unread` is how many people's answers are in long rows that were not read.
    """

    chosen: Mapping[str, Mapping[str, frozenset[str]]]
    unread: int = 0


def course_sign_offs(host: StaffHost) -> CourseSignOffs:
    """Read the compact rows of those who are enrolled: levels and counts, no text."""
    enrolled = _enrolled(host)
    newer: set[str] = set()
    summaries = chain.from_iterable(host.ledger.everybody(Kind.SUMMARY))
    signed = read_sign_offs(summaries, host.setup.framework, enrolled, newer)
    return CourseSignOffs(by_round(signed), enrolled, len(newer))


def signed_off_until(host: StaffHost, round_id: str, moment: datetime) -> Mapping[str, datetime]:
    """Return when each person had last signed a round off at a moment.

    Whoever has left the course since is there as well.
    """
    times: dict[str, datetime] = {}
    for row in chain.from_iterable(host.ledger.everybody(Kind.SUMMARY)):
        if row.body.get("round") == round_id and row.at <= moment:
            times[row.participant] = max(row.at, times.get(row.participant, row.at))
    return times


def _enrolled(host: StaffHost) -> Mapping[str, str]:
    """Return who takes part. A host that does not know counts whoever has signed anything off."""
    if host.roster.has_everybody:
        return host.roster.enrolled()
    return {**dict.fromkeys(host.ledger.signers(), ""), **host.roster.enrolled()}


def filled_in(
    host: StaffHost, course: CourseSignOffs, rounds: Iterable[str], people: Collection[str]
) -> CourseSignOffs:
    """Fill in what the latest rows of some people in some rounds do not say.

    It stands in their whole reviews. These are read where they are few; else figures say of how
    many people something is not known.
    """
    unknown = {key: course.rounds[key].unknown_of(people) for key in rounds}
    every = sorted({who for some in unknown.values() for who in some})
    if not 0 < len(every) <= MOST_SNAPSHOTS:
        return course
    rows = {each[0].participant: each for each in host.ledger.of(every, Kind.SNAPSHOT)}
    filled = {
        key: course.rounds[key].with_latest({who: _latest(rows.get(who, ()), key) for who in some})
        for key, some in unknown.items()
    }
    return replace(course, rounds={**course.rounds, **filled})


def answers_given(
    host: StaffHost, round_id: str, signed: RoundSignOffs, *, most_snapshots: int | None = None
) -> AnswersGiven:
    """Return what people chose in the latest revision of a round.

    Rows of earlier versions do not say it: then the whole review is read, unless there are more of
    these than `most_snapshots`.
    """
    asked = questions(host.setup.framework)
    if asked is None:
        return AnswersGiven({})
    choices = {who: signed.chosen[signed.latest_place(who)] for who in signed.first}
    unknown = [who for who, each in choices.items() if each is None]
    is_read = most_snapshots is None or len(unknown) <= most_snapshots
    read = _in_snapshots(host, round_id, unknown) if unknown and is_read else {}
    every = {**{who: each for who, each in choices.items() if each is not None}, **read}
    return AnswersGiven(_by_question(asked, every), 0 if is_read else len(unknown))


def _by_question(
    asked: Questions, choices: Mapping[str, Choices]
) -> Mapping[str, Mapping[str, frozenset[str]]]:
    return {
        key: {who: each[key] for who, each in choices.items() if key in each}
        for key in (asked.moved.id, asked.why.id)
    }


def _in_snapshots(host: StaffHost, round_id: str, people: Sequence[str]) -> Mapping[str, Choices]:
    """Read the choices of a round out of whole reviews."""
    return {
        rows[0].participant: _latest(rows, round_id)[1]
        for rows in host.ledger.of(people, Kind.SNAPSHOT)
    }


def _latest(rows: Sequence[Entry], round_id: str) -> tuple[Sharing | None, Choices]:
    """Return what was shared and chosen in the latest revision of a round, out of its rows."""
    here = [
        each for each in (Reading.of(row.body) for row in rows) if each.text("round") == round_id
    ]
    latest = max((each.integer("revision") for each in here), default=0)
    parts = [each.body for each in here if each.integer("revision") == latest]
    return read_shared_as(parts), _joined_choices(parts)


def _joined_choices(bodies: Sequence[Mapping[str, object]]) -> Choices:
    joined: dict[str, frozenset[str]] = {}
    for each in bodies:
        answers = each.get("answers", {})
        if is_object_of(answers, list):
            joined.update({key: frozenset(map(str, picked)) for key, picked in answers.items()})
    return joined
