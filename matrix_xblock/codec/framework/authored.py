"""Authored content as JSON.

Frameworks, rounds and credit rules, read through the rules that they must keep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.times import iso
from matrix_xblock.domain.cpd import cpd
from matrix_xblock.domain.cpd.cpd import CpdRules
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework import authoring, credit, rounds
from matrix_xblock.domain.framework import framework as rules
from matrix_xblock.domain.framework.credit import PARTS, CreditRule
from matrix_xblock.domain.framework.framework import (
    Archive,
    Area,
    Choice,
    Framework,
    Level,
    Prompt,
    PromptKind,
    Visibility,
)
from matrix_xblock.domain.framework.priorities import priorities_in
from matrix_xblock.domain.framework.rounds import Round, RoundKind, RoundStatus
from matrix_xblock.domain.framework.setup import Kind, Setting
from matrix_xblock.domain.values.prose import problems_in

__all__ = [
    "read_cpd_rules",
    "read_credit",
    "read_framework",
    "read_framework_words",
    "read_plain",
    "read_rounds",
    "read_rounds_words",
    "write_credit",
    "write_framework",
    "write_rounds",
]

_HEAD = (
    "id",
    "title",
    "version",
    "code",
    "source",
    "licence",
    "confidence",
    "note",
    "language",
    "not_applicable",
)


def read_framework(raw: object) -> Framework:
    """Read and check an authored framework. Raises `Invalid` with every problem at once."""
    reading = Reading.of(raw)
    framework = read_framework_words(reading)
    if problems := (*reading.problems, *rules.check(framework)):
        raise Invalid(*problems)
    return framework


def read_framework_words(reading: Reading) -> Framework:
    """Read a framework by shape only.

    What was signed off once stays readable whatever the rules become.
    """
    default = Framework("", "", (), ())
    return Framework(
        id=reading.text("id"),
        title=reading.text("title"),
        version=reading.text("version", default.version),
        code=reading.text("code"),
        source=reading.text("source"),
        licence=reading.text("licence"),
        confidence=reading.text("confidence"),
        note=reading.text("note"),
        valid_from=reading.day("valid_from"),
        valid_to=reading.day("valid_to"),
        maps_from=reading.texts("maps_from"),
        opportunities=_choices(reading, "opportunities"),
        archived=_archive(reading.child("archived")),
        language=reading.text("language", default.language),
        not_applicable=reading.text("not_applicable", default.not_applicable),
        levels=tuple(_level(level) for level in reading.children("levels")),
        areas=tuple(_area(area) for area in reading.children("areas")),
        prompts=tuple(_prompt(prompt) for prompt in reading.children("prompts")),
    )


def write_framework(framework: Framework) -> dict[str, Any]:
    """Write a framework so that `read_framework` gives an equal one back."""
    return {
        **{name: getattr(framework, name) for name in _HEAD},
        **_days_of(framework),
        "maps_from": list(framework.maps_from),
        **_lists_of(framework),
        "archived": _lists_of(framework.archived),
    }


def _days_of(framework: Framework) -> dict[str, str]:
    days = {name: iso(getattr(framework, name)) for name in ("valid_from", "valid_to")}
    return {name: day for name, day in days.items() if day}


def _lists_of(parts: Framework | Archive) -> dict[str, Any]:
    return {
        "levels": [dict(vars(level)) for level in parts.levels],
        "areas": [_area_body(area) for area in parts.areas],
        "prompts": [_prompt_body(prompt) for prompt in parts.prompts],
        "opportunities": [dict(vars(each)) for each in parts.opportunities],
    }


def read_rounds(raw: object) -> tuple[Round, ...]:
    """Read and check authored rounds. Raises `Invalid` with every problem at once."""
    reading = Reading.of({"rounds": raw})
    read = tuple(_round(round_) for round_ in reading.children("rounds"))
    if problems := (*reading.problems, *rounds.check(read)):
        raise Invalid(*problems)
    return read


def read_rounds_words(raw: object) -> tuple[Round, ...]:
    """Read rounds by shape only, as far as they can be read."""
    return tuple(_round(each) for each in Reading.of({"rounds": raw or []}).children("rounds"))


def write_rounds(rounds: Sequence[Round]) -> list[dict[str, Any]]:
    """Write rounds so that `read_rounds` gives equal ones back; dates that are not set are left."""
    return [_round_body(each) for each in rounds]


def write_credit(rule: CreditRule) -> dict[str, int]:
    """Write a credit rule with every part, so that a later default changes nothing."""
    return dict(vars(rule))


def read_credit(raw: object) -> CreditRule:
    """Read and check an authored credit rule; parts that are not named keep their default."""
    reading = Reading.of({"credit": raw}).child("credit")
    default = CreditRule()
    names = (*PARTS, "reflections_needed", "cpd_needed")
    rule = CreditRule(**{name: reading.integer(name, getattr(default, name)) for name in names})
    if problems := (*reading.problems, *credit.check(rule)):
        raise Invalid(*problems)
    return rule


def read_cpd_rules(raw: object) -> CpdRules:
    """Read and check what is authored about the CPD log; what is not named keeps its default."""
    reading = Reading.of({"cpd": raw}).child("cpd")
    default = CpdRules()
    rules = CpdRules(
        day_minutes=reading.integer("day_minutes", default.day_minutes),
        goal_minutes=reading.integer("goal_minutes", default.goal_minutes),
    )
    if problems := (*reading.problems, *cpd.check_rules(rules)):
        raise Invalid(*problems)
    return rules


def read_plain(setting: Setting, stored: Any) -> Any:
    """Read a setting that is one text, lines, or one choice.

    Raises `Invalid` where it must not be used.
    """
    text = stored or ""
    if setting.kind is Kind.LINES:
        if problems := tuple(authoring.check_lines(setting, text)):
            raise Invalid(*problems)
        return priorities_in(text)
    if setting.choices is not None:
        try:
            return setting.choices(text)
        except ValueError:
            raise Invalid(Problem(setting.name, "not_a_choice")) from None
    if setting.goes_into_records:
        problems = problems_in(text, field=setting.name, limit=setting.limit)
        if problems:
            raise Invalid(*problems)
    return text


def _level(reading: Reading) -> Level:
    return Level(
        id=reading.text("id"),
        ordinal=reading.integer("ordinal"),
        name=reading.text("name"),
        descriptor=reading.text("descriptor"),
    )


def _area(reading: Reading) -> Area:
    descriptors = reading.child("descriptors")
    return Area(
        id=reading.text("id"),
        name=reading.text("name"),
        description=reading.text("description"),
        prompts=reading.texts("prompts"),
        descriptors={level_id: descriptors.text(level_id) for level_id in descriptors.body},
        optional=reading.flag("optional"),
        was=reading.texts("was"),
    )


def _prompt(reading: Reading) -> Prompt:
    show_if = reading.child("show_if")
    return Prompt(
        id=reading.text("id"),
        text=reading.text("text"),
        kind=reading.choice("kind", PromptKind, PromptKind.TEXT),
        choices=_choices(reading, "choices"),
        show_if={prompt_id: show_if.texts(prompt_id) for prompt_id in show_if.body},
        visibility=reading.choice("visibility", Visibility, Visibility.SHARED),
        optional=reading.flag("optional"),
        names_next_step=reading.flag("names_next_step"),
        counted_with_consent=reading.flag("counted_with_consent"),
    )


def _round(reading: Reading) -> Round:
    return Round(
        id=reading.text("id"),
        title=reading.text("title"),
        kind=reading.choice("kind", RoundKind, RoundKind.ANNUAL),
        opens=reading.time("opens"),
        due=reading.time("due"),
        closes=reading.time("closes"),
        status=reading.choice("status", RoundStatus, RoundStatus.IN_USE),
    )


def _round_body(each: Round) -> dict[str, Any]:
    times = {name: iso(getattr(each, name)) for name in ("opens", "due", "closes")}
    set_ones = {name: time for name, time in times.items() if time}
    if each.status is not RoundStatus.IN_USE:
        set_ones["status"] = each.status.value
    return {"id": each.id, "title": each.title, "kind": each.kind.value, **set_ones}


def _archive(reading: Reading) -> Archive:
    return Archive(
        levels=tuple(_level(level) for level in reading.children("levels")),
        areas=tuple(_area(area) for area in reading.children("areas")),
        prompts=tuple(_prompt(prompt) for prompt in reading.children("prompts")),
        opportunities=_choices(reading, "opportunities"),
    )


def _choices(reading: Reading, name: str) -> tuple[Choice, ...]:
    return tuple(Choice(each.text("id"), each.text("text")) for each in reading.children(name))


def _area_body(area: Area) -> dict[str, Any]:
    lists = {"prompts": list(area.prompts), "was": list(area.was)}
    return {**vars(area), **lists, "descriptors": dict(area.descriptors)}


def _prompt_body(prompt: Prompt) -> dict[str, Any]:
    return {
        **vars(prompt),
        "kind": prompt.kind.value,
        "visibility": prompt.visibility.value,
        "choices": [dict(vars(choice)) for choice in prompt.choices],
        "show_if": _lists(prompt.show_if),
    }


def _lists(values: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {key: list(items) for key, items in values.items()}
