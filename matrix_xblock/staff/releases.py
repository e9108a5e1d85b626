"""Releases of figures: made once under a lock, listed, and withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, takewhile

from matrix_xblock.codec.common.reading import Reading, is_object_of
from matrix_xblock.codec.figures.releases import (
    read_releases,
    write_release,
    write_withdrawal,
)
from matrix_xblock.codec.review.counted_choices import read_counted
from matrix_xblock.codec.review.sign_offs import read_sign_offs
from matrix_xblock.domain.errors import Invalid, Problem, Unknown
from matrix_xblock.domain.figures.groups import Group, least_in_group, propose
from matrix_xblock.domain.figures.release_counts import cohort_sizes, counting_of
from matrix_xblock.domain.figures.release_making import Wanted, make_release
from matrix_xblock.domain.figures.releases import (
    Release,
    Releases,
    Withdrawal,
    check_release,
    participation,
    released_groups,
)
from matrix_xblock.domain.figures.shapes import questions
from matrix_xblock.domain.figures.sign_offs import AnswerCodes, RoundSignOffs, by_round
from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.review.counted_choices import latest
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.roster import RosterFilter
from matrix_xblock.domain.values.ledger_rows import RELEASES, Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.ports.ledger import Ledger

__all__ = ["AskedRelease", "make", "proposal", "read", "withdraw"]


Answers = Mapping[str, Mapping[str, frozenset[str]]]
"""What people chose, by question and participant."""


@wordless
@dataclass(frozen=True)
class AskedRelease:
    """What somebody asks to release: a round, by groups or of the whole course only.

    The id is that of the page, so that the same press twice makes one release.
    """

    id: str
    round_id: str
    groups: tuple[Group, ...] = ()


def read(ledger: Ledger) -> Releases:
    """Read all releases of a block in one query."""
    return read_releases(each.body for each in ledger.entries(RELEASES, Kind.RELEASE))


def proposal(host: StaffHost, round_id: str) -> tuple[Group, ...]:
    """Propose groups of those who have signed a round off."""
    sizes = cohort_sizes(_sign_offs(host), round_id, host.now())
    return propose(sizes, least_in_group(host.site.k))


def make(host: StaffHost, asked: AskedRelease) -> Release:
    """Make a release and store it. Of two at once the second meets what the first has stored.

    Raises `Invalid` with everything that forbids it.
    """
    with host.ledger.lock(RELEASES, Kind.RELEASE):
        past = read(host.ledger)
        same = next((each for each in past.made if each.id == asked.id), None)
        if same is not None:
            return same
        # For what is stored only: what could be looked at every day would show each sign-off.
        private = _counted_choices(host, asked.round_id)
        release = _made(host, asked, past, private)
        _append(host, write_release(release), release.at)
    return release


def withdraw(host: StaffHost, release_id: str) -> Releases:
    """Take a release back from everybody who has not copied it. Twice is once."""
    with host.ledger.lock(RELEASES, Kind.RELEASE):
        release = next((each for each in read(host.ledger).made if each.id == release_id), None)
        if release is None:
            raise Unknown(Problem("release", "no_such_release"))
        if release.withdrawn is None:
            withdrawal = Withdrawal(release_id, host.now(), host.author.name)
            _append(host, [write_withdrawal(withdrawal)], withdrawal.at)
    return read(host.ledger)


def _append(host: StaffHost, rows: Sequence[Mapping[str, object]], at: datetime) -> None:
    host.ledger.append([Entry(Kind.RELEASE, RELEASES, row, at) for row in rows])


def _made(host: StaffHost, asked: AskedRelease, past: Releases, private: Answers) -> Release:
    """Check that a release may be made, and make it. Nothing is stored yet."""
    now, k, framework = host.now(), host.site.k, host.setup.framework
    round_ = next((each for each in host.setup.rounds if each.id == asked.round_id), None)
    if round_ is None:
        raise Unknown(Problem("round", "unknown_round"))
    rounds = _sign_offs(host)
    sizes = cohort_sizes(rounds, round_.id, now)
    is_closed = round_.closes is not None and round_.closes <= now
    _check(host, asked, past, sizes, is_closed=is_closed)
    earlier = [each.id for each in takewhile(round_.__ne__, host.setup.rounds) if each.id in rounds]
    counting = counting_of(
        AnswerCodes.of(framework),
        rounds,
        round_.id,
        now,
        earlier=earlier,
        groups=asked.groups,
        answers=_answers(host, round_.id, list(rounds[round_.id].first)),
        private=private,
    )
    wanted = Wanted(
        id=asked.id,
        round_id=round_.id,
        at=now,
        by=host.author.name,
        k=k,
        is_interim=not is_closed,
        baseline=earlier[0] if earlier else "",
        last=earlier[-1] if earlier else "",
        groups=released_groups(asked.groups, sizes),
        participation=participation(_participation(host), k),
    )
    return make_release(wanted, framework, counting, past.made)


def _check(
    host: StaffHost,
    asked: AskedRelease,
    past: Releases,
    sizes: Mapping[str, int],
    *,
    is_closed: bool,
) -> None:
    problems = check_release(
        past,
        asked.round_id,
        people=sum(sizes.values()),
        k=host.site.k,
        is_closed=is_closed,
        groups=asked.groups,
        sizes=sizes,
        rounds=[each.id for each in host.setup.rounds],
    )
    if problems:
        raise Invalid(*problems)


def _sign_offs(host: StaffHost) -> Mapping[str, RoundSignOffs]:
    """Read the compact rows of those who are enrolled: levels and counts, no text."""
    summaries = chain.from_iterable(host.ledger.everybody(Kind.SUMMARY))
    read_rows = read_sign_offs(summaries, host.setup.framework, host.roster.members())
    if not host.roster.has_everybody:
        return by_round(read_rows)
    enrolled = host.roster.named(host.ledger.signers())
    return by_round(each for each in read_rows if each.participant in enrolled)


def _participation(host: StaffHost) -> Mapping[str, tuple[int, int, int]]:
    """Count by round who is enrolled, has started and has signed off. Empty where nobody knows."""
    if not host.roster.has_everybody:
        return {}
    return {each.id: _taking_part(host, each) for each in host.setup.rounds}


def _taking_part(host: StaffHost, round_: Round) -> tuple[int, int, int]:
    wanted = RosterFilter(round_id=round_.id, people_round=round_.id)
    counts = host.roster.page(wanted, start=0, length=1).counts
    enrolled = sum(counts.values())
    started = enrolled - counts.get(ReviewStatus.NOT_STARTED, 0)
    return enrolled, started, started - counts.get(ReviewStatus.IN_PROGRESS, 0)


def _answers(host: StaffHost, round_id: str, people: Sequence[str]) -> Answers:
    """Read what people chose of the two questions that are counted, in their latest revision."""
    asked = questions(host.setup.framework)
    if asked is None:
        return {}
    answers: dict[str, dict[str, frozenset[str]]] = {asked.moved.id: {}, asked.why.id: {}}
    for rows in host.ledger.of(people, Kind.SNAPSHOT):
        latest = _latest_answers([each.body for each in rows], round_id)
        for key in answers.keys() & latest.keys():
            answers[key][rows[0].participant] = frozenset(map(str, latest[key]))
    return answers


def _counted_choices(host: StaffHost, round_id: str) -> Answers:
    """Read the private choices that people have agreed to have counted."""
    answers: dict[str, dict[str, frozenset[str]]] = {
        each.id: {} for each in host.setup.framework.counted_prompts
    }
    for rows in host.ledger.all_of(Kind.COUNTED) if answers else ():
        for each in latest(read_counted(rows)).values():
            if each.round_id == round_id and each.question in answers and each.choices:
                answers[each.question][rows[0].participant] = frozenset(each.choices)
    return answers


def _latest_answers(
    bodies: Sequence[Mapping[str, object]], round_id: str
) -> Mapping[str, Sequence[object]]:
    """Join the answers in the rows of the latest revision of a round."""
    here = [each for each in map(Reading.of, bodies) if each.text("round") == round_id]
    latest = max((each.integer("revision") for each in here), default=0)
    joined: dict[str, Sequence[object]] = {}
    for each in here:
        answers = each.body.get("answers", {})
        if each.integer("revision") == latest and is_object_of(answers, list):
            joined.update(answers)
    return joined
