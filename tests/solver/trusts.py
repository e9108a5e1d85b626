"""Generated trusts: courses with some of the same people, a part of them released, and a report."""

from dataclasses import dataclass, replace
from datetime import timedelta

from builders import a_round, a_setup
from fakes import FakeAccounts, FakeLedger, FakeStaff
from matrix_xblock.domain.figures.groups import OTHERS
from matrix_xblock.domain.figures.releases import Release
from matrix_xblock.domain.figures.sign_offs import AnswerCodes
from matrix_xblock.domain.figures.site_rules import SiteRules
from matrix_xblock.domain.figures.trust_report import TrustReport
from matrix_xblock.domain.staff.roster import Person as Enrolled
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.staff import releases
from matrix_xblock.staff.releases import AskedRelease
from matrix_xblock.staff.trust_reports import (
    AskedReport,
    PlacedReview,
    ReportSources,
    report_of,
)
from solver.courses import BASELINE, FINAL, NOW, OUTCOMES, Course, a_course

ROUNDS = tuple(
    a_round(id=key, title=key, closes=NOW - timedelta(days=days))
    for key, days in ((BASELINE, 200), (FINAL, 1))
)


@dataclass(frozen=True)
class Trust:
    """What was released of some courses, alone and together, and the report of all of it.

    `together` is what was counted together, as one course whose groups are courses.
    """

    report: TrustReport
    alone: dict[str, Course]
    weights: dict[str, float]
    together: Course | None


def a_trust(random, *, k=10):
    """Generate two to four courses, of which some have released their figures, and a report."""
    levels, areas = random.randint(3, 4), random.choice([1, 2, 4])
    courses = {
        f"c{n}": a_course(random, size=random.randint(8, 160), levels=levels, areas=areas, groups=1)
        for n in range(random.randint(2, 4))
    }
    reviews = [_review(name, course, k) for name, course in courses.items()]
    known = {each.course: _accounts(random, each.name, courses) for each in reviews}
    released = [each for each in reviews if random.random() < 0.4]
    for each in released:
        if len(courses[each.name].people) > k:
            releases.make(each.host, AskedRelease(f"own-{each.name}", FINAL))
    titles = ((BASELINE, BASELINE), ("now", FINAL))
    sources = ReportSources(reviews, FakeAccounts(known), lambda _: ())
    plan, report = report_of(AskedReport("report", NOW, titles), sources, lambda _: None)
    return report and _seen(plan, report, reviews, courses)


def _seen(plan, report, reviews, courses):
    alone, weights, together = {}, {}, None
    for each in reviews:
        for release in releases.read(each.host.ledger).made:
            if not release.together:
                course = courses[each.name]
                alone[each.name] = _with(course, course.people, {FINAL: release})
                weights[each.name] = _weight(plan, release)
    for pool in plan.pools.values():
        together = _together(pool, courses, releases.read(pool.members[0].review.host.ledger))
    return Trust(report, alone, weights, together)


def _weight(plan, release: Release):
    people = plan.people[release.id]
    times = {who: sum(who in some for some in plan.people.values()) for who in people}
    return sum(1 / times[who] for who in people) / len(people)


def _together(pool, courses, made):
    """Return the courses that were counted together as one, with a group for each of them."""
    release = made.made[-1]
    group = {name: each.id for each in release.groups for name in each.cohorts}
    now = pool.counted.now
    some = courses[pool.members[0].review.name]
    people = [_member(some, group.get(now.groups[place], OTHERS)) for place in now.first.values()]
    return _with(some, people, {FINAL: release})


def _member(course, group):
    """Return somebody of a group. What they have answered is not needed to attack."""
    return replace(course.people[0], group=group)


def _with(course, people, made):
    return Course(
        people, course.framework, AnswerCodes.of(course.framework), course.k, made, course.groups
    )


def _accounts(random, name, courses):
    """Give accounts to the people of a course: some are the first few of another one as well."""
    others = [each for each in courses if each != name]
    shared, other = random.choice([0, 0, 3, 20]), random.choice(others)
    return {
        f"{name}-{n}": f"{other}-{n}" if n < shared else f"{name}-{n}"
        for n in range(len(courses[name].people))
    }


def _review(name, course, k):
    ledger = FakeLedger(block=f"block-v1:{name}@one")
    for n, person in enumerate(course.people):
        days = n % 20 + 2
        for round_id, ago in ((BASELINE, 200), (FINAL, 0)):
            body = _summary(course, person, round_id)
            if body:
                at = NOW - timedelta(days=days + ago)
                ledger.append([Entry(Kind.SUMMARY, f"{name}-{n}", body, at)])
    setup = a_setup(framework=course.framework, rounds=ROUNDS)
    people = [Enrolled(f"{name}-{n}", "") for n in range(len(course.people))]
    host = FakeStaff(ledger, setup=setup, people=people, time=NOW, site=SiteRules(k=k))
    host.block = ledger.block
    return PlacedReview(f"course-v1:{name}", name, host)


def _summary(course, person, round_id):
    answers = person.answers(round_id)
    if answers is None:
        return None
    answers_of = [*(each.id for each in course.framework.levels), "not-applicable"]
    shared = OUTCOMES[person.outcome]
    why = sorted(person.why) if person.answer in {"in-part", "not-yet"} else []
    return {
        "version": 1,
        "round": round_id,
        "revision": 1,
        "levels": {
            area.id: answers_of[min(place, len(answers_of) - 1)]
            for area, place in zip(course.framework.areas, answers, strict=True)
        },
        "opportunities": {
            "statuses": dict.fromkeys(sorted(shared.statuses), 1),
            "reasons": dict.fromkeys(sorted(shared.reasons), 1),
            "days_until_offered": [shared.soonest] if shared.soonest is not None else [],
        },
        "cohort": "",
        "sharing": "everything",
        "choices": {
            **({"moved": [person.answer]} if person.answer else {}),
            **({"why": why} if why else {}),
        },
    }
