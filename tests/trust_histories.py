"""Generated histories of a trust: people in several courses, releases, reports, and who has gone.

What each release counted is written down when it is made. So a report can be held against a plain
count of people, whatever has become of them since.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from builders import NOW, a_framework, a_round, a_setup
from fakes import FakeAccounts, FakeLedger, FakeStaff
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.figures.trust_report import shares
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.staff import releases
from matrix_xblock.staff.releases import AskedRelease
from matrix_xblock.staff.trust_reports import (
    AskedReport,
    PlacedReview,
    ReportSources,
    report_of,
)

SMALL = a_framework(areas=a_framework().areas[:1], prompts=())
OTHER = a_framework(areas=a_framework().areas[1:2], prompts=())
EVERYBODY = range(150)


@dataclass
class History:
    """Courses, what each release of them counted, and what reports have said."""

    random: object
    frameworks: tuple = (SMALL,)
    day: int = 0
    erased: int = 0
    courses: dict = field(default_factory=dict)
    counted: dict = field(default_factory=dict)
    reports: list = field(default_factory=list)

    def add_course(self):
        name = f"c{len(self.courses)}"
        ledger = FakeLedger(block=f"block-v1:{name}@one")
        setup = a_setup(framework=self.random.choice(self.frameworks), rounds=())
        people = self.random.sample(EVERYBODY, self.random.randint(35, 100))
        host = FakeStaff(ledger, setup=setup, people=[Person(f"p{n}", "") for n in people])
        host.block = ledger.block
        self.courses[name] = PlacedReview(f"course-v1:{name}", name, host)
        self.close_round(self.courses[name])

    @property
    def now(self):
        return NOW + timedelta(days=self.day)

    def a_day_later(self):
        self.day += 1
        for each in self.courses.values():
            each.host.time = self.now

    def close_round_of_one(self):
        self.close_round(self.random.choice([*self.courses.values()]))

    def close_round(self, course):
        """Have most people of a course sign another round off, and close it."""
        rounds = course.host.setup.rounds
        another = a_round(id=f"round-{len(rounds)}", closes=self.now)
        course.host.setup = replace(course.host.setup, rounds=(*rounds, another))
        for each in course.host.roster.people():
            if self.random.random() < 0.9:
                self.sign_off(course, each.id, another.id)

    def sign_off(self, course, who, round_id):
        summary = {
            "version": 1,
            "round": round_id,
            "revision": 1,
            "levels": {area.id: "emerging" for area in course.host.setup.framework.areas},
            "opportunities": {},
            "cohort": "",
            "sharing": "everything",
            "choices": {},
        }
        at = self.now - timedelta(minutes=self.random.randint(0, 9))
        course.host.ledger.append([Entry(Kind.SUMMARY, who, summary, at)])

    def sign_off_late(self):
        """Have somebody sign a round off again, or for the first time, that is in figures."""
        course = self.random.choice([*self.courses.values()])
        who = self.random.choice(course.host.roster.people()).id
        self.sign_off(course, who, course.host.setup.rounds[-1].id)

    def leave(self):
        course = self.random.choice([*self.courses.values()])
        course.host.roster.known.pop()

    def erase(self):
        self.erased += 1
        who = f"p{self.random.choice(EVERYBODY)}"
        for each in self.courses.values():
            ledger = each.host.ledger
            ledger.rows[:] = [row for row in ledger.rows if row[1] != who]
            each.host.roster.known[:] = [one for one in each.host.roster.known if one.id != who]

    def share(self):
        """Have a course team share figures of its last round."""
        course = self.random.choice([*self.courses.values()])
        round_id, key = course.host.setup.rounds[-1].id, f"own-{len(self.counted)}"
        signers = self.signers(course, round_id)
        try:
            releases.make(course.host, AskedRelease(key, round_id))
        except Invalid:
            return
        self.counted[key] = signers

    def signers(self, course, round_id):
        """Give who is there today, and has signed a round off."""
        rows = course.host.ledger.all_of(Kind.SUMMARY)
        signed = {row.participant for some in rows for row in some if row.body["round"] == round_id}
        return frozenset(signed & {each.id for each in course.host.roster.people()})

    def report(self):
        """Make a report of some courses, and write down what it and its releases say."""
        names = self.random.sample(sorted(self.courses), self.random.randint(1, len(self.courses)))
        every = {f"p{n}": str(n) for n in EVERYBODY}
        accounts = FakeAccounts({each.course: every for each in self.courses.values()})
        sources = ReportSources([self.courses[name] for name in names], accounts, self.in_course)
        key = f"report-{len(self.reports)}"
        titles = (("baseline", "first"), ("now", "latest"))
        plan, made = report_of(AskedReport(key, self.now, titles), sources, lambda _: None)
        for number, pool in enumerate(plan.pools.values(), start=1):
            people = frozenset(f"p{account}" for account in pool.counted.now.first)
            self.counted[f"{key}-{number}"] = people
        if made:
            self.reports.append((plan, made))
        return made and self.total(plan, made, names)

    def in_course(self, course):
        return [each for each in self.courses.values() if each.course == course]

    def total(self, plan, made, names):
        """Give what the releases of a report come to, and how many people that were."""
        stored = {
            release.id: release
            for name in names
            for release in releases.read(self.courses[name].host.ledger).made
        }
        ids = [*plan.released, *(key for key in plan.people if key not in plan.signed)]
        added = shares([(stored[key], ()) for key in ids], [plan.people[key] for key in ids])
        total = sum(len(self.counted[each.release.id]) * each.weight for each in added)
        people = frozenset[str]().union(*(self.counted[key] for key in ids))
        return Total(total, people, made.figures.people, len(ids))


@dataclass(frozen=True)
class Total:
    """What a report comes to before it is rounded, who is in it, and what it shows."""

    exact: float
    people: frozenset
    shown: int
    releases: int
