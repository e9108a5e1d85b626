"""The inside of `<matrix_review>`: an element for each authored field, and what is not ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from matrix_xblock.domain.framework.setup import SETTINGS, Kind
from matrix_xblock.domain.values.untrusted_json import read_json
from matrix_xblock.domain.values.whole_numbers import whole_number
from matrix_xblock.olx.shapes import (
    FRAMEWORK,
    ROUND,
    Unwritable,
    leaf,
    read_shape,
    write_shape,
)

__all__ = ["MOST_UNREAD", "NAMES", "Inside", "read_inside", "write_field", "write_unread"]

_ELEMENTS = {each.name: each.kind for each in SETTINGS if each.is_element}
_TEXTS = {Kind.TEXT, Kind.LINES}
NAMES = tuple(_ELEMENTS)
"""Fields that have an element of their own, in the order in which they are written."""

OPTION = "http://code.edx.org/xblock/option"
"""The namespace in which XBlock writes fields as elements."""

MOST_UNREAD = 64 * 1024
"""Characters of elements that are kept without being understood."""

MOST_NAMED = 100
"""Places that are named of what is left out; of the rest there is a count."""

LONGEST_PLACE = 200

DEEPEST = 100


@dataclass
class Inside:
    """What was read: values by field, options in XBlock's own way, and what is not understood.

    `elements` are XML; `left_out` names places, never what stands there.
    """

    values: dict[str, Any] = field(default_factory=dict)
    options: dict[str, str | None] = field(default_factory=dict)
    elements: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    room: int = MOST_UNREAD

    @property
    def places(self) -> list[str]:
        """What is left out, as long as a person reads and a block should carry."""
        named = [place[:LONGEST_PLACE] for place in self.left_out[:MOST_NAMED]]
        more = len(self.left_out) - len(named)
        return [*named, f"… +{more}"] if more else named


def write_field(name: str, value: object) -> Any:
    """Make the element of a field: as readable elements where reading them gives the same back."""
    try:
        element = _write(name, value)
        left_out: list[str] = []
        if _is_same(_read(name, element, left_out), _whole(name, value)) and not left_out:
            return element
    except (Unwritable, ValueError, TypeError):
        pass
    element = etree.Element(name, {"format": "json"})
    element.text = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return element


def _write(name: str, value: object) -> Any:
    kind = _ELEMENTS[name]
    if kind is Kind.FRAMEWORK:
        return write_shape(FRAMEWORK, value)
    element = etree.Element(name)
    if kind in _TEXTS:
        _write_text(element, value)
    elif kind is Kind.ROUNDS:
        if not isinstance(value, list):
            raise Unwritable
        element.extend([write_shape(ROUND, each) for each in value])
    else:
        for key, number in dict(value).items():  # type: ignore[call-overload]
            element.set(key, str(number))
    return element


def _write_text(element: Any, value: object) -> None:
    if value is None:
        element.set("none", "true")
        return
    if not isinstance(value, str) or (value and not value.strip()):
        raise Unwritable
    element.text = value


def _whole(name: str, value: object) -> object:
    """Return a value with what is meant by the keys that it does not have."""
    kind = _ELEMENTS[name]
    if kind is Kind.FRAMEWORK:
        return _filled(value)
    if kind is Kind.ROUNDS and isinstance(value, list):
        return [
            {**ROUND.texts, **{key: each[key] for key in each if each[key] is not None}}
            for each in value
        ]
    return value


def _filled(value: Any) -> Any:
    """Fill a framework by writing and reading its parts: the table knows what absence means."""
    left_out: list[str] = []
    return _with_defaults(value, read_shape(FRAMEWORK, etree.Element("framework"), "", left_out))


def _with_defaults(value: Any, empty: Mapping[str, Any]) -> Any:
    whole = {**empty, **{key: each for key, each in value.items() if each is not None}}
    whole["archived"] = {**empty["archived"], **whole["archived"]}
    for part in (whole, whole["archived"]):
        part["levels"] = [
            {"name": "", "descriptor": "", "ordinal": place, **each}
            for place, each in enumerate(part["levels"], 1)
        ]
        part["areas"] = [{**_AREA, **each} for each in part["areas"]]
        part["prompts"] = [{**_QUESTION, **each} for each in part["prompts"]]
        part["opportunities"] = [{"text": "", **each} for each in part["opportunities"]]
    return whole


_AREA: Mapping[str, Any] = {
    "name": "",
    "description": "",
    "prompts": [],
    "was": [],
    "descriptors": {},
    "optional": False,
}
_QUESTION: Mapping[str, Any] = {
    **FRAMEWORK.items["prompts"].texts,
    "text": "",
    "choices": [],
    "show_if": {},
    "optional": False,
    "names_next_step": False,
    "counted_with_consent": False,
}


def _is_same(one: object, other: object) -> bool:
    """Compare as JSON: true is not 1, and 1.0 is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _read(name: str, element: Any, left_out: list[str]) -> Any:
    if element.get("format") == "json":
        return read_json(leaf(element, name, left_out))
    kind = _ELEMENTS[name]
    if kind is Kind.FRAMEWORK:
        return read_shape(FRAMEWORK, element, name, left_out)
    if kind in _TEXTS:
        text = leaf(element, name, left_out)
        return None if element.get("none") == "true" else text
    if kind is Kind.ROUNDS:
        return list(_read_rounds(element, left_out))
    return _read_numbers(name, element, left_out)


def _read_rounds(element: Any, left_out: list[str]) -> Iterator[dict[str, Any]]:
    for place, child in enumerate((e for e in element if isinstance(e.tag, str)), 1):
        at = f"rounds/{child.tag}[{place}]"
        if child.tag == ROUND.tag:
            yield read_shape(ROUND, child, at, left_out)
        else:
            left_out.append(at)


def _read_numbers(name: str, element: Any, left_out: list[str]) -> dict[str, int]:
    read = {}
    for key, text in element.attrib.items():
        number = whole_number(text.removeprefix("-"))
        if number is None:
            left_out.append(f"{name}/@{key}")
        else:
            read[key] = -number if text.startswith("-") else number
    return read


def read_inside(node: Any) -> Inside:
    """Read what is inside the element of a block, whatever it is. Never raises."""
    inside = Inside()
    document = node.getroottree().docinfo
    if document.doctype or document.internalDTD is not None:
        # Entities could hide anything: what a document type comes with is not read at all.
        inside.left_out.append("DOCTYPE")
        return inside
    for child in node:
        if child.tag is etree.Entity:
            inside.left_out.append("entity")
        elif isinstance(child.tag, str):
            _read_one(child, inside)
    return inside


def _read_one(child: Any, inside: Inside) -> None:
    name = etree.QName(child)
    if name.namespace == OPTION:
        is_none = child.get("none") == "true"
        inside.options[name.localname] = None if is_none else child.text or ""
        return
    if child.tag in NAMES and child.tag not in inside.values:
        try:
            inside.values[child.tag] = _read(child.tag, child, inside.left_out)
        except ValueError:
            _keep(child, inside)
        return
    _keep(child, inside)


def _keep(child: Any, inside: Inside) -> None:
    """Keep an element as it is, unless it is too much to carry along.

    What does not fit ends the keeping: however many follow, none is looked at again.
    """
    xml = _carried(child) if inside.room else None
    if xml is None:
        inside.left_out.append(str(child.tag))
    elif len(xml) > inside.room:
        inside.room = 0
        inside.left_out.append(str(child.tag))
    else:
        inside.room -= len(xml)
        inside.elements.append(xml)


def _carried(child: Any) -> str | None:
    """Return an element as XML, or nothing where it is too deep or holds what hides something."""
    if _depth(child) > DEEPEST or any(each.tag is etree.Entity for each in child.iter()):
        return None
    try:
        return _alone(child)
    except etree.XMLSyntaxError:
        return None  # larger than a parser takes that is safe


def _alone(element: Any) -> str:
    """Return an element as XML without what only its surroundings have declared."""
    xml = etree.tostring(element, encoding="unicode", with_tail=False)
    copied = etree.fromstring(xml, _parser())
    etree.cleanup_namespaces(copied)
    return etree.tostring(copied, encoding="unicode")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )


def _depth(element: Any) -> int:
    """Return how deep an element goes, without going there by recursion; stop when it is enough."""
    depth = deepest = 0
    for event, _ in etree.iterwalk(element, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
        if deepest > DEEPEST:
            break
    return deepest


def write_unread(xml: str) -> Any | None:
    """Make an element again that was kept as XML, or nothing where it is none."""
    try:
        return etree.fromstring(xml, _parser())
    except (etree.XMLSyntaxError, ValueError):
        return None
