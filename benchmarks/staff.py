"""Measure the pages of course staff at 100 to 100,000 people: queries, time and memory.

On SQLite, or on the server that `.ci/databases` runs it for. PEOPLE="100 10000" chooses sizes.
Processor time is the database's own (SQLite's is ours, with the page). A broken budget of a count
ends with status 1; times never do: beside each that has a goal stands what the goal is.
"""

import os
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from threading import Barrier, Thread
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

SIZES = tuple(map(int, os.environ.get("PEOPLE", "100 1000 10000 100000").split()))
MOST_WITH_WORDS = 10_000
MOST_QUERIES = 8
MOST_GROWTH = 2.0
RUNS = 5
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BLOCK = "block-v1:Trust+NPQ+2026+type@matrix_review+block@one"
KILOBYTE = 1024
GOALS = {
    "sqlite": {10_000: 50, 100_000: 400},
    "mysql": {10_000: 100, 100_000: 1000},
    "postgresql": {10_000: 100, 100_000: 1000},
}
"""Milliseconds of the database's processor for a list. A page far inside one has no goal."""
WITH_GOAL = (
    "list, needs you",
    "list, one round, one state, one cohort, a name",
    "list, all reviews, by name",
    "list, in progress",
    "list, not started",
)
FIGURES = 500
"""Milliseconds on the clock for figures of 10,000 people."""


@contextmanager
def a_file() -> Iterator[None]:
    """Have an SQLite file for as long as this runs, unless a server was named."""
    with TemporaryDirectory(prefix="matrix-bench-") as folder:
        os.environ["MATRIX_DEMO_DATABASE"] = str(Path(folder) / "rows.sqlite3")
        yield


def server_seconds() -> float:
    """Give the processor time that the database has used so far; SQLite's is our own."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    if connection.vendor == "sqlite":
        return process_time()
    with connection.cursor() as cursor:
        if connection.vendor == "mysql":
            cursor.execute("SELECT @@pid_file")
            process = Path(cursor.fetchone()[0]).read_text().strip()
        else:
            cursor.execute("SELECT pg_backend_pid()")
            process = cursor.fetchone()[0]
    ticks = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


@dataclass
class Staff:
    """Somebody of the course staff at work, on the real ledger and the real roster."""

    ledger: Any
    roster: Any
    setup: Any
    site: Any
    place: Any
    author: Any
    drafts: Any = field(default=None)
    my_people: Any = field(default=None)
    among: Any = None
    is_instructor: bool = False

    @property
    def notifications(self) -> Any:
        from matrix_xblock.host.notifications import NoNotifications  # noqa: PLC0415 - after set-up

        return NoNotifications()

    def now(self) -> datetime:
        return NOW

    def today(self) -> date:
        return NOW.date()

    def local_day(self, time: datetime) -> date:
        return time.date()

    def new_id(self) -> str:
        return "press"

    def load_drafts(self) -> Any:
        return self.drafts

    def save_drafts(self, drafts: Any) -> None:
        self.drafts = drafts

    def publish(self, fact: Any) -> None:
        del fact

    def transaction(self) -> Any:
        from django.db import transaction  # noqa: PLC0415 - needs Django set up

        return transaction.atomic()


def course_of(size: int) -> str:
    return f"course-v1:Trust+NPQ+{size}"


def fill(size: int, *, with_words: bool) -> None:
    """Enrol so many people in a course; nine of ten have signed two rounds off, some have begun."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - needs Django set up
    from submissions.models import StudentItem, Submission  # noqa: PLC0415

    from lms_site.course_groups.models import (  # noqa: PLC0415
        CohortMembership,
        CourseUserGroup,
    )
    from lms_site.student import models as student  # noqa: PLC0415
    from matrix_xblock.host.standing_index import StandingIndex  # noqa: PLC0415

    course = course_of(size)
    groups = [CourseUserGroup(name=f"School {n}", course_id=course) for n in range(20)]
    for each in groups:
        each.save()
    names = [f"{size}-{n:05}" for n in range(size)]
    User.objects.bulk_create([User(username=name) for name in names], batch_size=2000)
    users = list(User.objects.filter(username__startswith=f"{size}-").order_by("username"))
    batch = {"batch_size": 2000}
    student.CourseEnrollment.objects.bulk_create(
        [student.CourseEnrollment(user=user, course_id=course) for user in users], **batch
    )
    student.AnonymousUserId.objects.bulk_create(
        [
            student.AnonymousUserId(user=user, anonymous_user_id=user.username, course_id=course)
            for user in users
        ],
        **batch,
    )
    student.UserProfile.objects.bulk_create(
        [student.UserProfile(user=user, name=f"Name {user.username}") for user in users], **batch
    )
    CohortMembership.objects.bulk_create(
        [
            CohortMembership(user=user, course_id=course, course_user_group=groups[n % 20])
            for n, user in enumerate(users)
        ],
        **batch,
    )
    for first in range(0, size, 500):
        rows = [
            (who, kind, body, NOW + timedelta(minutes=first + n))
            for n, who in enumerate(names[first : first + 500])
            for kind, body in (
                bodies(n, with_words=with_words) if n % 10 else begun(n) if n % 20 else ()
            )
        ]
        keep(course, rows, StudentItem, Submission)
    StandingIndex(course=course, usage=BLOCK).complete()


def begun(number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the rows of somebody who has begun both rounds."""
    from matrix_xblock.codec.review.status import standing_entry  # noqa: PLC0415 - needs Django set up

    rows: list[Any] = []
    for round_id in ("baseline", "mid-point"):
        at = NOW - timedelta(minutes=number)
        entry = standing_entry(
            "who", rows, rounds=("baseline", "mid-point"), now=at, begun=round_id
        )
        rows.append(entry)
        yield "+standing", dict(entry.body)


def bodies(number: int, *, with_words: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the rows of somebody who has signed two rounds off, by the kind's suffix."""
    from matrix_xblock.codec.review.ledger import write_summary  # noqa: PLC0415 - needs Django set up
    from matrix_xblock.codec.review.responses import write_decision  # noqa: PLC0415
    from matrix_xblock.codec.review.status import standing_entry  # noqa: PLC0415
    from matrix_xblock.domain.review.feedback import Decision, DecisionKind  # noqa: PLC0415
    from matrix_xblock.domain.values.ledger_rows import Entry, Kind  # noqa: PLC0415

    levels = [level.id for level in FRAMEWORK().levels]
    # Hardly two people answer alike, and it is the same people in each run.
    chance = Random(number)  # noqa: S311 - not a secret
    entries = []
    for round_id in ("baseline", "mid-point"):
        review = REVIEW(with_words=with_words)
        areas = {
            key: replace(area_review, level_id=chance.choice(levels))
            for key, area_review in review.areas.items()
        }
        review = replace(review, round_id=round_id, areas=areas)
        body = write_summary(review, possible=10, cohort=f"School {number % 20}", asked=ASKED())
        if number % 3 == 0:
            body["opportunities"] = {
                "statuses": {"wanted": 1, chance.choice(["offered", "agreed", "taken-up"]): 1},
                "reasons": {},
                "days_until_offered": [chance.randrange(60)],
            }
        entries.append(Entry(Kind.SUMMARY, "who", body, NOW))
        yield "", body
        if with_words:
            from matrix_xblock.codec.review.ledger import write_snapshot  # noqa: PLC0415

            for part in write_snapshot(review, FRAMEWORK()):
                yield "+snapshot", part
    # The baseline is dealt with for most, and the mid-point for some.
    done = [] if number % 5 == 0 else ["baseline"] if number % 4 == 0 else ["baseline", "mid-point"]
    for round_id in done:
        accepted = Decision(round_id, DecisionKind.ACCEPTED, round_id, 1, NOW)
        body = write_decision(accepted)
        entries.append(Entry(Kind.RESPONSE, "who", body, NOW))
        yield "+response", body
    standing = standing_entry("who", entries, rounds=("baseline", "mid-point"), now=NOW)
    yield "+standing", dict(standing.body)
    yield "+opportunities", listed(number)


def listed(number: int) -> dict[str, Any]:
    """Give the row for the list of opportunities: of every third person it has two of them."""
    from matrix_xblock.codec.review import opportunity_rows  # noqa: PLC0415 - needs Django set up
    from matrix_xblock.domain.plans.opportunity import OpportunityType  # noqa: PLC0415
    from matrix_xblock.domain.review.opportunity_glance import OpportunityGlance  # noqa: PLC0415

    kinds = list(OpportunityType)
    wishes = [
        OpportunityGlance(
            f"{n:032}",
            kinds[(number + n) % len(kinds)],
            "A larger school with mixed-age classes, for a day",
            NOW,
            area_ids=("leadership",),
            round_id="mid-point",
        )
        for n in range(0 if number % 3 else 2)
    ]
    return opportunity_rows.written(opportunity_rows.SignedOffOpportunities(tuple(wishes)))


def keep(course: str, rows: list[Any], student_item: Any, submission: Any) -> None:
    """Write rows in bulk: making ten thousand people through the page is another bench."""
    items = {}
    for who, suffix, _, _ in rows:
        if (who, suffix) not in items:
            items[who, suffix] = student_item(
                student_id=who, course_id=course, item_id=BLOCK + suffix, item_type="matrix_review"
            )
    student_item.objects.bulk_create(items.values(), batch_size=2000)
    ids = {
        (each.student_id, each.item_id.removeprefix(BLOCK)): each
        for each in student_item.objects.filter(
            course_id=course, student_id__in=[who for who, *_ in rows]
        )
    }
    submission.objects.bulk_create(
        [
            submission(
                student_item=ids[who, suffix], answer=body, submitted_at=at, attempt_number=1
            )
            for who, suffix, body, at in rows
        ],
        batch_size=200,
    )


def FRAMEWORK() -> Any:  # noqa: N802 - a constant that needs Django set up
    from matrix_xblock.host.setup import preset  # noqa: PLC0415

    return preset("talent-development-v1")


def ASKED() -> Any:  # noqa: N802
    from matrix_xblock.domain.figures.shapes import questions  # noqa: PLC0415 - needs Django set up

    return questions(FRAMEWORK())


def REVIEW(*, with_words: bool) -> Any:  # noqa: N802
    from matrix_xblock.domain.review.review import (  # noqa: PLC0415
        Answers,
        AreaReview,
        Review,
        Status,
    )

    words = "A full answer. " * 200 if with_words else ""
    return Review(
        "baseline",
        status=Status.SIGNED_OFF,
        framework="talent-development-v1@1",
        areas={
            area.id: AreaReview("growing", reflection=words, evidence=words[:1000])
            for area in FRAMEWORK().areas
        },
        answers=Answers({ASKED().moved.id: (ASKED().moved.choices[0].id,)}),
        signed_off_at=NOW,
        earned=10.0,
    )


def at_work(size: int) -> Staff:
    from lms_site.course_groups import models as groups  # noqa: PLC0415 - needs Django set up
    from lms_site.keys import CourseKey  # noqa: PLC0415
    from lms_site.student import models as student  # noqa: PLC0415
    from matrix_xblock.domain.figures.site_rules import SiteRules  # noqa: PLC0415
    from matrix_xblock.domain.framework.credit import CreditRule  # noqa: PLC0415
    from matrix_xblock.domain.framework.rounds import Round, RoundKind  # noqa: PLC0415
    from matrix_xblock.domain.framework.setup import Setup  # noqa: PLC0415
    from matrix_xblock.domain.review.feedback import Author  # noqa: PLC0415
    from matrix_xblock.domain.staff.drafts import StaffDrafts  # noqa: PLC0415
    from matrix_xblock.domain.staff.my_people import MyPeople  # noqa: PLC0415
    from matrix_xblock.domain.values.place import Place  # noqa: PLC0415
    from matrix_xblock.host.ledger import SubmissionsLedger  # noqa: PLC0415
    from matrix_xblock.host.lms import LmsPeople  # noqa: PLC0415
    from matrix_xblock.host.roster import SqlRoster  # noqa: PLC0415

    course = course_of(size)
    rounds = tuple(Round(key, key.title(), RoundKind.INTERIM) for key in ("baseline", "mid-point"))
    source = LmsPeople(student, groups, CourseKey.from_string)
    return Staff(
        ledger=SubmissionsLedger(course=course, usage=BLOCK),
        roster=SqlRoster(source, course=course, usage=BLOCK, identify=str),
        setup=Setup(FRAMEWORK(), rounds, CreditRule(), "", "1"),
        site=SiteRules(),
        place=Place(BLOCK, "Review"),
        author=Author("sam", "Sam"),
        drafts=StaffDrafts(),
        my_people=MyPeople(),
    )


@dataclass(frozen=True)
class Measured:
    """One act at one size."""

    queries: int
    milliseconds: float
    processor: float
    kilobytes: int


def measured(act: Callable[[], Any], runs: int = RUNS) -> Measured:
    from django.db import connection  # noqa: PLC0415 - needs Django set up
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as caught:
        act()
    took, before = [], server_seconds()
    for _ in range(runs):
        start = perf_counter()
        act()
        took.append(1000 * (perf_counter() - start))
    processor = 1000 * (server_seconds() - before) / runs
    tracemalloc.start()
    act()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Measured(len(caught), median(took), processor, peak // KILOBYTE)


def goal(name: str, size: int) -> str:
    """Say what is to be reached, where there is such a goal."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    if name in WITH_GOAL and size in GOALS[connection.vendor]:
        return f" (goal: {GOALS[connection.vendor][size]:,} ms of processor)"
    return f" (goal: {FIGURES} ms)" if (name, size) == ("figures", 10_000) else ""


def shown(name: str, measures: dict[int, Measured]) -> Iterator[str]:
    yield f"  {name}"
    for size, each in measures.items():
        yield (
            f"    {size:>7,} people: {each.queries:>4} queries {each.milliseconds:>9.1f} ms"
            f" {each.processor:>9.1f} ms of processor {each.kilobytes:>8,} KB{goal(name, size)}"
        )
    smallest, largest = min(measures), max(measures)
    first, last = measures[smallest], measures[largest]
    yield (
        f"    growth of {largest // smallest:,} times the people:"
        f" queries {last.queries / first.queries:.1f},"
        f" time {last.milliseconds / first.milliseconds:.1f},"
        f" memory {last.kilobytes / max(first.kilobytes, 1):.1f} times"
    )


def acts(size: int) -> dict[str, Callable[[], Any]]:
    from matrix_xblock import staff  # noqa: PLC0415 - needs Django set up

    who = at_work(size)
    return {
        "list, needs you": lambda: staff.show(who, {}),
        "list, all reviews, by name": lambda: staff.show(who, {"state": ["all"], "sort": ["name"]}),
        "list, in progress": lambda: staff.show(who, {"state": ["in_progress"]}),
        "list, not started": lambda: staff.show(who, {"state": ["not_started"]}),
        "whom to remind": lambda: staff.show(who, {"state": ["not_started"], "remind": ["yes"]}),
        "list, one round, one state, one cohort, a name": lambda: staff.show(
            who,
            {
                "round": ["mid-point"],
                "state": ["new"],
                "cohort": ["School 5"],
                "search": ["name"],
            },
        ),
        # Nine of ten have two reviews.
        "list, page in the middle": lambda: staff.show(
            who, {"state": ["all"], "page": [str(max(9 * size // 10 // 25, 1))]}
        ),
        "list, last page": lambda: staff.show(
            who, {"state": ["all"], "page": [str(max(9 * size // 5 // 25, 1))]}
        ),
        "figures": lambda: staff.show(who, {"screen": ["figures"]}),
        "opportunities": lambda: staff.show(who, {"screen": ["opportunities"]}),
        "sign-off of a participant": lambda: signed_off(who),
    }


def signed_off(staff: Staff) -> None:
    """Let somebody sign a review off, and take that back."""
    from django.db import transaction  # noqa: PLC0415 - needs Django set up

    from builders import a_complete_review, a_form, a_record  # noqa: PLC0415
    from fakes import FakeHost  # noqa: PLC0415
    from matrix_xblock import participant  # noqa: PLC0415

    host = FakeHost(record=a_record(a_complete_review()), ledger=staff.ledger, who="somebody")
    host.transaction = transaction.atomic
    with transaction.atomic():
        page = participant.sign_off(host, a_form(round="baseline", revision="1"))
        staff.ledger.set_score("somebody", earned=10, possible=10)
        transaction.set_rollback(True)
    assert page.status == HTTPStatus.OK  # noqa: S101 - what is measured has to happen


def export(size: int) -> Measured:
    """Read a whole CSV of reviews, part after part, and let go of every line."""
    from matrix_xblock.report.csv_rows import FILES  # noqa: PLC0415 - needs Django set up
    from matrix_xblock.staff.exports import PART_LENGTH, signed_of_part  # noqa: PLC0415

    who = at_work(size)
    file = FILES["reviews"]

    def take() -> None:
        for part in range(1, 1 + -(-size // PART_LENGTH)):
            signed = signed_of_part(who, part, until=who.now(), reads_attached=file.reads_attached)
            for _ in file.lines(signed):
                pass

    return measured(take, runs=1)


def decided_at_once(number: int) -> int:
    """Let two colleagues decide about the same reviews in the same instant.

    Give how many of those reviews have two decisions: none should.
    """
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    from matrix_xblock import staff  # noqa: PLC0415
    from matrix_xblock.codec.review.responses import read_responses  # noqa: PLC0415
    from matrix_xblock.domain.values.ledger_rows import Kind  # noqa: PLC0415

    def decide(gate: Barrier, who: str, kind: str) -> None:
        form = {"participant": who, "at": "mid-point", "revised": "1", "seen": "0"}
        sent = {**form, "decision": kind, "reason": "Say more.", "press": kind}
        gate.wait()
        staff.answering.respond(at_work(SIZES[0]), {key: [each] for key, each in sent.items()})
        connection.close()

    twice = 0
    # Every fifth waits for both rounds; of them every second has not started.
    for who in [f"{SIZES[0]}-{n:05}" for n in range(5, 10 * number, 10)]:
        gate = Barrier(2)
        pair = [Thread(target=decide, args=(gate, who, kind)) for kind in ("accepted", "returned")]
        for each in pair:
            each.start()
        for each in pair:
            each.join()
        entries = at_work(SIZES[0]).ledger.entries(who, Kind.RESPONSE)
        twice += len(read_responses(entries).decisions) != 1
    return twice


def run() -> bool:
    import django  # noqa: PLC0415 - needs its settings
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    # The stand-ins have no migrations, and their tables refer to accounts.
    call_command("migrate", "auth", interactive=False, verbosity=0)
    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    from django.db import connection  # noqa: PLC0415

    with_words = connection.vendor == "sqlite"
    if connection.vendor == "postgresql":
        # Its workers are other processes, whose time would not be counted.
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
    print(f"Course staff on {connection.vendor}")
    measures = {}
    for size in SIZES:
        fill(size, with_words=(with_words and size <= MOST_WITH_WORDS) or size == SIZES[0])
        analyse()
        measures[size] = {key: measured(act) for key, act in acts(size).items()}
    for key in measures[SIZES[0]]:
        print(*shown(key, {size: by_act[key] for size, by_act in measures.items()}), sep="\n")
    lists = [
        each
        for by_act in measures.values()
        for key, each in by_act.items()
        if key.startswith("list")
    ]
    is_kept = all(each.queries <= MOST_QUERIES for each in lists)
    print(f"  at most {MOST_QUERIES} queries for a list: {'kept' if is_kept else 'BROKEN'}")
    for name in ("figures", "sign-off of a participant"):
        is_constant = len({by_act[name].queries for by_act in measures.values()}) == 1
        print(f"  as many queries at every size, {name}: {'kept' if is_constant else 'BROKEN'}")
        is_kept = is_kept and is_constant
    worded = [size for size in SIZES if size <= MOST_WITH_WORDS]
    if with_words and len(worded) > 1:
        exports = {size: export(size) for size in worded}
        print(*shown("CSV of reviews with full text", exports), sep="\n")
        growth = exports[worded[-1]].kilobytes / exports[worded[-2]].kilobytes
        is_flat = growth < MOST_GROWTH
        verdict = "kept" if is_flat else "BROKEN"
        sizes = f"from {worded[-2]:,} to {worded[-1]:,} people"
        print(f"  memory {sizes} below {MOST_GROWTH:.0f} times: {verdict}")
        is_kept = is_kept and is_flat
    if not with_words:
        twice = decided_at_once(10)
        print(f"  reviews decided twice by two at once: {twice} of 9")
        is_kept = is_kept and not twice
    return is_kept


def analyse() -> None:
    """Let the database count its rows, as one in use has done by itself."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    command = "ANALYZE TABLE" if connection.vendor == "mysql" else "ANALYZE"
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"{command} {table}")


def main() -> int:
    with a_file():
        os.environ["DJANGO_SETTINGS_MODULE"] = "staff_settings"
        return int(not run())


if __name__ == "__main__":
    sys.exit(main())
