"""Releases of figures: made once under a lock, listed, and withdrawn."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile

from matrix_xblock.codec.figures.releases import (
    read_releases,
    write_release,
    write_withdrawal,
)
from matrix_xblock.codec.framework.authored import write_framework, write_rounds
from matrix_xblock.codec.review.counted_choices import read_counted
from matrix_xblock.domain.errors import Invalid, Problem, Unknown
from matrix_xblock.domain.figures.groups import NO_COHORT, Group, least_in_group, propose
from matrix_xblock.domain.figures.live import shows_levels
from matrix_xblock.domain.figures.release_counts import cohort_sizes, counting_of
from matrix_xblock.domain.figures.release_making import Wanted, make_release
from matrix_xblock.domain.figures.releases import (
    Release,
    Releases,
    Withdrawal,
    check_newer,
    check_release,
    participation,
    released_groups,
)
from matrix_xblock.domain.figures.sign_offs import AnswerCodes, RoundSignOffs
from matrix_xblock.domain.figures.whole_releases import is_whole
from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.review.counted_choices import latest
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.roster import RosterFilter
from matrix_xblock.domain.values.ledger_rows import RELEASES, Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.ports.ledger import Ledger
from matrix_xblock.staff.sign_offs import answers_given, course_sign_offs, filled_in

__all__ = [
    "AskedRelease",
    "SignedRound",
    "can_group",
    "draft",
    "is_private",
    "make",
    "problems_of",
    "proposed",
    "read",
    "released",
    "signed_round",
    "taking_part",
    "withdraw",
]


CountedChoices = Mapping[str, Mapping[str, frozenset[str]]]
"""Private choices that people have agreed to have counted, by question and participant."""


@wordless
@dataclass(frozen=True)
class AskedRelease:
    """What somebody asks to release: a round, by groups or of the whole course only.

    The id is that of the page, so that the same press twice makes one release. `counted` is the
    mark of what its preview has counted.
    """

    id: str
    round_id: str
    groups: tuple[Group, ...] = ()
    counted: str = ""


@wordless
@dataclass(frozen=True)
class SignedRound:
    """A round of which figures are wanted: what was signed off in the course, as it is now.

    `sizes` are the people who have signed the round off, by cohort. `newer` is how many people have
    rows of a newer version, in any round. `counted_by` marks the framework, the rounds and the k
    that it is counted by.
    """

    round: Round
    now: datetime
    sign_offs: Mapping[str, RoundSignOffs]
    sizes: Mapping[str, int]
    newer: int
    counted_by: str = ""

    @property
    def people(self) -> int:
        """How many have signed it off."""
        return sum(self.sizes.values())

    @property
    def mark(self) -> str:
        """A mark that is another one as soon as a release would count anything else.

        It is where somebody signs off or is not counted any more, and where the set-up changes.
        """
        times = [at for signed in self.sign_offs.values() for at in signed.times]
        return f"{len(times)}-{max(times):%Y%m%d%H%M%S%f}-{self.counted_by}" if times else ""

    @property
    def hides_levels(self) -> bool:
        """Tell whether anybody has signed off, in any round, what staff may see no level of."""
        shared = {each for signed in self.sign_offs.values() for each in signed.sharing}
        return not all(map(shows_levels, shared))

    @property
    def is_closed(self) -> bool:
        """Tell whether nobody can sign it off any more."""
        return self.round.closes is not None and self.round.closes <= self.now


def read(ledger: Ledger) -> Releases:
    """Read all releases of a block in one query. Those that lack something are not readable."""
    past = read_releases(each.body for each in ledger.entries(RELEASES, Kind.RELEASE))
    made = tuple(
        replace(each, is_readable=each.is_readable and is_whole(each)) for each in past.made
    )
    return replace(past, made=made)


def released(ledger: Ledger, release_id: str) -> Release:
    """Return a release of this block that can be shown. Raises `Unknown` for any other."""
    release = next((each for each in read(ledger).made if each.id == release_id), None)
    if release is None:
        raise Unknown(Problem("release", "no_such_release"))
    if release.withdrawn:
        raise Unknown(Problem("release", "release_withdrawn"))
    if not release.is_readable:
        raise Unknown(Problem("release", "release_unreadable"))
    return release


def signed_round(host: StaffHost, round_id: str) -> SignedRound:
    """Read what a release of a round is made of. Raises `Unknown` for a round that is not there."""
    round_ = next((each for each in host.setup.rounds if each.id == round_id), None)
    if round_ is None:
        raise Unknown(Problem("round", "unknown_round"))
    now, course = host.now(), course_sign_offs(host)
    course = filled_in(host, course, course.rounds, course.enrolled)
    sizes = cohort_sizes(course.rounds, round_id, now)
    return SignedRound(round_, now, course.rounds, sizes, course.newer, _counted_by(host))


def _counted_by(host: StaffHost) -> str:
    """Return a mark of all in the set-up that decides about the numbers and words of a release."""
    setup = host.setup
    counted = [write_framework(setup.framework), write_rounds(setup.rounds), host.site.k]
    return hashlib.sha256(json.dumps(counted).encode()).hexdigest()[:16]


def can_group(host: StaffHost, signed: SignedRound, past: Releases) -> bool:
    """Tell whether there can be two groups at all: a round has figures by group once."""
    return (
        signed.is_closed
        and len(signed.sizes) > 1
        and bool(signed.sizes.keys() - {NO_COHORT})
        and signed.people >= 2 * least_in_group(host.site.k)
        and not any(each.is_by_group for each in past.made if each.round_id == signed.round.id)
    )


def is_private(host: StaffHost, signed: SignedRound) -> bool:
    """Tell whether no number can be seen before it is stored: staff see no levels, or not all."""
    return signed.hides_levels or host.setup.sharing is Sharing.ANSWERS


def proposed(host: StaffHost, signed: SignedRound) -> tuple[Group, ...]:
    """Propose groups for what was read of a round."""
    return propose(signed.sizes, least_in_group(host.site.k))


def make(host: StaffHost, asked: AskedRelease) -> Release:
    """Make a release and store it. Of two at once the second meets what the first has stored.

    Raises `Invalid` with everything that forbids it.
    """
    with host.ledger.lock(RELEASES, Kind.RELEASE):
        past = read(host.ledger)
        same = next((each for each in past.made if each.id == asked.id), None)
        if same is not None:
            return same
        signed = signed_round(host, asked.round_id)
        problems = problems_of(host, signed, asked, past)
        if asked.counted not in {"", signed.mark}:
            problems = (*problems, Problem("sure", "preview_is_old"))
        if problems:
            raise Invalid(*problems)
        # For what is stored only: what could be looked at every day would show each sign-off.
        private = _counted_choices(host, asked.round_id)
        release = draft(host, signed, asked, past, private)
        _append(host, write_release(release), release.at)
    return release


def withdraw(host: StaffHost, release_id: str) -> Releases:
    """Take a release back from everybody who has not copied it. Twice is once."""
    with host.ledger.lock(RELEASES, Kind.RELEASE):
        release = next((each for each in read(host.ledger).made if each.id == release_id), None)
        if release is None:
            raise Unknown(Problem("release", "no_such_release"))
        if release.withdrawn is None:
            author = host.author
            withdrawal = Withdrawal(release_id, host.now(), author.name, author.id)
            _append(host, [write_withdrawal(withdrawal)], withdrawal.at)
    return read(host.ledger)


def _append(host: StaffHost, rows: Sequence[Mapping[str, object]], at: datetime) -> None:
    host.ledger.append([Entry(Kind.RELEASE, RELEASES, row, at) for row in rows])


def problems_of(
    host: StaffHost, signed: SignedRound, asked: AskedRelease, past: Releases
) -> tuple[Problem, ...]:
    """Name everything that forbids a release."""
    problems = check_release(
        past,
        signed.round.id,
        people=signed.people,
        k=host.site.k,
        is_closed=signed.is_closed,
        groups=asked.groups,
        sizes=signed.sizes,
        rounds=[each.id for each in host.setup.rounds],
    )
    return (*check_newer(signed.newer), *problems)


def draft(
    host: StaffHost,
    signed: SignedRound,
    asked: AskedRelease,
    past: Releases,
    private: CountedChoices | None = None,
) -> Release:
    """Return a release as it would be stored. Nothing is stored yet, and nothing is asked.

    `private` choices are for what is stored at once, and for no preview.
    """
    round_, framework, rounds = signed.round, host.setup.framework, signed.sign_offs
    earlier = [each.id for each in takewhile(round_.__ne__, host.setup.rounds) if each.id in rounds]
    counting = counting_of(
        AnswerCodes.of(framework),
        rounds,
        round_.id,
        signed.now,
        earlier=earlier,
        groups=asked.groups,
        answers=answers_given(host, round_.id, rounds[round_.id]).chosen,
        private=private or {},
    )
    wanted = Wanted(
        id=asked.id,
        round_id=round_.id,
        at=signed.now,
        by=host.author.name,
        k=host.site.k,
        is_interim=not signed.is_closed,
        baseline=earlier[0] if earlier else "",
        last=earlier[-1] if earlier else "",
        groups=released_groups(asked.groups, signed.sizes),
        participation=participation(_participation(host), host.site.k),
        titles=tuple((each.id, each.title) for each in host.setup.rounds),
        by_id=host.author.id,
    )
    return make_release(wanted, framework, counting, past.made)


def _participation(host: StaffHost) -> Mapping[str, tuple[int, int, int]]:
    """Count by round who is enrolled, has started and has signed off. Empty where nobody knows."""
    if not host.roster.has_everybody:
        return {}
    counts = host.roster.counts(RosterFilter(), [each.id for each in host.setup.rounds])
    return {key: _participation_of(each) for key, each in counts.items()}


def taking_part(host: StaffHost, round_: Round) -> tuple[int, int, int]:
    """Count who is enrolled, has started and has signed off a round, by where they stand."""
    return _participation_of(host.roster.counts(RosterFilter(), [round_.id])[round_.id])


def _participation_of(counts: Mapping[ReviewStatus, int]) -> tuple[int, int, int]:
    enrolled = sum(counts.values())
    started = enrolled - counts.get(ReviewStatus.NOT_STARTED, 0)
    return enrolled, started, started - counts.get(ReviewStatus.IN_PROGRESS, 0)


def _counted_choices(host: StaffHost, round_id: str) -> CountedChoices:
    """Read the private choices that people have agreed to have counted."""
    answers: dict[str, dict[str, frozenset[str]]] = {
        each.id: {} for each in host.setup.framework.counted_prompts
    }
    for rows in host.ledger.all_of(Kind.COUNTED) if answers else ():
        for each in latest(read_counted(rows)).values():
            if each.round_id == round_id and each.question in answers and each.choices:
                answers[each.question][rows[0].participant] = frozenset(each.choices)
    return answers
