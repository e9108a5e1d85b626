"""Measure a view and a save against fixed yardsticks, in turns in the same run.

The yardsticks are a plain Django template with the same words, and Survey of xblock-poll with the
same areas and levels, where it is installed (`pip install xblock-poll`). Each is loaded as an LMS
loads it: what is authored from memory, what is a person's from a database. The times of two
machines differ, the ratios hardly do. Nothing fails here: times are no tests.
"""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "matrix_xblock.demo.settings"
os.environ["MATRIX_DEMO_DATABASE"] = ":memory:"

import json
import re
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import count
from statistics import median
from time import process_time
from typing import Any

import django
from django.core.management import call_command
from django.template import Context, Engine
from webob import Request
from xblock.core import XBlock
from xblock.fields import ScopeIds, UserScope
from xblock.reference.user_service import UserService, XBlockUser
from xblock.runtime import DictKeyValueStore, KeyValueStore, KvsFieldData, MemoryIdManager, Runtime

from matrix_xblock.block import MatrixReviewXBlock
from matrix_xblock.host.framework_catalogue import preset

RUNS = 100
FRAMEWORK = preset("talent-development-v1")
ROUND = "baseline"
WORDS = "Planning with year 4 has changed how I sequence fractions. " * 40
PLAIN = """{% for area in framework.areas %}<h3>{{ area.name }}</h3><p>{{ area.description }}</p>
{% for prompt in area.prompts %}<p>{{ prompt }}</p>{% endfor %}
{% for level in framework.levels %}<p><label><input type="radio" name="{{ area.id }}"
value="{{ level.id }}">{{ level.name }}</label> {{ area.descriptors|at:level.id }}</p>{% endfor %}
<textarea name="{{ area.id }}-reflection"></textarea><textarea name="{{ area.id }}-evidence">
</textarea>{% endfor %}{% for prompt in framework.prompts %}<h3>{{ prompt.text }}</h3>
{% for choice in prompt.choices %}<label><input type="radio" name="{{ prompt.id }}"
value="{{ choice.id }}">{{ choice.text }}</label>{% endfor %}{% endfor %}{{ others }}"""


class Store(KeyValueStore):
    """What is authored in memory, and what is a person's in the database."""

    def __init__(self) -> None:
        from workbench.runtime import WorkbenchDjangoKeyValueStore  # noqa: PLC0415 - needs Django

        self._authored, self._personal = DictKeyValueStore(), WorkbenchDjangoKeyValueStore()

    def _of(self, key: KeyValueStore.Key) -> KeyValueStore:
        return self._authored if key.scope.user is UserScope.NONE else self._personal

    def get(self, key: KeyValueStore.Key) -> Any:
        return self._of(key).get(key)

    def set(self, key: KeyValueStore.Key, value: Any) -> None:
        self._of(key).set(key, value)

    def delete(self, key: KeyValueStore.Key) -> None:
        self._of(key).delete(key)

    def has(self, key: KeyValueStore.Key) -> bool:
        return self._of(key).has(key)


class Person(UserService):
    """A participant as the LMS describes one."""

    def get_current_user(self) -> XBlockUser:
        user = XBlockUser(full_name="Amina Khan")
        known = {"is_authenticated": True, "anonymous_user_id": "anonymous-1"}
        user.opt_attrs.update({f"edx-platform.{name}": value for name, value in known.items()})
        return user


class Words:
    """The translations of the platform: everything is in English."""

    gettext = ugettext = staticmethod(str)


class Host(Runtime):
    """A runtime that does next to nothing itself."""

    def __init__(self, cls: type[XBlock], **authored: Any) -> None:
        self._cls = cls
        services = {"field-data": KvsFieldData(Store()), "user": Person(), "i18n": Words()}
        ids = MemoryIdManager()
        super().__init__(ids, id_generator=ids, services=services)
        block = self.block()
        for name, value in authored.items():
            setattr(block, name, value)
        block.save()

    def block(self) -> XBlock:
        """Load the block anew, as every request does."""
        name = self._cls.__name__
        definition = f"bench.{name}.d0"  # as the workbench has it
        ids = ScopeIds("one", name, definition, f"{definition}.u0")
        return self.construct_xblock_from_class(self._cls, ids)

    def view(self) -> str:
        content: str = self.render(self.block(), "student_view", {}).content
        return content

    def post(self, handler: str, **sent: Any) -> None:
        body = json.dumps(sent).encode()
        request = Request.blank("/", method="POST", body=body, content_type="application/json")
        answer = self.handle(self.block(), handler, request)
        if answer.status_code != 200 or '"success": false' in answer.text:  # noqa: PLR2004
            sys.exit(f"{handler} answered {answer.status}: {answer.text}")

    def handler_url(self, block: Any, handler_name: str, *_: Any, **__: Any) -> str:
        return f"/handler/{block.scope_ids.usage_id}/{handler_name}"

    def local_resource_url(self, _: XBlock, uri: str) -> str:
        return uri

    def resource_url(self, resource: str) -> str:
        return resource

    def publish(self, *_: Any) -> None:
        pass

    def applicable_aside_types(self, _: XBlock) -> list[str]:
        return []


def review() -> tuple[Callable[[], str], Callable[[], None]]:
    """View and save a review in progress."""
    host, numbers = Host(MatrixReviewXBlock), count(1)
    host.post("start_review", round=ROUND)

    def save() -> None:
        number = str(next(numbers))
        said = {"level_id": FRAMEWORK.levels[1].id, "reflection": WORDS + number}
        place = {"round": ROUND, "area": FRAMEWORK.areas[0].id}
        host.post("save_area", **place, **said, revision="0", writer="bench", sequence=number)

    return host.view, save


def survey() -> tuple[Callable[[], str], Callable[[], None]]:
    """View a survey with the same areas and levels, and vote in it."""
    from poll.poll import SurveyBlock  # noqa: PLC0415 - where it is installed

    host, numbers = (
        Host(
            SurveyBlock,
            answers=[[level.id, level.name] for level in FRAMEWORK.levels],
            questions=[
                [area.id, {"label": area.name, "img": None, "img_alt": None}]
                for area in FRAMEWORK.areas
            ],
            private_results=True,
            max_submissions=0,
        ),
        count(1),
    )

    def vote() -> None:
        level = FRAMEWORK.levels[next(numbers) % len(FRAMEWORK.levels)].id
        host.post("vote", **{area.id: level for area in FRAMEWORK.areas})

    return host.view, vote


def plain(page: str) -> Callable[[], str]:
    """Render a plain template that says all words of a page."""
    engine = Engine(builtins=["matrix_xblock.host.tags"])
    template = engine.from_string(PLAIN)
    words = re.sub(r"<[^>]+>", " ", page)
    said = template.render(Context({"framework": FRAMEWORK, "others": ""}))
    others = words[len(re.sub(r"<[^>]+>", " ", said)) :]

    def show() -> str:
        return str(template.render(Context({"framework": FRAMEWORK, "others": others})))

    return show


def usual(acts: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Take turns, so that a busy moment of the machine slows all of them, and give each median."""
    took: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(RUNS):
        for name, act in acts.items():
            began = process_time()
            act()
            took[name].append(process_time() - began)
    return {name: median(each) for name, each in took.items()}


def ratios(title: str, ours: str, took: dict[str, float]) -> Iterator[str]:
    yield f"{title}: CPU, median of {RUNS} in turns"
    for name, each in took.items():
        ratio = "" if name == ours else f"  ours is {took[ours] / each:6.2f} of it"
        yield f"  {name:<40}{1000 * each:8.3f} ms{ratio}"


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    view, save = review()
    views: dict[str, Callable[[], Any]] = {"our view": view, "a plain template": plain(view())}
    saves: dict[str, Callable[[], Any]] = {"our save": save}
    if find_spec("poll"):
        views["Survey's view"], saves["Survey's save"] = survey()
    else:
        print("Survey is not installed: pip install xblock-poll")
    print(*ratios("First page", "our view", usual(views)), sep="\n")
    print(*ratios("Save", "our save", usual(saves)), sep="\n")
    print(f"  elements on our first page: {len(re.findall(r'<[a-z]', view()))}")


if __name__ == "__main__":
    main()
