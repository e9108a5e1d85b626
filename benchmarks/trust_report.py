"""Measure the trust report: 200 courses of 500 people, from the tables to the files on the disk.

On SQLite, or on the server that `.ci/databases` runs it for. COURSES and PEOPLE choose other sizes.
The report is made by the command, in a process of its own: what that grows by is its memory. Times
and memory end with status 1 where they are more than is promised.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

COURSES = int(os.environ.get("COURSES", "200"))
PEOPLE = int(os.environ.get("PEOPLE", "500"))
SHARED = PEOPLE // 10
"""So many of each course are in the next one as well."""
DIFFERENT = 50
"""Courses that differ in what was signed off. The others repeat it."""
MOST_SECONDS, MOST_MEGABYTES = 600, 200


def set_up() -> None:
    """Set Django up on the database that was named."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "lms_site.settings"
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    django.setup()
    settings.DEBUG = False  # else Django keeps the text of every query


def install() -> Any:
    """Let the block find the stand-ins of the LMS's modules."""
    import pytest  # noqa: PLC0415 - for its patches alone

    from lms_site import install  # noqa: PLC0415 - needs Django set up

    patch = pytest.MonkeyPatch()
    install.install(patch)
    return patch


def courses() -> list[Any]:
    """Give the courses of the trust."""
    import hosts  # noqa: PLC0415 - needs Django set up
    from trust_courses import TrustCourse  # noqa: PLC0415

    keys = [hosts.ContextKey(f"course-v1:Trust+C{number}+2026") for number in range(COURSES)]
    return [TrustCourse(key, f"Programme {number}") for number, key in enumerate(keys)]


def fill() -> None:
    """Make the tables, everybody in them, and what they have signed off."""
    from django.core.management import call_command  # noqa: PLC0415 - needs Django set up

    import trust_courses  # noqa: PLC0415
    from matrix_xblock.host.setup import read_setup  # noqa: PLC0415

    call_command("migrate", "auth", interactive=False, verbosity=0)
    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    every = courses()
    framework = read_setup(every[0].block()).framework
    areas = [each.id for each in framework.areas]
    levels = [each.id for each in framework.levels]
    bodies = [
        trust_courses.signed_off(PEOPLE, areas, levels, seed)
        for seed in range(min(COURSES, DIFFERENT))
    ]
    before: list[Any] = []
    for number, course in enumerate(every):
        new = trust_courses.accounts(PEOPLE - min(SHARED, len(before)))
        users = [*before[:SHARED], *new]
        _sign_off(course, course.enrol(users), bodies[number % len(bodies)])
        before = new[::-1]


def _sign_off(course: Any, ids: list[str], bodies: dict[str, list[Any]]) -> None:
    """Write the rows of a course: the ledger would take minutes to write them one by one."""
    from submissions.models import StudentItem, Submission  # noqa: PLC0415 - needs Django set up

    from matrix_xblock.domain.values.ledger_rows import Kind  # noqa: PLC0415
    from matrix_xblock.host.items import ITEM_TYPE, item_id  # noqa: PLC0415
    from trust_courses import ROUNDS, ago  # noqa: PLC0415

    place = {
        "course_id": str(course.key),
        "item_id": item_id(str(course.usage), Kind.SUMMARY),
        "item_type": ITEM_TYPE,
    }
    StudentItem.objects.bulk_create(StudentItem(student_id=who, **place) for who in ids)
    items = {each.student_id: each for each in StudentItem.objects.filter(**place)}
    rows = [
        Submission(
            student_item=items[who], answer=body, submitted_at=ago(days + 2), attempt_number=1
        )
        for round_id, days in ROUNDS.items()
        for who, body in zip(ids, bodies[round_id], strict=True)
    ]
    Submission.objects.bulk_create(rows, batch_size=500)


def megabytes(name: str) -> float:
    """Give a line of what the system knows of this process's memory."""
    lines = Path("/proc/self/status").read_text().splitlines()
    [line] = [each for each in lines if each.startswith(f"{name}:")]
    return int(line.split()[1]) / 1024


def report() -> None:
    """Make the report, and print what it took."""
    from django.core.management import call_command  # noqa: PLC0415 - needs Django set up

    from lms_site import modulestore  # noqa: PLC0415

    modulestore.PLACED[:] = [each.block() for each in courses()]
    before = megabytes("VmRSS")
    with TemporaryDirectory(prefix="matrix-report-") as folder:
        started = perf_counter()
        with Path(os.devnull).open("w") as nothing:
            call_command(
                "matrix_review", "report", "--org", "Trust", "--out", folder,
                stdout=nothing, stderr=nothing,
            )  # fmt: skip
        seconds = perf_counter() - started
        size = sum(each.stat().st_size for each in Path(folder).iterdir()) / 1024
    print(f"{seconds:.1f} {megabytes('VmHWM') - before:.0f} {size:.0f}")


def run() -> bool:
    """Fill the tables, have the report made elsewhere, and tell whether it kept its promises."""
    set_up()
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    install()
    started = perf_counter()
    fill()
    filled = perf_counter() - started
    vendor = connection.vendor
    connection.close()
    made = subprocess.run(
        [sys.executable, __file__, "report"], capture_output=True, text=True, check=True
    )
    seconds, memory, size = map(float, made.stdout.split())
    print(f"Trust report on {vendor}: {COURSES} courses x {PEOPLE} people ({filled:.0f} s to fill)")
    print(f"  {seconds:.0f} s (at most {MOST_SECONDS}), {memory:.0f} MB (at most {MOST_MEGABYTES})")
    print(f"  files of {size:.0f} KB")
    return seconds <= MOST_SECONDS and memory <= MOST_MEGABYTES


def main() -> int:
    """Make the report where that was asked for, else all of it."""
    if sys.argv[1:] == ["report"]:
        set_up()
        install()
        report()
        return 0
    if os.environ.get("MATRIX_TEST_DATABASE"):
        return int(not run())
    with TemporaryDirectory(prefix="matrix-bench-") as folder:
        os.environ["MATRIX_TEST_DATABASE"] = f"sqlite://{folder}/rows.sqlite3"
        return int(not run())


if __name__ == "__main__":
    sys.exit(main())
