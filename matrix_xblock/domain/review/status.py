"""Where a participant stands in each round, as course staff may know it: what needs them, why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from matrix_xblock.domain.review.feedback import Decision, DecisionKind, Reply, Responses
from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "NEEDS_STAFF",
    "REVIEWS",
    "Ask",
    "ReviewStatus",
    "RoundStanding",
    "SignOff",
    "Standing",
    "of_round",
    "with_asks",
]


class ReviewStatus(StrEnum):
    """The status of a review for course staff, in the order of the queue."""

    NEW = "new"
    RESUBMITTED = "resubmitted"
    REPLIED = "replied"
    ASKED = "asked"
    COMMENTED = "commented"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"


NEEDS_STAFF = (
    ReviewStatus.NEW,
    ReviewStatus.RESUBMITTED,
    ReviewStatus.REPLIED,
    ReviewStatus.ASKED,
)
"""What waits for somebody of the course staff."""

REVIEWS = (*NEEDS_STAFF, ReviewStatus.COMMENTED, ReviewStatus.RETURNED, ReviewStatus.ACCEPTED)
"""What has been signed off or asked for: the rest are people who have not come to it."""


@wordless
@dataclass(frozen=True)
class Ask:
    """An opportunity that somebody would like, and that has not been answered yet.

    `since` is an ISO time in UTC, `type` the text of its kind.
    """

    opportunity: str
    type: str
    title: str
    since: str


@wordless
@dataclass(frozen=True)
class SignOff:
    """What one revision brought, in counts.

    `changed_areas` and `changed_answers` are others than in the revision before; `steps_added` are
    next steps beyond those of before.
    """

    revision: int = 0
    at: str = ""
    reflections: int = 0
    steps: int = 0
    opportunities: int = 0
    changed_areas: int = 0
    changed_answers: int = 0
    steps_added: int = 0


@wordless
@dataclass(frozen=True)
class RoundStanding:
    """One round: its status and since when, and what course staff have not answered of it.

    `since` is an ISO time in UTC, empty where it is not known. `replied` are the ids of areas in
    which a reply waits; the whole review has none.
    """

    status: ReviewStatus
    since: str = ""
    signed: SignOff = SignOff()
    replied: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()


@wordless
@dataclass(frozen=True)
class Standing:
    """All rounds of one participant. `at_work` are names of staff who have a draft, by round.

    What somebody asks for before they have signed anything off stands under the round "".
    """

    rounds: Mapping[str, RoundStanding] = field(default_factory=dict)
    at_work: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def of_round(responses: Responses, round_id: str, signed: SignOff) -> RoundStanding:
    """Tell where a round stands of which that was signed off last."""
    decision = responses.decision(round_id, signed.revision)
    comments = responses.of(round_id, signed.revision)
    waiting = tuple(_waiting_replies(responses, round_id))
    replied = tuple(dict.fromkeys(area_id for _, area_id in waiting))
    if decision is None and not comments:
        status = ReviewStatus.NEW if signed.revision == 1 else ReviewStatus.RESUBMITTED
        return RoundStanding(status, signed.at, signed, replied)
    if waiting:
        since = _utc(min(reply.at for reply, _ in waiting))
        return RoundStanding(ReviewStatus.REPLIED, since, signed, replied)
    if decision is None:
        since = _utc(max(each.at for each in comments))
        return RoundStanding(ReviewStatus.COMMENTED, since, signed)
    return RoundStanding(_decided(decision), _utc(decision.at), signed)


def with_asks(
    rounds: Mapping[str, RoundStanding], asks: Sequence[Ask], order: Sequence[str]
) -> Mapping[str, RoundStanding]:
    """Raise what somebody asks for: in the latest round that they have signed off.

    A review that waits already says so beside; who has signed nothing off has a line of its own.
    """
    signed = [key for key, each in rounds.items() if key and each.signed.revision]
    known = [key for key in order if key in signed] or signed
    others = {key: each for key, each in rounds.items() if key}
    if not asks:
        return others
    if not known:
        return {**others, "": RoundStanding(ReviewStatus.ASKED, _first(asks), asks=tuple(asks))}
    latest = others[known[-1]]
    status, since = latest.status, latest.since
    if status not in NEEDS_STAFF:
        status, since = ReviewStatus.ASKED, _first(asks)
    raised = RoundStanding(status, since, latest.signed, latest.replied, tuple(asks))
    return {**others, known[-1]: raised}


def _waiting_replies(responses: Responses, round_id: str) -> Iterator[tuple[Reply, str]]:
    """Yield each reply that nothing came after, with the area that it is about.

    A later comment on the area answers it, and so does any later decision.
    """
    comments = {each.id: each for each in responses.comments if each.round_id == round_id}
    decided = [each.at for each in responses.decisions if each.round_id == round_id]
    for reply in responses.replies:
        about = comments.get(reply.comment)
        if about is None:
            continue
        same = [each.at for each in comments.values() if each.area_id == about.area_id]
        if all(at <= reply.at for at in [*decided, *same]):
            yield reply, about.area_id


def _decided(decision: Decision) -> ReviewStatus:
    is_accepted = decision.kind is DecisionKind.ACCEPTED
    return ReviewStatus.ACCEPTED if is_accepted else ReviewStatus.RETURNED


def _first(asks: Sequence[Ask]) -> str:
    return min(each.since for each in asks)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
