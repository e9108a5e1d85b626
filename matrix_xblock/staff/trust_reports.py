"""A trust report: each course adds what it has released, the others are released together.

What is counted anew is stored as a release in each of its courses, before anybody sees it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime

from matrix_xblock.codec.figures.releases import write_release
from matrix_xblock.domain.errors import Invalid, Misconfigured, Problem
from matrix_xblock.domain.figures.groups import least_in_group
from matrix_xblock.domain.figures.release_making import Wanted, make_release
from matrix_xblock.domain.figures.releases import (
    Named,
    OtherRelease,
    Participation,
    Release,
    Releases,
    ReviewRound,
    check_newer,
    check_release,
    participation,
    released_groups,
)
from matrix_xblock.domain.figures.sign_offs import RoundSignOffs
from matrix_xblock.domain.figures.together import (
    BASELINE,
    NOW,
    Comparable,
    CountedTogether,
    ReviewToCount,
    account_of,
    comparable,
    course_groups,
    homes,
)
from matrix_xblock.domain.figures.trust_report import TrustReport, add_up, shares
from matrix_xblock.domain.figures.whom_counted import SignedRelease, counted_in, may_count_twice
from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.values.ledger_rows import RELEASES, Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.accounts import Accounts
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.staff import releases
from matrix_xblock.staff.sign_offs import answers_given, course_sign_offs, signed_off_until

__all__ = ["AskedReport", "PlacedReview", "Plan", "ReportSources", "report_of"]

Say = Callable[[str], None]


@wordless
@dataclass(frozen=True)
class PlacedReview:
    """A review as it is placed in a course. No two of a report have the same name."""

    course: str
    name: str
    host: StaffHost


@wordless
@dataclass(frozen=True)
class ReportSources:
    """The reviews that a report is about, and where other reviews and accounts are found.

    `in_course` gives the reviews of another course: of one in which releases of these were made
    that the report is not about.
    """

    reviews: Sequence[PlacedReview]
    accounts: Accounts
    in_course: Callable[[str], Iterable[PlacedReview]]


@wordless
@dataclass(frozen=True)
class _Candidate:
    """A review with a round that has closed, and what has been released of it.

    `release` is the one of that round, None where there is none yet.
    """

    review: PlacedReview
    round: Round
    past: Releases
    release: Release | None
    since: str = ""

    @property
    def rounds(self) -> Mapping[str, Round]:
        """Its rounds that a report counts: this one, and the one that movement is since."""
        since = self.release.baseline if self.release else self.since
        every = {each.id: each for each in self.review.host.setup.rounds}
        return {NOW: self.round, **({BASELINE: every[since]} if since in every else {})}

    @property
    def place(self) -> ReviewRound:
        """Where it is, and which round it is."""
        return ReviewRound(self.review.course, self.review.host.place.usage, self.round.id)


@wordless
@dataclass
class _Pool:
    """Reviews of comparable frameworks that are counted together.

    `signed_off` adds up how many have signed off in each of them.
    """

    counted: CountedTogether
    members: list[_Candidate] = field(default_factory=list)
    signed_off: int = 0


@wordless
@dataclass
class Plan:
    """What a report is made of: releases as they are, reviews to count together, and the rest.

    `signed` has by release who had signed off by then, `people` whom it counts. `left_out` has by
    name the code for why a review is in no figure.
    """

    released: dict[str, list[_Candidate]] = field(default_factory=dict)
    pools: dict[Comparable, _Pool] = field(default_factory=dict)
    signed: dict[str, SignedRelease] = field(default_factory=dict)
    people: dict[str, frozenset[str]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def counted_anew(self) -> tuple[str, ...]:
        """The reviews that are released by this report, by name."""
        pools = self.pools.values()
        return tuple(sorted(each.review.name for pool in pools for each in pool.members))

    @property
    def as_released(self) -> tuple[str, ...]:
        """The reviews of which there are figures already, by name."""
        every = self.released.values()
        return tuple(sorted(each.review.name for members in every for each in members))


@wordless
@dataclass(frozen=True)
class AskedReport:
    """What report is asked for, and when.

    `titles` name its two rounds where courses do not call them the same. Without `may_release` no
    review is counted anew; a trial says what would be, and stores nothing. `left_out` are courses
    of which it is known already that they have no figures, with a code for why.
    """

    id: str
    at: datetime
    titles: Named
    may_release: bool = True
    is_trial: bool = False
    left_out: Mapping[str, str] = field(default_factory=dict)


def report_of(
    asked: AskedReport, sources: ReportSources, say: Say
) -> tuple[Plan, TrustReport | None]:
    """Make a report; None where no review has figures, or in a trial.

    Raises `Invalid` where somebody has released figures of one of the reviews meanwhile.
    """
    plan = _plan(sources, asked.at, say)
    plan.left_out.update(asked.left_out)
    if not asked.may_release:
        plan.left_out.update(dict.fromkeys(plan.counted_anew, "not_released"))
        plan.pools.clear()
    if asked.is_trial:
        return plan, None
    made = _release_pools(plan, asked)
    every = [(members[0].release, members) for members in plan.released.values()]
    parts = [
        (release, tuple(each.review.name for each in members))
        for release, members in (*every, *made)
        if release is not None
    ]
    if not parts:
        return plan, None
    added = shares(parts, [plan.people[release.id] for release, _ in parts])
    return plan, add_up(
        added,
        report_id=asked.id,
        at=asked.at,
        titles=_titles(asked.titles, [each for _, members in (*every, *made) for each in members]),
        left_out=sorted(plan.left_out.items()),
        unsure=_unsure(plan),
    )


def _unsure(plan: Plan) -> list[str]:
    """Name the reviews of whose release it is not known any more whom it counts."""
    releases_unsure = set(may_count_twice(plan.signed))
    return sorted(
        each.review.name
        for release_id, members in plan.released.items()
        if release_id in releases_unsure
        for each in members
    )


def _titles(titles: Named, members: Sequence[_Candidate]) -> Named:
    """Name the two rounds as their courses do, where all of these do it alike."""

    def own(key: str) -> str:
        names = {each.rounds[key].title for each in members if key in each.rounds}
        return names.pop() if len(names) == 1 else ""

    return tuple((key, own(key) or text) for key, text in titles)


def _plan(sources: ReportSources, now: datetime, say: Say) -> Plan:
    plan = Plan()
    candidates = []
    for review in sources.reviews:
        candidate = _look_at(review, now)
        if isinstance(candidate, str):
            plan.left_out[review.name] = candidate
        else:
            candidates.append(candidate)
    _sort_released(plan, candidates)
    waiting = [each for each in candidates if each.review.name not in plan.left_out]
    for number, each in enumerate(waiting, start=1):
        say(f"Reading {number} of {len(waiting)}: {each.review.name}")
        if each.release is None:
            _read(plan, each, sources.accounts, now)
        else:
            _read_released(plan, each.release, each.place, each.review, sources.accounts)
    _read_elsewhere(plan, sources, say)
    plan.people.update(counted_in(plan.signed))
    _settle(plan)
    return plan


def _look_at(review: PlacedReview, now: datetime) -> _Candidate | str:
    """Return the round of a review that a report counts, or the code for why there is none."""
    host = review.host
    try:
        rounds, _ = host.setup.rounds, host.site
    except Misconfigured:
        return "broken_content"
    past = releases.read(host.ledger)
    if past.is_blocked:
        return "newer_rows"
    closed = [each for each in rounds if each.closes is not None and each.closes <= now]
    if not closed:
        return "no_round_closed"
    here = [each for each in past.made if each.round_id == closed[-1].id]
    if any(each.withdrawn for each in here):
        return "withdrawn"
    if here and all(each.is_interim for each in here):
        return "interim_only"
    return _Candidate(review, closed[-1], past, here[-1] if here else None)


def _sort_released(plan: Plan, candidates: Sequence[_Candidate]) -> None:
    """Take what is released as it is: together with others only where all of them are here.

    A course whose next round has closed since is here with that one, and would count twice.
    """
    here = {each.place for each in candidates}
    for each in candidates:
        if each.release is None:
            continue
        if {*each.release.together} <= here:
            plan.released.setdefault(each.release.id, []).append(each)
        else:
            plan.left_out[each.review.name] = "counted_elsewhere"


def _read(plan: Plan, candidate: _Candidate, accounts: Accounts, now: datetime) -> None:
    """Read everything of one review that is to be counted."""
    host, round_ = candidate.review.host, candidate.round
    course = course_sign_offs(host)
    signed = course.rounds.get(round_.id, RoundSignOffs())
    known = accounts.of_course(candidate.review.course)
    review = ReviewToCount(candidate.review.name, host.place.usage, signed, RoundSignOffs(), known)
    problems = (*check_newer(course.newer), *_forbidden(candidate))
    if problems:
        plan.left_out[candidate.review.name] = problems[0].code
        return
    if not signed.first:
        plan.left_out[candidate.review.name] = "nobody_signed_off"
        return
    rounds = [each.id for each in host.setup.rounds]
    earlier = [each for each in rounds[: rounds.index(round_.id)] if each in course.rounds]
    since = earlier[0] if earlier else ""
    review = replace(
        review,
        before=course.rounds.get(since, RoundSignOffs()),
        answers=answers_given(host, round_.id, signed).chosen,
    )
    framework = host.setup.framework
    key = (*comparable(framework), (BASELINE,) if since else ())
    pool = plan.pools.setdefault(key, _Pool(CountedTogether(framework)))
    pool.counted.add(review, now)
    pool.members.append(replace(candidate, since=since))
    pool.signed_off += len(signed.first)


def _read_released(
    plan: Plan, release: Release, place: ReviewRound, review: PlacedReview, accounts: Accounts
) -> None:
    """Read who had signed off in one of the reviews of a release that is in the report."""
    earlier = plan.signed.get(release.id, SignedRelease(release, {}))
    plan.signed[release.id] = _with_signers(earlier, place, review, accounts)


def _with_signers(
    signed: SignedRelease, place: ReviewRound, review: PlacedReview | None, accounts: Accounts
) -> SignedRelease:
    """Add when people had signed off one of the rounds of a release, by account.

    Of several times the last one counts. Without anybody the rows have been removed: there was
    somebody when the release was made.
    """
    if review is None:
        return replace(signed, is_complete=False)
    known = accounts.of_course(place.course)
    here = signed_off_until(review.host, place.round_id, signed.release.at)
    times = {**signed.times}
    for who, at in here.items():
        account = account_of(place.usage, who, known)
        times[account] = max(at, times.get(account, at))
    return replace(signed, times=times, is_complete=signed.is_complete and bool(here))


def _read_elsewhere(plan: Plan, sources: ReportSources, say: Say) -> None:
    """Read the releases that those of the report left people out for, where they are not in it."""
    finding = _Finding(sources)
    waiting = [other for each in plan.signed.values() for other in each.release.apart or ()]
    while waiting:
        other = waiting.pop()
        release = None if other.id in plan.signed else finding.release(other)
        if release is None:
            continue
        say(f"Reading who was left out: {other.course}")
        plan.signed[other.id] = finding.signed(release, other)
        waiting += release.apart or ()


@wordless
@dataclass
class _Finding:
    """Finds reviews of the report, and of other courses: each course once."""

    sources: ReportSources
    courses: dict[str, Mapping[str, PlacedReview]] = field(default_factory=dict)

    def review(self, course: str, usage: str) -> PlacedReview | None:
        """Return a review by its place, None where it is not there any more."""
        if course not in self.courses:
            here = [each for each in self.sources.reviews if each.course == course]
            every = here or self.sources.in_course(course)
            self.courses[course] = {each.host.place.usage: each for each in every}
        return self.courses[course].get(usage)

    def release(self, other: OtherRelease) -> Release | None:
        """Return a release that another one names."""
        review = self.review(other.course, other.usage)
        made = releases.read(review.host.ledger).made if review else ()
        readable = [each for each in made if each.is_readable]
        return next((each for each in readable if each.id == other.id), None)

    def signed(self, release: Release, other: OtherRelease) -> SignedRelease:
        """Read who had signed off in the reviews of a release that is not in the report."""
        own = (ReviewRound(other.course, other.usage, release.round_id),)
        signed = SignedRelease(release, {}, is_in_report=False)
        for place in release.together or own:
            review = self.review(place.course, place.usage)
            signed = _with_signers(signed, place, review, self.sources.accounts)
        return signed


def _forbidden(candidate: _Candidate) -> tuple[Problem, ...]:
    """Name what earlier releases forbid. How many people there are is asked of all together."""
    host = candidate.review.host
    return check_release(
        candidate.past,
        candidate.round.id,
        people=host.site.k + 1,
        k=host.site.k,
        is_closed=True,
        rounds=[each.id for each in host.setup.rounds],
    )


def _taking_part(host: StaffHost, round_: Round) -> tuple[int, int]:
    """Count who is enrolled, and who has started a round and not signed it off."""
    enrolled, started, signed_off = releases.taking_part(host, round_)
    return enrolled, started - signed_off


def _settle(plan: Plan) -> None:
    """Leave out whoever is in a release already, and pools that are too small to be told.

    Somebody who has signed off last in one that is too small counts in another one.
    """
    already = {who for each in plan.released for who in plan.people[each]}
    for pool in plan.pools.values():
        pool.counted.leave_out(already)
    while small := _too_small(plan):
        pool = plan.pools.pop(small)
        names = [each.review.name for each in pool.members]
        plan.left_out.update(dict.fromkeys(names, "too_few_people"))
    places = _homes(plan)
    for key, pool in plan.pools.items():
        pool.counted.leave_out([each for each in pool.counted.now.first if places[each] != key])


def _homes(plan: Plan) -> Mapping[str, Comparable]:
    return homes({key: pool.counted for key, pool in plan.pools.items()})


def _too_small(plan: Plan) -> Comparable | None:
    """Return the smallest of the pools that are too small."""
    sizes = Counter(_homes(plan).values())
    small = [
        key
        for key, pool in plan.pools.items()
        if sizes[key] < least_in_group(max(each.review.host.site.k for each in pool.members))
    ]
    return min(small, key=lambda key: sizes[key], default=None)


def _release_pools(plan: Plan, asked: AskedReport) -> list[tuple[Release | None, list[_Candidate]]]:
    """Make and store the releases of reviews that are counted together: all of them or none."""
    made: list[tuple[Release | None, list[_Candidate]]] = []
    members = [each for pool in plan.pools.values() for each in pool.members]
    with ExitStack() as locks:
        for each in sorted(members, key=lambda one: one.place):
            locks.enter_context(each.review.host.ledger.lock(RELEASES, Kind.RELEASE))
            if releases.read(each.review.host.ledger) != each.past:
                raise Invalid(Problem("report", "released_meanwhile"))
        for release, pool in _made_of(plan, asked):
            plan.people[release.id] = frozenset(pool.counted.now.first)
            for each in pool.members:
                rows = write_release(_as_stored(release, each))
                entries = [Entry(Kind.RELEASE, RELEASES, row, asked.at) for row in rows]
                each.review.host.ledger.append(entries)
            made.append((release, pool.members))
    return made


def _made_of(plan: Plan, asked: AskedReport) -> list[tuple[Release, _Pool]]:
    """Make the releases of reviews that are counted together, each with those it is apart from."""
    pools = {f"{asked.id}-{number}": pool for number, pool in enumerate(plan.pools.values(), 1)}
    others = {
        **{release_id: members[0] for release_id, members in plan.released.items()},
        **{release_id: pool.members[0] for release_id, pool in pools.items()},
    }
    every = [OtherRelease(key, one.place.course, one.place.usage) for key, one in others.items()]
    return [
        (
            replace(
                _release_of(pool, release_id, asked.at),
                apart=tuple(each for each in every if each.id != release_id),
            ),
            pool,
        )
        for release_id, pool in pools.items()
    ]


def _release_of(pool: _Pool, release_id: str, now: datetime) -> Release:
    host = pool.members[0].review.host
    k = max(each.review.host.site.k for each in pool.members)
    sizes = pool.counted.sizes
    groups = course_groups(sizes, least_in_group(k))
    since = BASELINE if pool.counted.before.first else ""
    release = make_release(
        Wanted(
            id=release_id,
            round_id=NOW,
            at=now,
            by=host.author.name,
            k=k,
            baseline=since,
            last=since,
            groups=released_groups(groups, sizes),
            participation=participation(_numbers(pool), k),
            by_id=host.author.id,
        ),
        pool.counted.framework,
        pool.counted.counting(groups, now),
        tuple(_baselines(pool)),
    )
    return replace(release, together=tuple(each.place for each in pool.members))


def _baselines(pool: _Pool) -> Iterator[Release]:
    """Yield what courses have released of the rounds that movement is since."""
    for each in pool.members:
        past = [one for one in each.past.made if one.round_id == each.since]
        yield from (replace(one, round_id=BASELINE) for one in past)


def _numbers(pool: _Pool) -> Mapping[str, tuple[int, int, int]]:
    """Add participation up, where all know it. Whoever has signed off is counted once."""
    if not all(each.review.host.roster.has_everybody for each in pool.members):
        return {}
    signed = {NOW: len(pool.counted.now.first), BASELINE: len(pool.counted.before.first)}
    times = pool.signed_off - signed[NOW]
    totals = {}
    for name, number in signed.items():
        rounds = [each.rounds.get(name) for each in pool.members]
        every = [
            _taking_part(each.review.host, round_)
            for each, round_ in zip(pool.members, rounds, strict=True)
            if round_
        ]
        if every:
            enrolled, unfinished = (sum(column) for column in zip(*every, strict=True))
            totals[name] = (enrolled - times, number + unfinished, number)
    return totals


def _as_stored(release: Release, member: _Candidate) -> Release:
    """Return a release as one of its courses stores it: under the names of its own rounds."""
    own = {NOW: member.round.id, BASELINE: member.since}
    titles = tuple((each.id, each.title) for each in member.review.host.setup.rounds)
    return replace(
        release,
        round_id=member.round.id,
        baseline=member.since,
        last=member.since,
        words={**release.words, "rounds": titles},
        participation=tuple(
            Participation(own[each.round_id], each.enrolled, each.started, each.signed_off)
            for each in release.participation
        ),
    )
