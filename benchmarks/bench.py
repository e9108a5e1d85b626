"""Measure the block: weight, queries, writes, and times next to a trivial block's.

A broken budget of a size or a count ends with status 1. Times never do: they depend on the machine.
"""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "matrix_xblock.demo.settings"
os.environ["MATRIX_DEMO_DATABASE"] = ":memory:"

import gzip
import json
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from subprocess import run
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.core import XBlock
from xblock.fields import Integer, Scope, ScopeIds
from xblock.reference.user_service import UserService, XBlockUser
from xblock.runtime import DictKeyValueStore, KvsFieldData, MemoryIdManager, Runtime

from matrix_xblock.block import MatrixReviewXBlock
from matrix_xblock.codec.cpd.cpd import write_log
from matrix_xblock.codec.framework.authored import write_framework
from matrix_xblock.codec.record.state import write_record
from matrix_xblock.domain.cpd.cpd import (
    MOST_ENTRIES,
    TEXT_LIMITS,
    AreaRef,
    CpdEntry,
    CpdLog,
    CpdType,
    bring,
)
from matrix_xblock.domain.framework.framework import Framework, Prompt
from matrix_xblock.domain.plans.next_step import MOST_STEPS, NextStep
from matrix_xblock.domain.plans.opportunity import MOST_OPPORTUNITIES, Opportunity, OpportunityType
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.review.attachment import MOST_ATTACHED
from matrix_xblock.domain.review.review import (
    ANSWER_LIMIT,
    EVIDENCE_LIMIT,
    REFLECTION_LIMIT,
    Answers,
    AreaReview,
    Review,
    Status,
)
from matrix_xblock.host import assets
from matrix_xblock.host.framework_catalogue import preset

RUNS = 200
NUMBERS = count(1)
EMPTY, FULL = "view, in progress and empty", "view, in progress and full"
ROUND = "baseline"
FRAMEWORK = preset("talent-development-v1")
ROOT = Path(__file__).resolve().parent.parent
MOST_BYTES = {"participant": 19_800, "staff": 27_450, "author": 10_700}  # as tests hold them
NOW = datetime.now(UTC)
MANY_AREAS = replace(
    FRAMEWORK,
    id="many",
    areas=tuple(
        replace(FRAMEWORK.areas[n % len(FRAMEWORK.areas)], id=f"area-{n}", name=f"Area {n}")
        for n in range(20)
    ),
)
TWELVE_ROUNDS = [{"id": f"round-{n}", "title": f"Round {n}"} for n in range(12)]
WORDS = "Planning with year 4 has changed how I sequence fractions. "


class TrivialXBlock(XBlock):
    """What the least block does, to measure against."""

    taps = Integer(default=0, scope=Scope.user_state)

    def student_view(self, context: Any = None) -> Fragment:
        del context
        return Fragment("<p>One line.</p>")

    @XBlock.handler
    def tap(self, request: Request, suffix: str = "") -> Response:
        del request, suffix
        self.taps += 1
        return Response("<p>One line.</p>")


@dataclass(frozen=True)
class Usage:
    """The id of a placed block, which knows its course as the LMS' ids do, and is no text."""

    name: str
    context_key = "course-v1:Trust+NPQ+2026"

    def __str__(self) -> str:
        return self.name


class CountingStore(DictKeyValueStore):
    """Field data in a dict; counts how often, and how many fields, are written."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[int] = []

    def set_many(self, update_dict: dict[Any, Any]) -> None:
        self.writes.append(len(update_dict))
        super().set_many(update_dict)


class User(UserService):
    """A participant as the LMS describes one."""

    def get_current_user(self) -> XBlockUser:
        known = {"is_authenticated": True, "anonymous_user_id": "anonymous-1"}
        user = XBlockUser(full_name="Amina Khan")
        user.opt_attrs.update({f"edx-platform.{name}": value for name, value in known.items()})
        return user


class Host(Runtime):
    """A runtime that does next to nothing itself: no asides, no database, no network."""

    def __init__(self) -> None:
        self.usage = Usage(f"usage-{next(NUMBERS)}")
        self.store = CountingStore()
        services = {"field-data": KvsFieldData(self.store), "user": User()}
        ids = MemoryIdManager()
        super().__init__(ids, id_generator=ids, services=services)

    def block(self, cls: type[XBlock] = MatrixReviewXBlock) -> XBlock:
        """Load the block anew, as every request does."""
        return self.construct_xblock_from_class(cls, ScopeIds("user", "type", "def", self.usage))

    def view(self, cls: type[XBlock] = MatrixReviewXBlock) -> Fragment:
        return self.render(self.block(cls), "student_view")

    def post(self, handler: str, **form: str | list[str]) -> Response:
        body = json.dumps(form).encode()
        request = Request.blank("/", method="POST", body=body, content_type="application/json")
        cls = MatrixReviewXBlock if hasattr(MatrixReviewXBlock, handler) else TrivialXBlock
        return self.handle(self.block(cls), handler, request)

    def handler_url(self, block, handler_name, *_: Any, **__: Any) -> str:  # noqa: ANN001
        return f"/handler/{block.scope_ids.usage_id}/{handler_name}"

    def local_resource_url(self, _: XBlock, uri: str) -> str:
        return uri

    def resource_url(self, resource: str) -> str:
        return resource

    def publish(self, *_: Any) -> None:
        pass

    def applicable_aside_types(self, _: XBlock) -> list[str]:
        return []


@dataclass(frozen=True)
class Figure:
    """A size or a count. `most` is its budget, None where there is none."""

    name: str
    value: int
    most: int | None = None

    @property
    def is_broken(self) -> bool:
        return self.most is not None and self.value > self.most

    def __str__(self) -> str:
        budget = "" if self.most is None else f"  at most {self.most:,}"
        return f"  {self.name:<48}{self.value:>8,}{budget}{'  BROKEN' * self.is_broken}"


def full_record(framework: Framework) -> dict[str, Any]:
    """Build a review in progress with every field as full as the forms allow."""
    level = framework.levels[1].id
    area = AreaReview(level, text(REFLECTION_LIMIT), text(EVIDENCE_LIMIT), target_level_id=level)
    review = Review(
        ROUND,
        Status.IN_PROGRESS,
        areas={each.id: area for each in framework.areas},
        answers=Answers({prompt.id: answer(prompt) for prompt in framework.shared_prompts}),
        saved_at=datetime.now(UTC),
    )
    return write_record(Record({ROUND: review}))


def text(length: int) -> str:
    return (WORDS * length)[:length].strip()


def answer(prompt: Prompt) -> tuple[str, ...]:
    return tuple(choice.id for choice in prompt.choices[-1:]) or (text(ANSWER_LIMIT),)


def full_host() -> Host:
    host = Host()
    block = host.block()
    block.record = full_record(FRAMEWORK)
    block.save()
    return host


def crowded_host(plans: int = 20) -> Host:
    """Have a thousand CPD entries, twelve rounds and twenty areas, every text as long as it may be.

    Eleven rounds are signed off, the last is in progress. `plans` is how many next steps and
    opportunities there are, as far as there can be so many.
    """
    host = Host()
    level = FRAMEWORK.levels[1].id
    area = AreaReview(level, text(REFLECTION_LIMIT), text(EVIDENCE_LIMIT), target_level_id=level)
    done = Review(
        "",
        Status.SIGNED_OFF,
        areas={each.id: area for each in MANY_AREAS.areas},
        answers=Answers({prompt.id: answer(prompt) for prompt in FRAMEWORK.shared_prompts}),
        started_at=NOW,
        saved_at=NOW,
        signed_off_at=NOW,
    )
    rounds = [replace(done, round_id=each["id"]) for each in TWELVE_ROUNDS]
    rounds[-1] = replace(rounds[-1], status=Status.IN_PROGRESS, signed_off_at=None)
    record = Record(
        {each.round_id: each for each in rounds},
        next_steps={
            f"s{n}": NextStep(f"s{n}", text(1000), created=NOW)
            for n in range(min(plans, MOST_STEPS))
        },
        opportunities={
            f"o{n}": Opportunity(f"o{n}", OpportunityType.VISIT, text(1000), created=NOW)
            for n in range(min(plans, MOST_OPPORTUNITIES))
        },
    )
    block = host.block()
    block.framework, block.rounds = write_framework(MANY_AREAS), TWELVE_ROUNDS
    block.record = write_record(record)
    block.matrix_cpd_log = write_log({}, bring(CpdLog(), map(long_entry, range(MOST_ENTRIES))))
    block.save()
    return host


def roomy_host() -> Host:
    """Have the same twelve rounds and twenty areas, and nothing said yet."""
    host = Host()
    block = host.block()
    block.framework, block.rounds = write_framework(MANY_AREAS), TWELVE_ROUNDS
    block.save()
    host.post("start_review", round=TWELVE_ROUNDS[0]["id"])
    return host


def long_entry(number: int) -> CpdEntry:
    texts = {name: text(limit) for name, limit in TEXT_LIMITS.items()}
    areas = tuple(AreaRef("many", each.id, each.name) for each in MANY_AREAS.areas[:3])
    day = NOW.date() - timedelta(days=number)
    fields = {**texts, "areas": areas, "minutes": 90, "created": NOW, "updated": NOW, "revision": 1}
    return CpdEntry(id=f"e{number}", type=CpdType.COURSE, start=day, **fields)


def started_host() -> Host:
    host = Host()
    host.post("start_review", round=ROUND)
    return host


def signed_off_host() -> Host:
    host = full_host()
    host.post("sign_off", round=ROUND, revision="1")
    return host


def second_round_host() -> Host:
    host = signed_off_host()
    host.post("start_review", round="mid-point")
    return host


def area_form(sequence: int) -> dict[str, str]:
    """Fill the form of one area: as a tab sends it for the nth time, with other words each time."""
    words = text(REFLECTION_LIMIT - 20) + str(sequence)
    return {
        "round": ROUND,
        "area": FRAMEWORK.areas[0].id,
        "level_id": FRAMEWORK.levels[1].id,
        "reflection": words,
        "revision": "0",
        "writer": "bench",
        "sequence": str(sequence),
    }


def answers_form(prompts: tuple[Prompt, ...]) -> dict[str, str]:
    said = {f"answer-{prompt.id}": prompt.choices[0].id for prompt in prompts if prompt.choices}
    return {"round": ROUND, "revision": "0", **said}


def weight() -> Iterator[Figure]:
    """Weigh what an installed package asks each audience's browsers to load, and nothing else."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "setup.py", "-q", "build_py", "--build-lib", folder]
        run(command, cwd=ROOT, check=True, capture_output=True)
        static = Path(folder, "matrix_xblock", "static")
        for audience, most in MOST_BYTES.items():
            files = [static / assets.built(audience, kind) for kind in ("css", "js")]
            sizes = [len(gzip.compress(each.read_bytes(), 6)) for each in files]
            yield from map(Figure, (each.name for each in files), sizes)
            yield Figure(f"{audience}: together", sum(sizes), most)


def counts() -> Iterator[Figure]:
    """Count queries and writes of views and saves, each on a host of its own."""
    private = answers_form(FRAMEWORK.private_prompts)
    shared = answers_form(FRAMEWORK.shared_prompts)
    yield from counted("view, not started", Host(), Host.view, queries=0, writes=0)
    yield from counted(FULL, full_host(), Host.view, queries=0, writes=0)
    yield from counted("view, signed off", signed_off_host(), Host.view, queries=1, writes=0)
    second = second_round_host()
    yield from counted("view, second round in progress", second, Host.view, queries=1, writes=0)
    saves = {
        "save of an area": (started_host(), "save_area", area_form(1)),
        "save of the answers": (started_host(), "save_answers", shared),
        "save of the private answers": (started_host(), "save_private", private),
    }
    for name, (host, handler, form) in saves.items():
        # The transaction of the lock, how long it may be waited for, and one savepoint inside it.
        yield from counted(name, host, posting(handler, form), queries=7, writes=1)
    # Once a round: staff are told that it was begun, by a row of the ledger.
    begun = posting("start_review", {"round": ROUND})
    yield from counted("start, ledger included", Host(), begun, queries=None, writes=1)
    done = posting("sign_off", {"round": ROUND, "revision": "1"})
    yield from counted("sign-off, ledger included", full_host(), done, queries=None, writes=1)


def counted(
    name: str, host: Host, act: Callable[[Host], Any], *, queries: int | None, writes: int
) -> Iterator[Figure]:
    host.store.writes.clear()
    with CaptureQueriesContext(connection) as captured:
        act(host)
    yield Figure(f"{name}: queries", len(captured), queries)
    yield Figure(f"{name}: writes of state", len(host.store.writes), writes)


def posting(handler: str, form: dict[str, Any]) -> Callable[[Host], Any]:
    """Post a form, which has to be accepted: a refusal would measure nothing."""

    def act(host: Host) -> None:
        said = host.post(handler, **form)
        if said.status_code != 200:  # noqa: PLR2004 - HTTP's own number
            sys.exit(f"{handler} answered {said.status}: {said.text}")

    return act


def seconds(act: Callable[[], Any]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def usual(acts: dict[str, Callable[[], Any]], runs: int = RUNS) -> dict[str, float]:
    """Take turns, so that a busy moment of the machine slows all of them, and give each median."""
    took = [{name: seconds(act) for name, act in acts.items()} for _ in range(runs)]
    return {name: median(each[name] for each in took) for name in acts}


def saving() -> Callable[[], Any]:
    """Save one area of a full review, with other words each time."""
    host, numbers = full_host(), count(1)

    def act() -> None:
        posting("save_area", area_form(next(numbers)))(host)

    return act


def times(full: Host) -> Iterator[str]:
    trivial = Host()
    views = {
        "view of a trivial block": lambda: trivial.view(TrivialXBlock),
        "view, not started": Host().view,
        EMPTY: started_host().view,
        FULL: full.view,
        "view, signed off": signed_off_host().view,
    }
    saves = {
        "save of a trivial block": lambda: trivial.post("tap"),
        "save of an area in a full review": saving(),
    }
    took = usual(views)
    yield from compared(took)
    yield from compared(usual(saves))
    yield f"  a full review takes {took[FULL] / took[EMPTY]:.2f} times as long as an empty one"


def crowds() -> Iterator[str]:
    """Compare a crowded record with an empty one, screen by screen and save by save."""
    empty, crowded = roomy_host(), crowded_host()
    numbers = count(1)
    said = {"id": "e0", "type": "visit", "start-day": "2", "start-month": "3", "start-year": "2026"}
    posting("save_cpd", {**said, "revision": "0", "title": "A visit"})(empty)
    seen = {empty.usage: 1, crowded.usage: 1}

    def change(host: Host) -> None:
        """Change one entry, with another title each time."""
        revision = seen[host.usage]
        form = {**said, "title": f"Visit {revision}", "revision": str(revision)}
        posting("save_cpd", form)(host)
        seen[host.usage] += 1

    last, first = TWELVE_ROUNDS[-1]["id"], TWELVE_ROUNDS[0]["id"]
    acts: dict[str, Callable[[Host, str], Any]] = {
        "view": lambda host, _: host.view(),
        **{
            f"tab {screen}": lambda host, _, screen=screen: host.post("show_page", screen=screen)
            for screen in ("cpd", "cpd-entry", "steps", "progress", "record", "check")
        },
        "save of an area": lambda host, round_id: posting(
            "save_area", {**many_area_form(next(numbers)), "round": round_id}
        )(host),
        "save of a CPD entry": lambda host, _: change(host),
    }
    for name, act in acts.items():
        took = usual(
            {
                "empty": lambda act=act: act(empty, first),
                "crowded": lambda act=act: act(crowded, last),
            },
            runs=20,
        )
        ratio = took["crowded"] / took["empty"]
        times_ = f"{1000 * took['empty']:8.2f} ms {1000 * took['crowded']:8.2f} ms"
        yield f"  {name:<24}{times_}{ratio:8.2f} times"


def many_area_form(sequence: int) -> dict[str, str]:
    return {**area_form(sequence), "area": MANY_AREAS.areas[0].id}


def largest_rows() -> Iterator[Figure]:
    """Sign a crowded review off with as much as can go with it, and weigh its rows."""
    host = crowded_host(plans=MOST_STEPS)
    everything = {
        "cpd": [f"e{n}" for n in range(MOST_ATTACHED)],
        "steps": [f"s{n}" for n in range(MOST_STEPS)],
        "opportunities": [f"o{n}" for n in range(MOST_OPPORTUNITIES)],
    }
    about = {"round": TWELVE_ROUNDS[-1]["id"], "revision": "1", "attach": "1"}
    posting("sign_off", {**about, **everything})(host)
    from submissions.models import Submission  # noqa: PLC0415 - needs Django set up

    rows = Submission.objects.filter(student_item__item_id__startswith=str(host.usage))
    sizes = [len(json.dumps(answer)) for answer in rows.values_list("answer", flat=True)]
    yield Figure("rows of a sign-off with everything", len(sizes))
    yield Figure("longest of them, characters", max(sizes), most=102_400)


def compared(took: dict[str, float]) -> Iterator[str]:
    """Say each time as a multiple of the first, which is the trivial block's."""
    trivial = next(iter(took.values()))
    for name, each in took.items():
        yield f"  {name:<48}{each / trivial:>8.1f} times  {1000 * each:8.3f} ms"


def peak_memory(host: Host) -> int:
    tracemalloc.start()
    host.view()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak // 1024


def prepare() -> None:
    """Have a ledger, in memory."""
    django.setup()
    call_command("migrate", "submissions", verbosity=0)


def main() -> int:
    prepare()
    full = full_host()
    first = seconds(full.view)
    figures = {"Weight, bytes after gzip": list(weight()), "Queries and writes": list(counts())}
    figures["Ledger"] = list(largest_rows())
    for title, found in figures.items():
        print(title, *found, "", sep="\n")
    print(f"Server time: median of {RUNS} in turns, and times the trivial block's")
    print(*times(full), sep="\n")
    print(
        "\nA record with 1,000 entries, 12 rounds, 20 areas, next to an empty one: at most 3 times"
    )
    print(*crowds(), sep="\n")
    print(f"  first view in a process, which compiles templates: {1000 * first:.1f} ms")
    print(f"  peak memory of a full view: {peak_memory(full):,} KB\n")
    broken = [each.name for found in figures.values() for each in found if each.is_broken]
    print(f"Budgets broken: {', '.join(broken)}." if broken else "Every budget is kept.")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
