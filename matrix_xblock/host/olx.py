"""What leaves with a course and comes back: authored fields, never a person's."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml
from xblock.fields import String, UserScope

from matrix_xblock.codec.framework import authored
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.values.untrusted_json import read_json
from matrix_xblock.olx.elements import (
    MOST_UNREAD,
    NAMES,
    OPTION,
    read_inside,
    write_field,
    write_unread,
)

__all__ = ["parse", "write"]

_log = logging.getLogger(__name__)

_OF_THE_PLATFORM = ("url_name", "slug", "filename", "xblock-family", "copied_from_block")
_UPSTREAM = "upstream"
_UNREAD = "olx_unread"
_OF_OURS = {_UNREAD, "table_memory"}
"""Fields that nobody writes as they are: one is written as what it stands for, one stays here."""


def write(block: Any, node: Any, write_fields: Callable[[Any], None]) -> None:
    """Have XBlock write the fields, turn them into elements, and take a person's fields out.

    Libraries write a block while it is bound to its author, whose preview answers must not travel.
    """
    _let_go_of_unreadable(block)
    write_fields(node)
    fields = block.fields
    personal = {name for name, field in fields.items() if _is_personal(field.scope)}
    for name in personal | {*NAMES, *_OF_OURS}:
        node.attrib.pop(name, None)
    for child in list(node):
        if isinstance(child.tag, str) and child.tag.startswith(f"{{{OPTION}}}"):
            name = child.tag.rpartition("}")[2]
            if name in personal or name in {*NAMES, *_OF_OURS}:
                node.remove(child)
    for name in NAMES:
        if fields[name].is_set_on(block) or name in _FULL:
            value = _full(name, getattr(block, name))
            if name != "framework" or value:
                node.append(write_field(name, value))
    _write_unread(block.olx_unread or {}, node)


def _let_go_of_unreadable(block: Any) -> None:
    """Let fields that hold another type be empty: XBlock raises, and would stop a whole course."""
    for name, field in block.fields.items():
        if _is_personal(field.scope):
            continue
        try:
            getattr(block, name)
        except (TypeError, ValueError):
            _log.warning("%s: left out on export: %s", block.scope_ids.usage_id, name)
            field._set_cached_value(block, None)  # noqa: SLF001 - nothing is stored by it


def _credit(value: Any) -> dict[str, int]:
    return {**authored.write_credit(authored.read_credit(value)), **value}


def _cpd(value: Any) -> dict[str, int]:
    return {**vars(authored.read_cpd_rules(value)), **value}


_FULL: Mapping[str, Callable[[Any], Any]] = {"rounds": list, "credit": _credit, "cpd": _cpd}
"""Always written with every part: a default that changes later must not change an old course."""


def _full(name: str, value: Any) -> Any:
    try:
        return _FULL[name](value) if name in _FULL else value
    except (Invalid, TypeError):
        return value


def _write_unread(unread: Mapping[str, Any], node: Any) -> None:
    for name, value in dict(unread.get("attributes") or {}).items():
        if name not in node.attrib:
            node.set(name, value)
    for xml in unread.get("elements") or ():
        element = write_unread(xml)
        if element is not None:
            node.append(element)


def parse(cls: Any, node: Any, runtime: Any, keys: Any) -> Any:
    """Make a block of an element. Never raises: one broken block would stop a whole course."""
    block = runtime.construct_xblock_from_class(cls, keys)
    inside = read_inside(node)
    if "DOCTYPE" in inside.left_out:
        return _with_unread(block, keys, {}, inside)
    unread: dict[str, str] = {}
    room = MOST_UNREAD
    for name, text in _set_attributes(block, node, inside.values):
        room -= len(name) + len(text)
        if room >= 0:
            unread[name] = text
        else:
            inside.left_out.append(f"@{name}")
    for name, option in inside.options.items():
        field = block.fields.get(name)
        if field is None or (not _is_personal(field.scope) and not _set(block, field, option)):
            inside.left_out.append(f"option:{name}")
    for name, value in inside.values.items():
        if _is_of_type(block.fields[name], value):
            setattr(block, name, value)
        else:
            inside.left_out.append(name)
    return _with_unread(block, keys, unread, inside)


def _set_attributes(block: Any, node: Any, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Set fields by their attributes, and yield the attributes that are none or do not fit."""
    for name, text in node.attrib.items():
        field = block.fields.get(name)
        if name in _OF_THE_PLATFORM or name.startswith(_UPSTREAM) or name in _OF_OURS:
            continue
        if field is None or (
            not _is_personal(field.scope) and (name in values or not _set(block, field, text))
        ):
            yield name, text


_REFUSALS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    yaml.YAMLError,
)
"""What fields raise for a text that is none of theirs. XBlock reads most of them as YAML."""


def _set(block: Any, field: Any, text: str | None) -> bool:
    """Set a field by its text as XBlock does; tell whether it takes that.

    Lists and objects of ours are read as JSON, which is what XBlock has written. XBlock reads YAML,
    in which a few lines can refer to themselves until no memory holds what they say.
    """
    is_ours = field.name in NAMES and not isinstance(field, String)
    read = read_json if is_ours else field.from_string
    try:
        value = None if text is None else read(text)
    except _REFUSALS:
        return False
    if text is not None and not _is_of_type(field, value):
        return False
    setattr(block, field.name, value)
    return True


def _is_of_type(field: Any, value: Any) -> bool:
    """Tell whether a field takes a value as it is. One that does not refuses every later read."""
    if isinstance(value, float) and not math.isfinite(value):
        return False  # no gradebook holds it, and no JSON
    try:
        return bool(field.enforce_type(value) == value)
    except (TypeError, ValueError, AttributeError, OverflowError):
        return False


def _with_unread(block: Any, keys: Any, attributes: Mapping[str, str], inside: Any) -> Any:
    parts = {
        "attributes": dict(attributes),
        "elements": inside.elements,
        "left_out": inside.places,
    }
    if unread := {name: each for name, each in parts.items() if each}:
        block.olx_unread = unread
    if inside.left_out:
        _log.warning("%s: left out on import: %s", keys.usage_id, ", ".join(inside.places[:20]))
    return block


def _is_personal(scope: Any) -> bool:
    """Tell whether a scope belongs to a user; `parent` and `children` are none of that kind."""
    return bool(getattr(scope, "user", UserScope.NONE) != UserScope.NONE)
