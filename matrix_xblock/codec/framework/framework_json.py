"""A framework as a JSON file: written whole, read with every problem at its path."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from matrix_xblock.codec.framework.authored import read_framework, write_framework
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.authoring import check_framework
from matrix_xblock.domain.framework.framework import Framework, PromptKind, Visibility
from matrix_xblock.domain.values.untrusted_json import read_json

__all__ = [
    "FORMAT",
    "VERSION",
    "is_ours",
    "parse",
    "read_document",
    "read_file",
    "unknown_keys",
    "unwrapped",
    "write_file",
]

FORMAT = "matrix-review-framework"
VERSION = 1
LARGEST = 3_000_000
"""Bytes of a file: as many as a browser can send."""

_OUR_KEYS = {"framework", "levels", "areas"}

_PROMPT_KEYS = (
    "id",
    "text",
    "kind",
    "choices",
    "show_if",
    "visibility",
    "optional",
    "names_next_step",
    "for_research",
    "counted_with_consent",
)
_PARTS: Mapping[str, Mapping[str, None]] = {
    "levels": dict.fromkeys(("id", "ordinal", "name", "descriptor")),
    "areas": dict.fromkeys(
        ("id", "name", "description", "prompts", "descriptors", "optional", "was")
    ),
    "prompts": dict.fromkeys(_PROMPT_KEYS),
    "opportunities": dict.fromkeys(("id", "text")),
}
_CHOICES: Mapping[str, Iterable[PromptKind | Visibility]] = {
    "kind": PromptKind,
    "visibility": Visibility,
}
_STEP = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")
_HEAD = (*write_framework(Framework("", "", (), ())), "valid_from", "valid_to")


def write_file(framework: Framework) -> str:
    """Write a framework with its format and version, for people and for `read_file`."""
    whole = {"format": FORMAT, "version": VERSION, "framework": write_framework(framework)}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def read_file(content: bytes) -> Framework:
    """Read such a file, or a bare framework as those of the package are.

    Raises `Invalid` with every problem, each with its path or its line and column.
    """
    return read_document(parse(content))


def parse(content: bytes) -> Any:
    """Parse a file of JSON, whoever wrote it. Raises `Invalid` for one that cannot be read."""
    return _parsed(_decoded(content))


def is_ours(raw: Any) -> bool:
    """Tell whether a document is meant for us: it is then read with every problem at its path."""
    if not isinstance(raw, dict):
        return False
    return raw.get("format") == FORMAT or not raw.keys().isdisjoint(_OUR_KEYS)


def read_document(raw: Any) -> Framework:
    """Read such a document. Raises `Invalid` with every problem, each with its path."""
    body = unwrapped(raw)
    problems = list(_unknown(body))
    try:
        framework = read_framework(body)
        problems += check_framework(framework)
    except Invalid as refused:
        problems += _with_choices(refused.problems, body)
    if problems:
        raise Invalid(*problems)
    return framework


def unknown_keys(body: Any) -> tuple[Problem, ...]:
    """Name keys that nobody reads: most are slips of the pen, and what they say would be lost."""
    return tuple(_unknown(body))


def unwrapped(raw: Any) -> Any:
    """Return the bare framework of a document. Raises `Invalid` for another format."""
    is_wrapped = isinstance(raw, dict) and not raw.keys().isdisjoint({"framework", "format"})
    if is_wrapped:
        _check_wrapping(raw)
    return raw.get("framework") if is_wrapped else raw


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise Invalid(Problem("file", "file_too_large", {"most": LARGEST // 1024}))
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(Problem("file", "file_not_text")) from None


def _parsed(text: str) -> Any:
    try:
        return read_json(text, pairs=_unique)
    except json.JSONDecodeError as broken:
        place = {"line": broken.lineno, "column": broken.colno}
        raise Invalid(Problem("file", "json_broken", place)) from None
    except ValueError:
        raise Invalid(Problem("file", "json_not_readable")) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) < len(pairs):
        [(twice, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise Invalid(Problem("file", "json_key_twice", {"key": twice[:100]}))
    return whole


def _check_wrapping(raw: Mapping[str, Any]) -> None:
    if raw.get("format") != FORMAT:
        raise Invalid(Problem("format", "not_a_framework_file"))
    version = raw.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise Invalid(Problem("version", "not_a_framework_file"))
    if version > VERSION:
        raise Invalid(Problem("version", "newer_schema", {"version": version}))
    for key in raw.keys() - {"format", "version", "framework", "$schema"}:
        raise Invalid(_unknown_key(key, ("format", "version", "framework"), ""))


def _unknown(body: Any) -> Iterator[Problem]:
    if not isinstance(body, dict):
        return
    yield from _unknown_in(body, _HEAD, "")
    yield from _unknown_in(body.get("archived"), _PARTS, "archived.")
    for prefix, holder in (("", body), ("archived.", body.get("archived"))):
        for name, known in _PARTS.items():
            entries = holder.get(name) if isinstance(holder, dict) else None
            for index, each in enumerate(entries if isinstance(entries, list) else ()):
                yield from _unknown_in(each, known, f"{prefix}{name}[{index}].")


def _unknown_in(body: Any, known: Any, path: str) -> Iterator[Problem]:
    if isinstance(body, dict):
        yield from (_unknown_key(key, known, path) for key in body if key not in known)


def _unknown_key(key: str, known: Iterable[str], path: str) -> Problem:
    """Say which key it is, and which one it may be meant for."""
    short = key[:100]
    alike = get_close_matches(short, tuple(known), n=1)
    values = {"key": short, **({"like": alike[0]} if alike else {})}
    return Problem(f"{path}{short}", "unknown_key_like" if alike else "unknown_key", values)


def _with_choices(problems: Iterable[Problem], body: Any) -> Iterator[Problem]:
    """Say of a value that is none of a few which one it is, and what there is to choose from."""
    for problem in problems:
        name = problem.field.rpartition(".")[2]
        if problem.code != "not_a_choice" or name not in _CHOICES:
            yield problem
            continue
        typed = _value_at(body, problem.field)
        known = ", ".join(each.value for each in _CHOICES[name])
        is_word = isinstance(typed, str)
        values = {"typed": typed[:100] if is_word else json.dumps(typed)[:100], "known": known}
        yield Problem(problem.field, "unknown_choice_in_file", values)


def _value_at(body: Any, path: str) -> Any:
    """Return the value at a path, which was read just now and is there."""
    for name, number in _STEP.findall(path):
        body = body[int(number)] if number else body[name]
    return body
