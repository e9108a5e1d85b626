"""The editor's form: what is stored as a tree of texts to show, and what was typed as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, tzinfo
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.times import iso
from matrix_xblock.codec.framework import authored as codec
from matrix_xblock.codec.framework.setup_tree import MOST_PLACES, Tree, items, text, texts
from matrix_xblock.domain.cpd.cpd import CpdRules
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.authoring import is_points
from matrix_xblock.domain.framework.credit import CreditRule
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.round_dates import FULL_DAY
from matrix_xblock.domain.framework.rounds import Round, RoundStatus, archived, in_use
from matrix_xblock.domain.framework.setup import SETTINGS, Authored, Kind, Setting
from matrix_xblock.domain.plans.opportunity import OpportunityType
from matrix_xblock.domain.values.durations import read_duration, write_duration
from matrix_xblock.domain.values.untrusted_json import read_json
from matrix_xblock.domain.values.whole_numbers import whole_number

__all__ = [
    "DATES",
    "default_rounds",
    "framework_body",
    "framework_tree",
    "read_setup_form",
    "rounds_in",
    "setup_tree",
]

_EDITED = (
    "title",
    "source",
    "licence",
    "note",
    "language",
    "not_applicable",
    "valid_from",
    "valid_to",
)
_SHOWN = ("levels", "areas", "prompts", "opportunities")
_KEPT = ("id", "version", "code", "confidence", "maps_from", "archived")
"""What an author does not type. It travels with the form, so that nothing is lost between steps."""

_FLAGS = ("optional", "names_next_step", "for_research", "counted_with_consent")
"""What is ticked of a question."""

_LONGEST_NUMBER = 6
DATES = tuple(FULL_DAY)
"""The dates of a round. The time of each, where it has one of its own, is `opens_time` and so on.
"""
_DAY, _CLOCK = "%Y-%m-%d", "%H:%M"


def default_rounds() -> list[dict[str, str]]:
    """Return the rounds that a new block has."""
    [rounds] = [each.default for each in SETTINGS if each.kind is Kind.ROUNDS]
    return [dict(each) for each in rounds]


def setup_tree(stored: Authored, preset: Framework | None, zone: tzinfo) -> Tree:
    """Make the tree that the editor shows. What cannot be read of something broken is left empty.

    `preset` is the framework that is named where there is none of one's own.
    """
    framework = preset
    if stored.framework or preset is None:
        framework = codec.read_framework_words(Reading.of(stored.framework or {}))
    credit = _credit(stored.credit)
    cpd = _cpd(stored.cpd)
    rounds = rounds_in(stored)
    return {
        **{each.name: _setting_text(each, stored) for each in SETTINGS if each.is_plain},
        "credit": {name: str(points) for name, points in vars(credit).items()},
        "cpd": {
            "day_minutes": write_duration(cpd.day_minutes),
            "goal_minutes": write_duration(cpd.goal_minutes) if cpd.goal_minutes else "",
        },
        "rounds": [_round_tree(each, zone) for each in in_use(rounds)[:MOST_PLACES]],
        "rounds_archived": [_round_tree(each, zone) for each in archived(rounds)[:MOST_PLACES]],
        "framework": framework_tree(codec.write_framework(framework)) if framework else {},
    }


def framework_tree(body: Mapping[str, Any]) -> Tree:
    """Make the part of the tree that is about the framework, out of its JSON.

    Of a list that is far too long the beginning is shown: it has to become shorter anyhow.
    """
    body = {**body, **{name: body[name][:MOST_PLACES] for name in _SHOWN}}
    shown = {level["id"] for level in body["levels"]}
    return {
        "kept": json.dumps({name: body[name] for name in _KEPT if name in body}),
        **{name: body.get(name) or "" for name in _EDITED},
        "levels": [{k: each[k] for k in ("id", "name", "descriptor")} for each in body["levels"]],
        "areas": [_area_tree(each, shown) for each in body["areas"]],
        "prompts": [_prompt_tree(each) for each in body["prompts"]],
        "opportunities": body["opportunities"] or _every_kind(),
    }


def _every_kind() -> list[dict[str, str]]:
    return [{"id": each.value, "text": ""} for each in OpportunityType]


def _area_tree(body: Mapping[str, Any], shown: set[str]) -> Tree:
    words: Mapping[str, str] = body["descriptors"]
    return {
        "id": body["id"],
        "name": body["name"],
        "description": body["description"],
        "prompts": "\n".join(body["prompts"]),
        "optional": "yes" if body["optional"] else "",
        "was": list(body["was"]),
        "descriptors": {level: words[level] for level in words if level in shown},
        "hidden": json.dumps({level: words[level] for level in words if level not in shown}),
    }


def _prompt_tree(body: Mapping[str, Any]) -> Tree:
    flags = {name: "yes" if body[name] else "" for name in _FLAGS}
    return {**body, **flags}


def _round_tree(each: Round, zone: tzinfo) -> Tree:
    times: Tree = {}
    for name in DATES:
        day, clock = _local(getattr(each, name), name, zone)
        times |= {name: day, f"{name}_time": clock}
    return {"id": each.id, "title": each.title, "kind": each.kind.value, **times}


def _local(moment: datetime | None, name: str, zone: tzinfo) -> tuple[str, str]:
    """Write a time as a day and, where it is not the one that the day stands for, a clock time."""
    if moment is None:
        return "", ""
    local = moment.astimezone(zone)
    is_usual = local.time().replace(second=0, microsecond=0) == FULL_DAY[name]
    return local.strftime(_DAY), "" if is_usual else local.strftime(_CLOCK)


def read_setup_form(tree: Tree, stored: Authored, zone: tzinfo) -> tuple[Authored, list[Problem]]:
    """Read what was typed, with every problem of typing at once, under the name of its field.

    What is well typed has not been checked against the rules yet.
    """
    problems: list[Problem] = []
    read = Authored(
        framework=framework_body(tree.get("framework", {}), problems),
        rounds=list(_rounds(tree, stored, zone, problems)),
        credit=_numbers(tree.get("credit", {}), problems),
        cpd=_durations(tree.get("cpd", {}), problems),
        **{each.name: _typed(each, tree, problems) for each in SETTINGS if each.is_plain},
    )
    return read, problems


def framework_body(tree: Any, problems: list[Problem]) -> dict[str, Any]:
    """Make the JSON of a framework out of its part of the tree, whatever was typed."""
    tree = tree if isinstance(tree, dict) else {}
    days = {name: text(tree, name) or None for name in ("valid_from", "valid_to")}
    offered = [
        {name: text(each, name) for name in ("id", "text")} for each in items(tree, "opportunities")
    ]
    return {
        **_kept(tree, problems),
        **{name: text(tree, name) for name in _EDITED},
        **days,
        "levels": [
            {"ordinal": place, **{name: text(each, name) for name in ("id", "name", "descriptor")}}
            for place, each in enumerate(items(tree, "levels"), 1)
        ],
        "areas": [_area_body(each, problems) for each in items(tree, "areas")],
        "prompts": [_prompt_body(each) for each in items(tree, "prompts")],
        "opportunities": [] if offered == _every_kind() else offered,
    }


def _area_body(tree: Tree, problems: list[Problem]) -> dict[str, Any]:
    typed = tree.get("descriptors", {})
    words = {key: text(typed, key) for key in typed} if isinstance(typed, dict) else {}
    lines = (line.strip() for line in text(tree, "prompts").split("\n"))
    return {
        **{name: text(tree, name) for name in ("id", "name", "description")},
        "prompts": [line for line in lines if line],
        "optional": text(tree, "optional") == "yes",
        "was": texts(tree, "was"),
        "descriptors": {
            **{level: words[level] for level in words if words[level]},
            **_hidden(tree, problems),
        },
    }


def _prompt_body(tree: Tree) -> dict[str, Any]:
    conditions = tree.get("show_if", {})
    shown_if = conditions if isinstance(conditions, dict) else {}
    choices = items(tree, "choices")
    return {
        **{name: text(tree, name) for name in ("id", "text", "kind", "visibility")},
        **{name: text(tree, name) == "yes" for name in _FLAGS},
        "choices": [{name: text(each, name) for name in ("id", "text")} for each in choices],
        "show_if": {key: texts(shown_if, key) for key in shown_if if texts(shown_if, key)},
    }


def _kept(tree: Tree, problems: list[Problem]) -> dict[str, Any]:
    """Read what an author does not type, by the same shapes as a framework out of a file."""
    reading = _unseen(tree, "kept")
    whole = codec.write_framework(codec.read_framework_words(reading))
    _refuse_unseen(reading, problems)
    return {name: whole[name] for name in _KEPT if name in reading.body}


def _hidden(tree: Tree, problems: list[Problem]) -> dict[str, str]:
    """Read the sentences of an area for levels that are not shown."""
    reading = _unseen(tree, "hidden")
    words = {key: reading.text(key) for key in reading.body}
    _refuse_unseen(reading, problems)
    return words


def _unseen(tree: Tree, name: str) -> Reading:
    """Read what travels with the form unseen."""
    try:
        return Reading.of(read_json(text(tree, name) or "{}"))
    except ValueError:
        return Reading.of(None)


def _refuse_unseen(reading: Reading, problems: list[Problem]) -> None:
    if reading.problems:
        problems.append(Problem("framework", "invalid"))


def rounds_in(stored: Authored) -> tuple[Round, ...]:
    """Return the rounds that are stored, as far as they can be read."""
    return codec.read_rounds_words(stored.rounds)


def _rounds(
    tree: Tree, stored: Authored, zone: tzinfo, problems: list[Problem]
) -> Iterator[dict[str, Any]]:
    before = {each.id: each for each in rounds_in(stored)}
    statuses = {"rounds": {}, "rounds_archived": {"status": RoundStatus.ARCHIVED.value}}
    for branch, status in statuses.items():
        for index, each in enumerate(items(tree, branch)):
            words = {name: text(each, name) for name in ("id", "title", "kind")}
            times = {
                name: _moment(each, name, f"{branch}[{index}].{name}", zone, problems)
                for name in DATES
            }
            yield {**words, **_kept_times(times, before.get(words["id"]), zone), **status}


def _kept_times(
    times: Mapping[str, datetime | None], old: Round | None, zone: tzinfo
) -> dict[str, str | None]:
    """Keep a time to the second where the minute on the page is still the same."""
    written = {}
    for name, time_ in times.items():
        before = getattr(old, name) if old else None
        is_same = before is not None and _local(before, name, zone) == _local(time_, name, zone)
        if chosen := before if is_same else time_:
            written[name] = iso(chosen)
    return written


def _moment(
    typed: Tree, name: str, field: str, zone: tzinfo, problems: list[Problem]
) -> datetime | None:
    """Read a day with its time. A day without one is a whole day, and is never let go of."""
    day, clock = text(typed, name), text(typed, f"{name}_time")
    problem = _unreadable(day, clock, field)
    if problem is not None:
        problems.append(problem)
    if problem is not None or not day:
        return None
    at = time.fromisoformat(clock) if clock else FULL_DAY[name]
    return datetime.combine(date.fromisoformat(day), at, zone)


def _unreadable(day: str, clock: str, field: str) -> Problem | None:
    if day and not _is_written(day, _DAY):
        return Problem(field, "not_a_date")
    if clock and not _is_written(clock, _CLOCK):
        return Problem(f"{field}_time", "not_a_clock_time")
    return Problem(field, "time_without_date") if clock and not day else None


def _is_written(typed: str, as_: str) -> bool:
    """Tell whether a day or a clock time is written as the control of a browser sends it."""
    try:
        return datetime.strptime(typed, as_).strftime(as_) == typed  # noqa: DTZ007
    except ValueError:
        return False


def _numbers(tree: Any, problems: list[Problem]) -> dict[str, int]:
    read = {}
    for name in vars(CreditRule()):
        typed = text(tree, name) if isinstance(tree, dict) else ""
        number = whole_number(typed, most_digits=_LONGEST_NUMBER)
        if number is None:
            problems.append(Problem(f"credit.{name}", "not_a_whole_number"))
        read[name] = number or 0
    return read


def _durations(tree: Any, problems: list[Problem]) -> dict[str, int]:
    read = {}
    for name in vars(CpdRules()):
        typed = text(tree, name) if isinstance(tree, dict) else ""
        try:
            read[name] = read_duration(typed, field=f"cpd.{name}")
        except Invalid as refused:
            problems.extend(refused.problems)
            read[name] = vars(CpdRules())[name]
    return read


def _setting_text(setting: Setting, stored: Authored) -> str:
    """Write a plain setting for its control in the editor."""
    value = getattr(stored, setting.name)
    return _points_text(value) if setting.kind is Kind.POINTS else value


def _typed(setting: Setting, tree: Tree, problems: list[Problem]) -> Any:
    """Read a plain setting from its control in the editor."""
    typed = text(tree, setting.name)
    return _points(setting, typed, problems) if setting.kind is Kind.POINTS else typed


def _points(setting: Setting, typed: str, problems: list[Problem]) -> float | None:
    if not typed:
        return None
    try:
        points = float(typed.replace(",", "."))
    except ValueError:
        points = -1
    if not is_points(points, setting.limit):
        problems.append(Problem(setting.name, "weight_not_a_number"))
        return None
    return points


def _points_text(points: object) -> str:
    """Write points. Those of another type can come with old OLX, and are shown as they are."""
    if isinstance(points, float):
        return f"{points:g}"
    return "" if points is None else str(points)


def _credit(raw: Any) -> CreditRule:
    try:
        return codec.read_credit(raw or {})
    except Invalid:
        return CreditRule()


def _cpd(raw: Any) -> CpdRules:
    try:
        return codec.read_cpd_rules(raw or {})
    except Invalid:
        return CpdRules()
