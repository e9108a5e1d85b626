"""A review beside what came before it: the version that was returned, and the round before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from matrix_xblock.domain.errors import MatrixError
from matrix_xblock.domain.framework.framework import Area, Framework
from matrix_xblock.domain.framework.sharing import Part, shows
from matrix_xblock.domain.record import movement
from matrix_xblock.domain.record.movement import Stop
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.changes import AreaChange, Changes, Edit, changes_since
from matrix_xblock.domain.review.feedback import Comment, Decision, Reply
from matrix_xblock.domain.review.passages import Passage, passages
from matrix_xblock.domain.review.review import Review, outline_of
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.screens.picture import Picture, PictureRow, picture_of
from matrix_xblock.screens.summary import SummaryRow, summary_of
from matrix_xblock.staff.submission_history import SubmissionHistory

__all__ = ["AreaBefore", "Comparison", "Resubmission", "compare"]

Conversations = tuple[tuple[Comment, tuple[Reply, ...]], ...]
"""Comments, each with what the participant has replied."""


@wordless
@dataclass(frozen=True)
class AreaBefore:
    """What stands beside an area: what has changed in it, the last round, and its line in brief.

    Of a level that is another than before, `before` has the name by what it is: level, target or
    then. The passages are those of a text that was changed, empty otherwise.
    """

    change: AreaChange | None = None
    before: Mapping[str, str] = field(default_factory=dict)
    reflection: tuple[Passage, ...] = ()
    evidence: tuple[Passage, ...] = ()
    former: Conversations = ()
    level: str = ""
    is_folded: bool = False
    last: SummaryRow | None = None
    last_comments: Conversations = ()
    drawn: PictureRow | None = None


@wordless
@dataclass(frozen=True)
class Resubmission:
    """What has changed since a review was returned, and why it was.

    `questions` are the words of questions with what has become of their answers, `steps_added` next
    steps that were not with it before. Without `is_compared` nobody can tell what has changed: less
    was shared, or more.
    """

    returned: Decision
    changes: Changes
    questions: tuple[tuple[str, Edit], ...] = ()
    steps_added: int = 0
    is_compared: bool = True
    former: Conversations = ()
    """Comments on the whole review as it was returned."""


@wordless
@dataclass(frozen=True)
class Comparison:
    """A whole review beside what came before it. Without a last round there is no `last_title`."""

    areas: Mapping[str, AreaBefore] = field(default_factory=dict)
    resubmission: Resubmission | None = None
    picture: Picture | None = None
    last_title: str = ""
    last_at: datetime | None = None
    last_language: str = ""


@wordless
@dataclass(frozen=True)
class _SignedOff:
    """One version of one round, as staff can read it, with what was answered to it."""

    round_id: str
    revision: int
    review: Review
    framework: Framework
    attached: Attached
    conversations: Mapping[str, Conversations]

    def stop(self, title: str) -> Stop:
        """Return it as a round to be compared with others."""
        outline = self.review.outline or outline_of(self.framework, title)
        at = self.review.signed_off_at or _LONG_AGO
        return Stop(outline.round_title or title, at, self.review, outline)


_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def compare(
    history: SubmissionHistory, titles: Mapping[str, str], round_id: str, revision: int
) -> Comparison:
    """Compare a review with what the ledger has beside it: all of it was read with the review.

    Raises `Unreadable` where the review itself is; what cannot be read beside it is left out.
    """
    now = _signed_off(history, round_id, revision)
    before = _returned(history, now)
    is_compared = before is not None and before.review.sharing is now.review.sharing
    changes = _changes(before, now)
    rounds = _earlier(history, now)
    last = rounds[-1] if rounds else None
    picture = _picture(titles, (*rounds, now))
    drawn = {row.id: row for row in picture.rows} if picture else {}
    areas = {
        area.id: AreaBefore(
            **_changed(area, before, now, changes),
            **_last(area, last),
            level=now.framework.level_name(now.review.area(area.id).level_id),
            is_folded=is_compared and area.id not in {each.area_id for each in changes.areas},
            drawn=drawn.get(area.id),
        )
        for area in now.framework.areas
    }
    stop = last.stop(titles.get(last.round_id, "")) if last else None
    return Comparison(
        areas=areas,
        resubmission=_resubmission(history, before, now, changes, is_compared=is_compared),
        picture=picture,
        last_title=stop.title if stop else "",
        last_at=last.review.signed_off_at if last else None,
        last_language=last.framework.language if last else "",
    )


def _signed_off(history: SubmissionHistory, round_id: str, revision: int) -> _SignedOff:
    read = history.signed_off(round_id, revision)
    return _SignedOff(
        round_id, revision, *read, history.responses.conversations(round_id, revision)
    )


def _returned(history: SubmissionHistory, now: _SignedOff) -> _SignedOff | None:
    """Return the version that was returned before this one, None for none."""
    returned = [
        each.revision
        for each in history.responses.returned()
        if each.round_id == now.round_id and each.revision < now.revision
    ]
    return _readable(history, now.round_id, max(returned)) if returned else None


def _readable(history: SubmissionHistory, round_id: str, revision: int) -> _SignedOff | None:
    try:
        return _signed_off(history, round_id, revision)
    except MatrixError:
        return None


def _changes(before: _SignedOff | None, now: _SignedOff) -> Changes:
    """Compare two versions of which the same was shared: the rest would pass for removed."""
    if before is None or before.review.sharing is not now.review.sharing:
        return Changes()
    return changes_since(before.review, now.review, now.framework)


def _earlier(history: SubmissionHistory, now: _SignedOff) -> tuple[_SignedOff, ...]:
    """Return the other rounds that were signed off before this one, oldest first."""
    at = now.review.signed_off_at
    latest = (
        _readable(history, key, history.latest_revision(key))
        for key in history.latest
        if key != now.round_id
    )
    before = [(each.review.signed_off_at, each) for each in latest if each]
    dated = [(then, each) for then, each in before if then and at and then < at]
    return tuple(each for _, each in sorted(dated, key=lambda pair: pair[0]))


def _picture(titles: Mapping[str, str], rounds: Sequence[_SignedOff]) -> Picture | None:
    """Draw the rounds of which staff can see the levels, None where those of now are not theirs."""
    now = rounds[-1]
    if not shows(now.review.sharing, Part.LEVELS):
        return None
    seen = [each for each in rounds if shows(each.review.sharing, Part.LEVELS)]
    stops = tuple(each.stop(titles.get(each.round_id, "")) for each in seen)
    rows = [row for row in movement.rows(now.framework, stops) if now.framework.area(row.id)]
    return picture_of(now.framework, rows, stops, is_of_another=True)


def _resubmission(
    history: SubmissionHistory,
    before: _SignedOff | None,
    now: _SignedOff,
    changes: Changes,
    *,
    is_compared: bool,
) -> Resubmission | None:
    if before is None:
        return None
    decision = history.responses.decision(before.round_id, before.revision)
    if decision is None:
        return None
    words = {each.id: each.text for each in now.framework.shared_prompts}
    had = {each.id for each in before.attached.steps}
    return Resubmission(
        returned=decision,
        changes=changes,
        questions=tuple((words[key], edit) for key, edit in changes.answers.items()),
        steps_added=sum(each.id not in had for each in now.attached.steps),
        is_compared=is_compared,
        former=before.conversations.get("", ()),
    )


def _changed(
    area: Area, before: _SignedOff | None, now: _SignedOff, changes: Changes
) -> dict[str, Any]:
    """Say what has changed in an area since its review was returned, and what was written of it."""
    if before is None:
        return {}
    former = before.conversations.get(area.id, ())
    change = next((each for each in changes.areas if each.area_id == area.id), None)
    if change is None:
        return {"former": former}
    old, new = before.review.area(area.id), now.review.area(area.id)
    name = before.framework.level_name
    levels = {"target": old.target_level_id, "then": old.then_level_id}
    was = {key: name(level) for key, level in levels.items() if key in change.edits}
    return {
        "change": change,
        "before": {**was, **({"level": name(old.level_id)} if change.has_moved else {})},
        "reflection": _compared(change, "reflection", old.reflection, new.reflection),
        "evidence": _compared(change, "evidence", old.evidence, new.evidence),
        "former": former,
    }


def _compared(change: AreaChange, name: str, old: str, new: str) -> tuple[Passage, ...]:
    return passages(old, new) if name in change.edits else ()


def _last(area: Area, last: _SignedOff | None) -> dict[str, Any]:
    """Return what the last round has about an area, under its id of that time."""
    if last is None:
        return {}
    rows = {row.area.id: row for row in summary_of(last.framework, last.review).areas}
    key = next((each for each in (area.id, *area.was) if each in rows), None)
    if key is None:
        return {}
    return {"last": rows[key], "last_comments": last.conversations.get(key, ())}
