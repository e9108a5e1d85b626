"""Courses of a trust in the LMS, straight into its tables: people, enrolments, what they signed."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import hosts
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host.ledger import ledger_for

ROUNDS = {"baseline": 200, "final": 5}
"""How many days ago each round has closed."""
TITLES = (
    "Early career programme",
    "NPQ for senior leadership",
    "Middle leaders programme",
    "Aspiring heads programme",
)
STATUSES = ((), ("wanted",), ("offered",), ("taken-up",), ("wanted", "not-possible"))
REASONS = ("cover", "cost", "timing")
WHYS = ("not-offered", "offered-not-taken-up", "own-choice", "role-changed", "prefer-not-to-say")


def ago(days):
    return datetime.now(UTC) - timedelta(days=days)


@dataclass
class TrustCourse:
    """A course with a review, and who is in it."""

    key: hosts.ContextKey
    title: str
    framework: dict | None = None

    @property
    def usage(self):
        return hosts.UsageKey(self.key, "one")

    @property
    def ledger(self):
        return ledger_for(course=str(self.key), usage=str(self.usage), may_record=True)

    def block(self, **changes):
        """The block as it is placed in the course: two rounds, both of which have closed."""
        rounds = [
            {"id": key, "title": f"{key.capitalize()} review", "closes": ago(days).isoformat()}
            for key, days in ROUNDS.items()
        ]
        authored = {"framework": self.framework or {}, "rounds": rounds}
        return hosts.lms(
            usage=self.usage, authored=authored, without=("settings",), **changes
        ).block()

    def enrol(self, users):
        """Enrol accounts; give the id that each of them has here."""
        from lms_site.student.models import AnonymousUserId, CourseEnrollment, CourseOverview

        course = str(self.key)
        CourseOverview.objects.update_or_create(id=course, defaults={"display_name": self.title})
        ids = [f"{str(self.key).split('+')[1]}-{user.pk}" for user in users]
        CourseEnrollment.objects.bulk_create(
            CourseEnrollment(user=user, course_id=course) for user in users
        )
        AnonymousUserId.objects.bulk_create(
            AnonymousUserId(user=user, anonymous_user_id=who, course_id=course)
            for user, who in zip(users, ids, strict=True)
        )
        return ids

    def sign_off(self, ids, areas, levels, seed=1):
        """Have everybody sign both rounds off."""
        for round_id, bodies in signed_off(len(ids), areas, levels, seed).items():
            at = ago(ROUNDS[round_id] + 2)
            rows = [
                Entry(Kind.SUMMARY, who, body, at) for who, body in zip(ids, bodies, strict=True)
            ]
            self.ledger.append(rows)


def signed_off(number, areas, levels, seed):
    """Give the rows of so many people, by round: most went up, and more in some areas."""
    drawn = random.Random(seed)
    rows = {key: [] for key in ROUNDS}
    for _ in range(number):
        lift = drawn.choice((0, 0, 1, 1, 2))
        then = {area: drawn.randint(0, 2) for area in areas}
        moves = {
            area: drawn.choice((-1, 0, 0, 1)) if drawn.random() > 0.25 * lift + 0.02 * place else 1
            for place, area in enumerate(areas)
        }
        now = {area: min(max(then[area] + moves[area], 0), len(levels) - 1) for area in areas}
        rows["baseline"].append(_row("baseline", then, levels))
        moved = drawn.choices(("yes", "in-part", "not-yet", "prefer-not-to-say"), (45, 25, 25, 5))[
            0
        ]
        why = [drawn.choice(WHYS)] if moved == "not-yet" else []
        statuses = drawn.choice(STATUSES)
        rows["final"].append(
            _row("final", now, levels)
            | {
                "opportunities": {
                    "statuses": dict.fromkeys(statuses, 1),
                    "reasons": {drawn.choice(REASONS): 1} if "not-possible" in statuses else {},
                    "days_until_offered": [24] if "offered" in statuses else [],
                },
                "choices": {"moved-forward": [moved], **({"why-not": why} if why else {})},
            }
        )
    return rows


def _row(round_id, places, levels):
    return {
        "version": 1,
        "round": round_id,
        "revision": 1,
        "levels": {area: levels[place] for area, place in places.items()},
        "opportunities": {},
        "cohort": "",
        "sharing": "everything",
        "choices": {},
    }


def accounts(number):
    """Make so many accounts."""
    from django.contrib.auth.models import User

    first = User.objects.count()
    names = [f"person-{first + n}" for n in range(number)]
    User.objects.bulk_create(User(username=each) for each in names)
    return list(User.objects.filter(username__in=names).order_by("pk"))


def a_trust(sizes=(160, 110, 105, 64), *, shared=20, titles=TITLES, org="Trust"):
    """Make courses of these sizes; some of each are in the next one as well."""
    courses, before = [], []
    for number, size in enumerate(sizes):
        key = hosts.ContextKey(f"course-v1:{org}+C{number}+2026")
        course = TrustCourse(key, titles[number % len(titles)])
        setup = _setup(course)
        users = [*before[:shared], *accounts(size - min(shared, len(before)))]
        ids = course.enrol(users)
        areas = [each.id for each in setup.framework.areas]
        levels = [each.id for each in setup.framework.levels]
        course.sign_off(ids, areas, levels, seed=number)
        courses.append(course)
        before = users[::-1]
    return courses


def _setup(course):
    from matrix_xblock.host.setup import read_setup

    return read_setup(course.block())
