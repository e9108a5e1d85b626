"""What an author is told before anything is saved, beyond what a block needs to work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.origin import as_read
from matrix_xblock.domain.framework.priorities import priorities_in
from matrix_xblock.domain.framework.rounds import Round
from matrix_xblock.domain.framework.setup import SETTINGS, Authored, Kind, Setting
from matrix_xblock.domain.values.prose import problems_in

__all__ = [
    "check_framework",
    "check_lines",
    "check_plain",
    "check_rounds",
    "check_settings",
    "is_points",
]

_TAG = re.compile(r"<\s*[/!?]?[a-zA-Z][^<>]*>|<!--")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")


def check_framework(framework: Framework) -> Iterator[Problem]:
    """Refuse markup, which would be shown as it is written."""
    for path, words in _texts(framework):
        yield from _markup(path, words)
    yield from _named_twice(framework)
    if not _LANGUAGE.match(framework.language):
        yield Problem("language", "bad_language")


def _named_twice(framework: Framework) -> Iterator[Problem]:
    """Refuse a second area that reads like one before it: nobody could tell them apart."""
    names: dict[str, int] = {}
    for index, area in enumerate(framework.areas):
        name = as_read(area.name)
        first = names.setdefault(name, index)
        if name and first != index:
            same: dict[str, str | int] = {"name": area.name, "first": first + 1}
            yield Problem(f"areas[{index}].name", "area_named_twice", same)


def check_settings(stored: Authored) -> Iterator[Problem]:
    """Check each setting that is one control of the editor, in the order of the table."""
    for setting in SETTINGS:
        if setting.is_plain:
            yield from _check_setting(setting, getattr(stored, setting.name))


def _check_setting(setting: Setting, value: Any) -> Iterator[Problem]:
    if setting.kind is Kind.POINTS:
        if value is not None and not is_points(value, setting.limit):
            yield Problem(setting.name, "weight_not_a_number")
    elif setting.choices is not None:
        if value not in set(setting.choices):
            yield Problem(setting.name, "not_a_choice")
    elif setting.kind is Kind.LINES:
        yield from check_lines(setting, value)
    else:
        if setting.is_required and not value.strip():
            yield Problem(setting.name, "missing_words")
        yield from check_plain(setting.name, value, setting.limit)


def is_points(value: object, most: int) -> bool:
    """Tell whether a gradebook can hold it. An import can leave what no form would take."""
    return isinstance(value, int | float) and 0 <= value <= most


def check_plain(path: str, words: str, limit: int) -> Iterator[Problem]:
    """Check a text that is shown as it is: no tags, nothing hidden, not too long."""
    yield from problems_in(words, field=path, limit=limit)
    yield from _markup(path, words)


def check_lines(setting: Setting, text: str) -> Iterator[Problem]:
    """Check texts that stand one on each line: how many there are, and each as it is shown."""
    lines = priorities_in(text)
    if len(lines) > setting.most:
        yield Problem(setting.name, "too_many_lines", {"most": setting.most})
    for line in lines[: setting.most]:
        for problem in check_plain(setting.name, line, setting.limit):
            code = "line_too_long" if problem.code == "too_long" else problem.code
            yield Problem(setting.name, code, problem.values)


def _markup(path: str, words: str) -> Iterator[Problem]:
    if _TAG.search(words):
        yield Problem(path, "markup")


def check_rounds(rounds: Sequence[Round]) -> Iterator[Problem]:
    """Refuse rounds that are open at the same time, or that are not in the order of their dates."""
    for index, (before, after) in enumerate(pairwise(rounds), 1):
        end = before.closes or before.due or before.opens
        begin = after.opens or after.due or after.closes
        if end is not None and begin is not None and begin < end:
            titles = {"before": before.title, "round": after.title}
            yield Problem(f"rounds[{index}].opens", "rounds_overlap", titles)


def _texts(framework: Framework) -> Iterator[tuple[str, str]]:
    for name in ("title", "source", "licence", "note", "not_applicable"):
        yield name, getattr(framework, name)
    for index, level in enumerate(framework.levels):
        yield f"levels[{index}].name", level.name
        yield f"levels[{index}].descriptor", level.descriptor
    for index, area in enumerate(framework.areas):
        yield f"areas[{index}].name", area.name
        yield f"areas[{index}].description", area.description
        for number, prompt in enumerate(area.prompts):
            yield f"areas[{index}].prompts[{number}]", prompt
        for key, words in area.descriptors.items():
            yield f"areas[{index}].descriptors.{key}", words
    for index, kind in enumerate(framework.opportunities):
        yield f"opportunities[{index}].text", kind.text
    for index, asked in enumerate(framework.prompts):
        yield f"prompts[{index}].text", asked.text
        for number, choice in enumerate(asked.choices):
            yield f"prompts[{index}].choices[{number}].text", choice.text
