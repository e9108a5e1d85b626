"""Measure the way of events to figures: transformed, stored as by Aspects, counted by the views.

A million events of ours go through the platform's own transformers into the tables of Aspects, in a
ClickHouse of this process. EVENTS and PROCESSES choose others, and after MINUTES it counts what
there is. What the views show is compared with what the people did. A view of more than a second,
memory that grows, and a figure that differs end it with status 1. It needs `make analytics` first:
ANALYTICS=1 .venv-analytics/bin/python benchmarks/statements.py
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

import django_host  # noqa: E402
from analytics.facts import event_of, tracked  # noqa: E402
from analytics.small_numbers import Round, everything  # noqa: E402
from matrix_xblock.domain import facts  # noqa: E402

EVENTS = int(os.environ.get("EVENTS", "1000000"))
PROCESSES = int(os.environ.get("PROCESSES", "2"))
MINUTES = float(os.environ.get("MINUTES", "600"))
K = 10
EACH = max(EVENTS // 20, 1)
A_COURSE = 580
"""A course has so many events and a few more: so many courses have all of them."""

MOST_SECONDS = 1.0
MOST_GROWTH = 100
"""Megabytes by which a process may grow between the first twentieth of the events and the last."""

MOST_PEOPLE = 250
"""No review has more: the numbers of accounts of a course begin at so many times its own number."""

NOW = datetime.now(UTC)
WEEKS = 30

Event = dict[str, Any]


def a_round(chance: random.Random) -> Round:
    """Give a round of a course: some parts of it large, some small."""
    parts = [tuple(chance.choice([2, 9, 10, 15, 30, 50]) for _ in range(3)) for _ in range(2)]
    once, again = parts[0], tuple(each // 3 for each in parts[1])
    left = sum(once) + sum(again)
    answered = []
    for _ in range(3):
        answered.append(chance.randint(0, left // 2))
        left -= answered[-1]
    return Round(
        chance.randrange(50), once, again, tuple(answered), chance.randint(0, sum(answered))
    )


def events_of(number: int, round_id: str, counts: Round) -> Iterator[Event]:
    """Give the events of people who came so far in a round, each as the platform routes it."""
    course = f"course-v1:T{number // 40}+NPQ+{number}"
    usage = course.replace("course-v1:", "block-v1:") + "+type@matrix_review+block@talent"
    start = NOW - timedelta(weeks=WEEKS, days=number % 60, microseconds=number)
    staff = number * MOST_PEOPLE + 1
    first = staff + 1

    def event(fact: facts.Fact, user: int, at: datetime) -> Event:
        name, payload = event_of(fact)
        return tracked(name, payload, user=user, usage=usage, course_id=course, at=at.isoformat())

    for n in range(counts.started):
        yield event(facts.Started(round_id), first + n, start + timedelta(seconds=n))
    for n, (days, times) in enumerate(sign_offs(counts)):
        for revision in range(1, times + 1):
            at = start + timedelta(days=days, hours=revision, seconds=n)
            fact = facts.SignedOff(
                round_id,
                revision=revision,
                areas=8,
                reflections=3,
                earned=8.0,
                possible=8,
                completion=0.5,
                at=at,
            )
            yield event(fact, first + n, at)
    for n, hours in enumerate(waits(counts)):
        for before in range(2):
            at = start + timedelta(days=70, minutes=n, seconds=before)
            fact = facts.Responded(round_id, "commented", 1, hours, before)
            yield event(fact, staff, at)
    for n in range(counts.replied):
        yield event(facts.Replied(round_id), first + n, start + timedelta(days=80))


def sign_offs(counts: Round) -> Iterator[tuple[int, int]]:
    """Give after how many days each of them signed off, and how often."""
    for times, bands in ((1, counts.once), (2, counts.again)):
        for days, people in zip((1, 10, 40), bands, strict=True):
            yield from [(days, times)] * people


def waits(counts: Round) -> Iterator[int]:
    """Give how many hours each of them had waited for the first answer."""
    for hours, people in zip((30, 200, 500), counts.answered, strict=True):
        yield from [hours] * people


class Clock:
    """How long something took, by the clock and of processors."""

    def __init__(self) -> None:
        self.seconds = self.busy = 0.0

    def __enter__(self) -> None:
        self.began = perf_counter(), process_time()

    def __exit__(self, *_: object) -> None:
        self.seconds += perf_counter() - self.began[0]
        self.busy += process_time() - self.began[1]

    def add(self, other: Clock) -> None:
        """Add what another has measured."""
        self.seconds += other.seconds
        self.busy += other.busy

    def line(self, what: str, number: int) -> str:
        rate = f"{number / self.busy:,.0f} a second of one"
        return f"{what}: {self.seconds:.0f} s, {self.busy:.0f} s of processors: {rate}"


Rounds = dict[tuple[str, str], Round]


def name_of(number: int) -> str:
    """Give the course of a number; forty are of one organisation."""
    return f"course-v1:T{number // 40}+NPQ+{number}"


def rounds_of(number: int) -> Rounds:
    """Give how far people came in each round of a course: the same at each run."""
    chance = random.Random(number)  # noqa: S311 - nobody has to guess it
    return {(name_of(number), each): a_round(chance) for each in ("baseline", "final")}


def transformed(number: int) -> tuple[int, list[Event], Clock, int]:
    """Give the statements of all events of a course; how long it took, and the memory after it."""
    from django.contrib.auth.models import User  # noqa: PLC0415
    from event_routing_backends.processors.xapi.transformer_processor import XApiProcessor  # noqa: PLC0415

    numbers = range(number * MOST_PEOPLE, (number + 1) * MOST_PEOPLE)
    User.objects.bulk_create([User(pk=n + 1, username=f"user-{n}") for n in numbers])
    rounds = rounds_of(number).items()
    events = [e for (_, each), counts in rounds for e in events_of(number, each, counts)]
    clock = Clock()
    with clock:
        made = XApiProcessor()(events)
    if len(made) != len(events):
        sys.exit("Some events became no statement.")
    User.objects.all().delete()
    return number, made, clock, megabytes()


def megabytes() -> int:
    """Give the memory of this process now."""
    [line] = [e for e in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in e]
    return int(line.split()[1]) // 1024


def send(warehouse: Any, pool: Any) -> tuple[Rounds, list[tuple[int, int]]]:
    """Send events through the transformers into ClickHouse; give the memory every now and then.

    The first number is of this process, the second of the one that transformed last.
    """
    transforming, storing = Clock(), Clock()
    rounds: Rounds = {}
    memory: list[tuple[int, int]] = []
    sent, until = 0, perf_counter() + 60 * MINUTES
    numbers = range(EVENTS // A_COURSE + 3)
    for number, made, clock, megabytes_there in pool.imap_unordered(transformed, numbers):
        transforming.add(clock)
        rounds |= rounds_of(number)
        with storing:
            warehouse.receive(made)
        sent += len(made)
        while sent >= EACH * (len(memory) + 1):
            memory.append((megabytes(), megabytes_there))
            here, there = memory[-1]
            print(
                f"{sent:>9,} statements of {len(rounds)} rounds; transforming {there} MB, "
                f"ClickHouse {here} MB",
                flush=True,
            )
        if perf_counter() > until:
            break
    print(transforming.line("transformed", sent))
    print(storing.line("stored and parsed", sent))
    return rounds, memory


ASKED = {
    "matrix_funnel": 3,
    "matrix_days_to_sign_off": 4,
    "matrix_days_to_answer": 4,
    "matrix_returns": 2,
    "matrix_replies": 2,
}
"""The views of one round, in the order of `everything`, and how many numbers each can show."""


def differing(warehouse: Any, rounds: Rounds) -> int:
    """Compare what the views show of every round with what its people did; count what differs."""
    wrong = 0
    for place, (view, parts) in enumerate(ASKED.items()):
        rows = warehouse.rows(f"SELECT course_key, round, place, people FROM reporting.{view}")  # noqa: S608
        cells = {(e["course_key"], e["round"], e["place"]): e["people"] for e in rows}
        for (course, round_id), counts in rounds.items():
            shown = tuple(cells.get((course, round_id, part + 1)) for part in range(parts))
            wrong += shown != everything(counts, K)[place]
    return wrong


def slowest(warehouse: Any) -> float:
    """Print how long each view takes, and give the longest."""
    from matrix_xblock.plugin.clickhouse.schema import FIGURES  # noqa: PLC0415

    times = {}
    for view in FIGURES:
        busy = []
        for _ in range(3):
            clock = Clock()
            with clock:
                warehouse.run(f"SELECT * FROM reporting.{view} FORMAT Null")  # noqa: S608
            busy.append(clock.busy)
        times[view] = min(busy)
        print(f"{view}: {times[view]:.2f} s of processors")
    return max(times.values())


def main() -> None:
    """Measure, and end with status 1 where something is not as it is promised."""
    django_host.set_up("analytics.site")
    from django.conf import settings  # noqa: PLC0415

    settings.DEBUG = False
    with TemporaryDirectory() as folder, get_context("fork").Pool(PROCESSES) as pool:
        from analytics.warehouse import Warehouse  # noqa: PLC0415

        warehouse = Warehouse(folder)
        warehouse.empty()
        rounds, memory = send(warehouse, pool)
        [acts] = warehouse.rows("SELECT count() AS acts FROM reporting.matrix_acts")
        print(f"{acts['acts']:,} acts")
        longest, wrong = slowest(warehouse), differing(warehouse, rounds)
    growth = max(last - first for first, last in zip(memory[0], memory[-1], strict=True))
    print(f"{wrong} of {len(rounds) * len(ASKED)} figures differ from what people did.")
    print(f"Memory grew by {growth} MB from the first twentieth to the last.")
    if wrong or longest > MOST_SECONDS or growth > MOST_GROWTH:
        sys.exit(1)


if __name__ == "__main__":
    main()
