"""Measure the block: weight, queries, writes, and times next to a trivial block's.

A broken budget of a size or a count ends with status 1. Times never do: they depend on the machine.
"""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "matrix_xblock.demo.settings"
os.environ["MATRIX_DEMO_DATABASE"] = ":memory:"

import gzip
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
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
from matrix_xblock.codec.state import write_record
from matrix_xblock.domain.framework import Framework, Prompt
from matrix_xblock.domain.record import Record
from matrix_xblock.domain.review import (
    ANSWER_LIMIT,
    EVIDENCE_LIMIT,
    REFLECTION_LIMIT,
    Answers,
    AreaReview,
    Review,
    Status,
)
from matrix_xblock.host.setup import preset

RUNS = 200
NUMBERS = count(1)
EMPTY, FULL = "view, in progress and empty", "view, in progress and full"
ROUND = "baseline"
FRAMEWORK = preset("talent-development-v1")
STATIC = Path(__file__).resolve().parent.parent / "static"
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


class Usage(str):
    """The id of a placed block, which knows its course as the LMS' ids do."""

    __slots__ = ()
    context_key = "course-v1:Trust+NPQ+2026"


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

    def post(self, handler: str, **form: str) -> Response:
        request = Request.blank("/", POST=form)
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
    """Weigh what the participant's view asks a browser to load, and nothing else."""
    sizes = [
        Figure(found.data, len(gzip.compress((STATIC / found.data).read_bytes(), 6)))
        for found in Host().view().resources
        if found.kind == "url"
    ]
    yield from sizes
    yield Figure("together", sum(each.value for each in sizes), most=40_000)


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
        "start": (Host(), "start_review", {"round": ROUND}),
        "save of an area": (started_host(), "save_area", area_form(1)),
        "save of the answers": (started_host(), "save_answers", shared),
        "save of the private answers": (started_host(), "save_private", private),
    }
    for name, (host, handler, form) in saves.items():
        yield from counted(name, host, posting(handler, form), queries=0, writes=1)
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


def posting(handler: str, form: dict[str, str]) -> Callable[[Host], Any]:
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


def usual(acts: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Take turns, so that a busy moment of the machine slows all of them, and give each median."""
    took = [{name: seconds(act) for name, act in acts.items()} for _ in range(RUNS)]
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
    for title, found in figures.items():
        print(title, *found, "", sep="\n")
    print(f"Server time: median of {RUNS} in turns, and times the trivial block's")
    print(*times(full), sep="\n")
    print(f"  first view in a process, which compiles templates: {1000 * first:.1f} ms")
    print(f"  peak memory of a full view: {peak_memory(full):,} KB\n")
    broken = [each.name for found in figures.values() for each in found if each.is_broken]
    print(f"Budgets broken: {', '.join(broken)}." if broken else "Every budget is kept.")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
