"""JSON objects of the authored fields as elements and back, by a table of their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from matrix_xblock.domain.framework.framework import Framework, PromptKind, Visibility
from matrix_xblock.domain.framework.rounds import RoundKind
from matrix_xblock.domain.values.whole_numbers import whole_number

__all__ = ["FRAMEWORK", "ROUND", "Shape", "Unwritable", "leaf", "read_shape", "write_shape"]

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Unwritable(Exception):
    """A value that no element of ours can hold: it is written as JSON instead."""


@dataclass(frozen=True)
class Shape:
    """How an object is an element.

    `texts` are attributes with what is meant where they are absent, `optional` those without such a
    meaning, `flags` attributes that are true or false. `body` is the key of the element's own text,
    `leaf` keys with an element of their own for a text, `lists` keys with an element for each text,
    `items` keys with an element for each object. `words` is a key with texts by id: its element and
    the attribute for the id. `conditions` is a key with lists of texts by id. `counted` is a key
    that says the place among its like. `inner` is a key with one object.
    """

    tag: str
    texts: Mapping[str, str] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    body: str = ""
    leaf: tuple[str, ...] = ()
    lists: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, Shape] = field(default_factory=dict)
    words: tuple[str, str, str] | None = None
    conditions: tuple[str, str, str, str] | None = None
    counted: str = ""
    inner: Mapping[str, Shape] = field(default_factory=dict)


_DEFAULT = Framework("", "", (), ())
_LEVEL = Shape("level", texts={"id": "", "name": ""}, body="descriptor", counted="ordinal")
_AREA = Shape(
    "area",
    texts={"id": "", "name": ""},
    flags=("optional",),
    leaf=("description",),
    lists={"prompts": "prompt", "was": "was"},
    words=("descriptors", "level", "id"),
)
_QUESTION = Shape(
    "question",
    texts={
        "id": "",
        "kind": PromptKind.TEXT.value,
        "visibility": Visibility.SHARED.value,
    },
    flags=("optional", "names_next_step", "counted_with_consent"),
    leaf=("text",),
    items={"choices": Shape("choice", texts={"id": ""}, body="text")},
    conditions=("show_if", "show_if", "question", "answer"),
)
_KIND = Shape("opportunity", texts={"id": ""}, body="text")
_LISTS = {"levels": _LEVEL, "areas": _AREA, "prompts": _QUESTION, "opportunities": _KIND}

FRAMEWORK = Shape(
    "framework",
    texts={
        "id": "",
        "title": "",
        "version": _DEFAULT.version,
        "code": "",
        "source": "",
        "licence": "",
        "confidence": "",
        "note": "",
        "language": _DEFAULT.language,
        "not_applicable": _DEFAULT.not_applicable,
    },
    optional=("valid_from", "valid_to"),
    lists={"maps_from": "maps_from"},
    items=_LISTS,
    inner={"archived": Shape("archived", items=_LISTS)},
)
ROUND = Shape(
    "round",
    texts={"id": "", "title": "", "kind": RoundKind.ANNUAL.value},
    optional=("opens", "due", "closes", "status"),
)


def write_shape(shape: Shape, value: object, place: int = 1) -> Any:
    """Make the element. Raises `Unwritable` where something would be lost."""
    if not isinstance(value, Mapping) or set(value) - set(_keys(shape)):
        raise Unwritable
    element = etree.Element(shape.tag)
    for name, default in shape.texts.items():
        text = _text(value.get(name, default))
        if text or default:
            element.set(name, text)
    for name in shape.optional:
        if value.get(name) is not None:
            element.set(name, _text(value[name]))
    if shape.counted and _whole(value.get(shape.counted, place)) != place:
        element.set(shape.counted, str(value[shape.counted]))
    for name in shape.flags:
        if _flag(value.get(name, False)):
            element.set(name, "true")
    _write_inside(shape, value, element)
    return element


def _write_inside(shape: Shape, value: Mapping[str, Any], element: Any) -> None:
    if shape.body:
        element.text = _lasting(value.get(shape.body, "")) or None
    for name in shape.leaf:
        if value.get(name, "") != "":
            _add(element, name, value[name])
    for name, tag in shape.lists.items():
        for each in _list(value.get(name, [])):
            _add(element, tag, each)
    _write_by_id(shape, value, element)
    for name, inner in shape.items.items():
        for place, each in enumerate(_list(value.get(name, [])), 1):
            element.append(write_shape(inner, each, place))
    _write_conditions(shape, value, element)
    for name, inner in shape.inner.items():
        made = write_shape(inner, value.get(name, {}))
        if len(made):
            element.append(made)


def _write_by_id(shape: Shape, value: Mapping[str, Any], element: Any) -> None:
    if shape.words:
        key, tag, by = shape.words
        for identifier, text in _map(value.get(key, {})):
            _add(element, tag, text).set(by, _text(identifier))


def _write_conditions(shape: Shape, value: Mapping[str, Any], element: Any) -> None:
    if shape.conditions:
        key, tag, by, inside = shape.conditions
        for identifier, wanted in _map(value.get(key, {})):
            condition = etree.SubElement(element, tag, {by: _text(identifier)})
            for each in _list(wanted):
                _add(condition, inside, each)


def _add(element: Any, tag: str, words: object) -> Any:
    child: Any = etree.SubElement(element, tag)
    child.text = _lasting(words) or None
    return child


def _keys(shape: Shape) -> Iterator[str]:
    yield from (*shape.texts, *shape.optional, *shape.flags, *shape.leaf)
    yield from (*shape.lists, *shape.items, *shape.inner)
    yield from (each[0] for each in (shape.words, shape.conditions) if each)
    yield from (each for each in (shape.body, shape.counted) if each)


def _text(value: object) -> str:
    if not isinstance(value, str) or _ILLEGAL.search(value):
        raise Unwritable
    return value


def _lasting(value: object) -> str:
    """Return a text that survives as the content of an element: parsers drop blank ones."""
    text = _text(value)
    if text and not text.strip():
        raise Unwritable
    return text


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unwritable
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unwritable
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise Unwritable
    return value


def _map(value: object) -> Iterator[tuple[Any, Any]]:
    if not isinstance(value, Mapping):
        raise Unwritable
    yield from value.items()


def read_shape(
    shape: Shape, element: Any, path: str, left_out: list[str], place: int = 1
) -> dict[str, Any]:
    """Read an element. What is not understood is named in `left_out`, and the rest is kept."""
    known = {*shape.texts, *shape.optional, *shape.flags, shape.counted}
    left_out += [f"{path}/@{name}" for name in element.attrib if name not in known]
    value: dict[str, Any] = {
        name: element.get(name, default) for name, default in shape.texts.items()
    }
    value |= {name: element.get(name) for name in shape.optional if element.get(name) is not None}
    if shape.counted:
        value[shape.counted] = _place(element, shape.counted, place, path, left_out)
    for name in shape.flags:
        value[name] = _truth(element, name, path, left_out)
    if shape.body:
        value[shape.body] = leaf(element, path, left_out)
    value |= dict.fromkeys(shape.leaf, "")
    value |= {name: [] for name in (*shape.lists, *shape.items)}
    value |= {each[0]: {} for each in (shape.words, shape.conditions) if each}
    if not shape.body:
        _read_inside(shape, element, value, path, left_out)
    for name, inner in shape.inner.items():
        value.setdefault(name, {key: [] for key in inner.items})
    return value


def _read_inside(
    shape: Shape, element: Any, value: dict[str, Any], path: str, left_out: list[str]
) -> None:
    counts: dict[str, int] = {}
    for child in element:
        if child.tag is etree.Entity:
            left_out.append(f"{path}/entity")
        if not isinstance(child.tag, str):
            continue
        counts[child.tag] = counts.get(child.tag, 0) + 1
        at = f"{path}/{child.tag}[{counts[child.tag]}]"
        if not _read_child(shape, child, value, at, left_out):
            left_out.append(at)


def _read_child(
    shape: Shape, child: Any, value: dict[str, Any], at: str, left_out: list[str]
) -> bool:
    """Read one element inside; tell whether it is understood."""
    tag = child.tag
    for name, inner in shape.items.items():
        if tag == inner.tag:
            place = len(value[name]) + 1
            value[name].append(read_shape(inner, child, at, left_out, place))
            return True
    for name, each in shape.lists.items():
        if tag == each:
            value[name].append(leaf(child, at, left_out))
            return True
    for name, inner in shape.inner.items():
        if tag == inner.tag and name not in value:
            value[name] = read_shape(inner, child, at, left_out)
            return True
    if tag in shape.leaf and not value[tag]:
        value[tag] = leaf(child, at, left_out)
        return True
    return _read_by_id(shape, child, value, at, left_out)


def _read_by_id(
    shape: Shape, child: Any, value: dict[str, Any], at: str, left_out: list[str]
) -> bool:
    if shape.words and child.tag == shape.words[1]:
        key, _, by = shape.words
        is_new = by in child.attrib and child.get(by) not in value[key]
        if is_new:
            value[key][child.get(by)] = leaf(child, at, left_out)
        return is_new
    if shape.conditions and child.tag == shape.conditions[1]:
        key, _, by, inside = shape.conditions
        is_new = by in child.attrib and child.get(by) not in value[key]
        if is_new:
            answers = [each for each in child if each.tag == inside]
            value[key][child.get(by)] = [leaf(each, at, left_out) for each in answers]
        return is_new
    return False


def leaf(element: Any, path: str, left_out: list[str]) -> str:
    """Return the text of an element, joined around comments and processing instructions."""
    if any(child.tag is etree.Entity for child in element):
        left_out.append(f"{path}/entity")
        return ""
    left_out += [f"{path}/{child.tag}" for child in element if isinstance(child.tag, str)]
    return (element.text or "") + "".join(child.tail or "" for child in element)


def _place(element: Any, name: str, place: int, path: str, left_out: list[str]) -> int:
    text = element.get(name, str(place))
    number = whole_number(text.removeprefix("-"))
    if number is None:
        left_out.append(f"{path}/@{name}")
        return place
    return -number if text.startswith("-") else number


def _truth(element: Any, name: str, path: str, left_out: list[str]) -> bool:
    text = element.get(name, "false").strip().lower()
    if text not in {"true", "false"}:
        left_out.append(f"{path}/@{name}")
    return bool(text == "true")
