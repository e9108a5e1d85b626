"""CSV for course staff: a row at a time, so that ten thousand people take no more memory than one.

Headers and codes are the same in every language, so that files of several courses go together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from matrix_xblock.codec.common.csv_lines import Cell, csv_line
from matrix_xblock.codec.review.status import read_time
from matrix_xblock.domain.cpd.cpd import FIELDS, CpdEntry
from matrix_xblock.domain.figures.releases import Release
from matrix_xblock.domain.framework.framework import PromptKind
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.plans.opportunity import Opportunity, days_until_offered
from matrix_xblock.domain.review import planned_step
from matrix_xblock.domain.review.status import NEEDS_STAFF, SignOff
from matrix_xblock.domain.staff.opportunity_list import ListedOpportunity, days_waited
from matrix_xblock.domain.staff.roster import Person, RosterRow
from matrix_xblock.report.release_rows import COLUMNS, release_rows
from matrix_xblock.report.signed import SignedRound

__all__ = ["FILES", "UNREADABLE", "listed_lines", "queue_lines", "release_lines"]

UNREADABLE = "recorded by a newer version: not readable here"
_NOTES = {
    Sharing.LEVELS: "reflections and evidence stay with the participant",
    Sharing.ANSWERS: "levels, reflections and evidence stay with the participant",
}
Row = Mapping[str, Cell]

_PERSON = ("name", "participant", "cohort", "round", "revision", "signed_off_on", "framework")
_REVIEW = ("kind", "id", "area_or_question", "level", "reflection_or_answer")
_AREA = ("where_i_want_to_be", "looking_back", "evidence")
_CPD = tuple(each.name for each in FIELDS if each.is_in_staff_file)
_LISTED = (
    "name",
    "participant",
    "cohort",
    "status",
    "reason",
    "type",
    "what",
    "areas",
    "round",
    "asked_on_board",
    "since",
    "days",
)
_QUEUE = (
    "name",
    "participant",
    "cohort",
    "round",
    "round_title",
    "state",
    "since",
    "days_waiting",
    "last_contact",
    "signed_off_on",
    "revision",
    "reflections",
    "next_steps",
    "opportunities",
    "changed_areas",
    "changed_answers",
    "next_steps_added",
    "replies_waiting",
    "opportunities_waiting",
)
_OPPORTUNITY = (
    "type",
    "status",
    "reason",
    "detail",
    "host_setting",
    "wanted_on",
    "changed_on",
    "days_until_offered",
)


def _reviews(signed: SignedRound) -> Iterator[Row]:
    review, framework = signed.review, signed.framework
    if review is None:
        return
    for area in framework.areas:
        area_review = review.area(area.id)
        yield {
            "kind": "area",
            "id": area.id,
            "area_or_question": area.name,
            "level": framework.level_name(area_review.level_id),
            "reflection_or_answer": area_review.reflection,
            "where_i_want_to_be": framework.level_name(area_review.target_level_id),
            "looking_back": framework.level_name(area_review.then_level_id),
            "evidence": area_review.evidence,
        }
    for prompt in framework.shared_prompts:
        chosen = {choice.id: choice.text for choice in prompt.choices}
        answer = review.answers.values.get(prompt.id, ())
        if prompt.kind is PromptKind.STEP:
            answer = planned_step.words(answer)
        if prompt.is_in_words and not answer:
            continue
        yield {
            "kind": "question",
            "id": prompt.id,
            "area_or_question": prompt.text,
            "reflection_or_answer": "; ".join(chosen.get(each, each) for each in answer),
        }


def _cpd(signed: SignedRound) -> Iterator[Row]:
    for each in signed.attached.entries:
        yield {**_plain(each, _CPD), "areas": "; ".join(area.name for area in each.areas)}


def _opportunities(signed: SignedRound) -> Iterator[Row]:
    for each in signed.attached.opportunities:
        history = each.history
        yield {
            **_plain(each, ("type", "status", "reason", "detail", "host_setting")),
            "wanted_on": _day(history[0].at) if history else None,
            "changed_on": _day(history[-1].at) if history else None,
            "days_until_offered": days_until_offered(each),
        }


def _plain(source: CpdEntry | Opportunity, names: Iterable[str]) -> dict[str, Cell]:
    return {name: getattr(source, name) for name in names if name != "areas"}


def _day(time: datetime | None) -> date | None:
    return time.date() if time else None


@dataclass(frozen=True)
class CsvFile:
    """A file that course staff can take: its columns, and the rows of one round."""

    columns: tuple[str, ...]
    rows_of: Callable[[SignedRound], Iterator[Row]]
    reads_attached: bool = True
    """Whether it has anything of what went with a review, which takes as long to read."""

    def lines(self, signed: Iterable[SignedRound]) -> Iterator[str]:
        """Yield the lines of text, the header first."""
        header = (*_PERSON, *self.columns, "note")
        yield "\ufeff" + csv_line(header)
        for each in signed:
            head = _head(each)
            if each.review is None:
                yield _line_of(header, head)
            for row in self.rows_of(each):
                yield _line_of(header, {**head, **row})


def listed_lines(
    listed: Iterable[tuple[Person, ListedOpportunity]], *, areas: Mapping[str, str], today: date
) -> Iterator[str]:
    """Yield the lines of the list of opportunities, the header first. `areas` are names by id."""
    yield "\ufeff" + csv_line(_LISTED)
    for person, each in listed:
        glance = each.glance
        since = glance.since.date()
        row: dict[str, Cell] = {
            "name": person.name,
            "participant": person.id,
            "cohort": person.cohort,
            "status": glance.status.value,
            "reason": glance.reason.value if glance.reason else None,
            "type": glance.type.value,
            "what": glance.title,
            "areas": "; ".join(areas.get(key, key) for key in glance.area_ids),
            "round": glance.round_id,
            "asked_on_board": "yes" if glance.post else "",
            "since": since,
            "days": days_waited(since, today),
        }
        yield _line_of(_LISTED, row)


def queue_lines(
    rows: Iterable[tuple[RosterRow, datetime | None]],
    *,
    titles: Mapping[str, str],
    day_of: Callable[[datetime], date],
    today: date,
) -> Iterator[str]:
    """Yield the lines of the queue with when each was last contacted, the header first.

    No level and no word of a review: states, days and counts.
    """
    yield "\ufeff" + csv_line(_QUEUE)
    for row, contact in rows:
        standing = row.standing
        signed = standing.signed
        since, signed_at = (
            day_of(at) if (at := read_time(text)) else None for text in (standing.since, signed.at)
        )
        is_waiting = since is not None and standing.status in NEEDS_STAFF
        cells: dict[str, Cell] = {
            "name": row.person.name,
            "participant": row.person.id,
            "cohort": row.person.cohort,
            "round": row.round_id,
            "round_title": titles.get(row.round_id, ""),
            "state": standing.status.value,
            "since": since,
            "days_waiting": max((today - since).days, 0) if since and is_waiting else None,
            "last_contact": day_of(contact) if contact else None,
            "signed_off_on": signed_at,
            "replies_waiting": len(standing.replied),
            "opportunities_waiting": len(standing.asks),
        }
        yield _line_of(_QUEUE, {**cells, **(_counts(signed) if signed.revision else {})})


def release_lines(release: Release, *, made_on: date) -> Iterator[str]:
    """Yield the lines of a release of figures, the header first."""
    yield "\ufeff" + csv_line(COLUMNS)
    for row in release_rows(release, made_on=made_on):
        yield _line_of(COLUMNS, row)


def _counts(signed: SignOff) -> Row:
    return {
        "revision": signed.revision,
        "reflections": signed.reflections,
        "next_steps": signed.steps,
        "opportunities": signed.opportunities,
        "changed_areas": signed.changed_areas,
        "changed_answers": signed.changed_answers,
        "next_steps_added": signed.steps_added,
    }


def _head(signed: SignedRound) -> Row:
    review = signed.review
    return {
        "name": signed.person.name,
        "participant": signed.person.id,
        "cohort": signed.person.cohort,
        "round": signed.round_id,
        "revision": signed.revision,
        "signed_off_on": _day(review.signed_off_at) if review else None,
        "framework": review.framework if review else "",
        "note": _NOTES.get(review.sharing) if review else UNREADABLE,
    }


def _line_of(header: tuple[str, ...], row: Row) -> str:
    return csv_line(map(row.get, header))


FILES = {
    "reviews": CsvFile((*_REVIEW, *_AREA), _reviews, reads_attached=False),
    "cpd": CsvFile(_CPD, _cpd),
    "opportunities": CsvFile(_OPPORTUNITY, _opportunities),
}
"""The files that course staff can take, by name."""
