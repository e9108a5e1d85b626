"""Frameworks as CASE 1.1 (Competencies and Academic Standards Exchange), read and written.

An area is an item of the document. What its levels look like is a rubric, with a criterion for each
area: that is where CASE has levels.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matrix_xblock.codec.common.table import Table
from matrix_xblock.codec.framework.known_json import children, identifier_in, words_in
from matrix_xblock.codec.framework.known_table import Row, heads_of, not_read, rows_of
from matrix_xblock.codec.framework.numbers_in_files import number_in
from matrix_xblock.codec.framework.own_case import EXTENSION, sealed
from matrix_xblock.domain.framework.branches import Branch, in_order, leaves, without_leaves
from matrix_xblock.domain.framework.framework import Area, Framework, Level
from matrix_xblock.domain.framework.sheet import Criterion, LeftOut, Rating, Sheet, sheet_of
from matrix_xblock.domain.values.identifiers import is_id
from matrix_xblock.domain.values.plain_text import plain

__all__ = ["is_case", "is_case_table", "sheet_of_case", "sheet_of_case_table", "write_case"]

_SPACE = uuid.UUID("6f3d1f0e-6a39-5a43-9d5a-0c6b6d1f5a11")
"""Ids of what has no UUID are made of this and of its own id: the same one every time."""
_CHILD = "isChildOf"
_READ_COLUMNS = {
    "identifier",
    "fullstatement",
    "abbreviatedstatement",
    "smartlevel",
    "notes",
    "ischildof",
}


def is_case(document: Any) -> bool:
    """Tell a package by its document; an answer of a CASE service may hold only its items."""
    return isinstance(document, dict) and ("CFDocument" in document or "CFItems" in document)


def sheet_of_case(document: Mapping[str, Any]) -> Sheet:
    """Read items that nothing is in as areas, and criteria of rubrics as what their levels are."""
    head = document.get("CFDocument")
    head = head if isinstance(head, dict) else {}
    criteria = _criteria(document)
    branches = [_item(each, criteria) for each in children(document, "CFItems")]
    placed = _placed(branches, document)
    areas = [*leaves(placed), *_of_no_item(document, {each.key for each in placed})]
    unread = len([each for each in children(document, "CFAssociations") if not _is_child(each)])
    relations = (LeftOut("CFAssociations", unread),) if unread else ()
    own = _own_id(head)
    # CASE wants a creator: ours is the title where there is no source.
    creators = () if own else ("creator", "officialSourceURL")
    sheet = Sheet(
        "case",
        (),
        identifier=own,
        title=words_in(head, "title") or "CASE framework",
        source=words_in(head, "publisher", *creators),
        note=words_in(head, "description", "notes"),
        licence=words_in(_object(head, "licenseURI"), "title"),
        left_out=(*without_leaves(placed), *relations),
    )
    return sheet_of(sheet, areas)


def _object(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


def _own_id(body: Mapping[str, Any]) -> str:
    """Return the id that we gave, where the file is from us."""
    identifier = identifier_in(_object(_object(body, "extensions"), EXTENSION), "id")
    return identifier if is_id(identifier) else ""


def _criteria(document: Mapping[str, Any]) -> dict[str, tuple[Rating, ...]]:
    """Return the levels of each item that a criterion of a rubric is about."""
    return {
        item: _ratings(each)
        for rubric in children(document, "CFRubrics")
        for each in children(rubric, "CFRubricCriteria")
        if (item := identifier_in(_object(each, "CFItemURI"), "identifier"))
    }


def _of_no_item(document: Mapping[str, Any], known: set[str]) -> Iterator[Criterion]:
    """Give the criteria that are about nothing in the document: they are areas by themselves."""
    for rubric in children(document, "CFRubrics"):
        for each in children(rubric, "CFRubricCriteria"):
            if identifier_in(_object(each, "CFItemURI"), "identifier") not in known:
                yield Criterion(
                    name=words_in(each, "category", "description"),
                    ratings=_ratings(each),
                    description=words_in(each, "description"),
                    group=words_in(rubric, "title"),
                )


def _ratings(criterion: Mapping[str, Any]) -> tuple[Rating, ...]:
    levels = children(criterion, "CFRubricCriterionLevels")
    return tuple(
        Rating(_heading(each), words_in(each, "description"), _rank(each)) for each in levels
    )


def _heading(level: Mapping[str, Any]) -> str:
    name = words_in(level, "quality", "description")
    own = _own_id(level)
    return f"{name} [{own}]" if own else name


def _rank(level: Mapping[str, Any]) -> float | None:
    score = number_in(level.get("score"))
    return number_in(level.get("position")) if score is None else score


def _item(body: Mapping[str, Any], criteria: Mapping[str, tuple[Rating, ...]]) -> Branch:
    key = identifier_in(body, "identifier")
    full = words_in(body, "fullStatement")
    short = words_in(body, "abbreviatedStatement") or full
    words = (full if full != short else "", words_in(body, "notes"))
    criterion = Criterion(
        name=short,
        description="\n".join(each for each in words if each),
        ratings=criteria.get(key, ()),
        id=_own_id(body),
    )
    return Branch(key, "", criterion)


def _is_child(association: Mapping[str, Any]) -> bool:
    return association.get("associationType") == _CHILD


def _placed(branches: Sequence[Branch], document: Mapping[str, Any]) -> list[Branch]:
    """Say of each item what it is in, and put them into the order that the document gives."""
    parents: dict[str, str] = {}
    places: dict[str, float] = {}
    for each in filter(_is_child, children(document, "CFAssociations")):
        child = identifier_in(_object(each, "originNodeURI"), "identifier")
        parents.setdefault(child, identifier_in(_object(each, "destinationNodeURI"), "identifier"))
        places.setdefault(child, number_in(each.get("sequenceNumber")) or 0.0)
    placed = [Branch(each.key, parents.get(each.key, ""), each.criterion) for each in branches]
    return in_order(placed, places)


def is_case_table(table: Table) -> bool:
    """Tell the CSV of a CASE service by its headings."""
    return set(heads_of(table)) >= {"fullstatement", "identifier"}


def sheet_of_case_table(table: Table) -> Sheet:
    """Read items from a table. `smartLevel` says what each is in: 1.2 is in 1."""
    branches = [_line(row) for row in rows_of(table)]
    sheet = Sheet(
        "case_csv",
        (),
        title="CASE framework",
        left_out=(*without_leaves(branches), *not_read(table, _READ_COLUMNS)),
    )
    return sheet_of(sheet, list(leaves(branches)))


def _line(row: Row) -> Branch:
    place = row["smartlevel"].rstrip(".")
    full = plain(row["fullstatement"])
    short = plain(row["abbreviatedstatement"]) or full
    words = (full if full != short else "", plain(row["notes"]))
    criterion = Criterion(short, description="\n".join(filter(None, words)), line=row.line)
    if place:
        return Branch(place, place.rpartition(".")[0], criterion)
    return Branch(row["identifier"], row["ischildof"], criterion)


def write_case(framework: Framework, changed: date) -> str:
    """Write areas with their levels as a package. Review questions have no place in it."""
    package = sealed(_Package(framework, changed).body())
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class _Package:
    """One framework being written; `changed` is the day that every part gets."""

    framework: Framework
    changed: date

    def body(self) -> dict[str, Any]:
        """Put the package together."""
        areas = list(enumerate(self.framework.areas, 1))
        return {
            "CFDocument": self._document(),
            "CFItems": [self._item(area) for _, area in areas],
            "CFAssociations": [self._association(area, place) for place, area in areas],
            "CFRubrics": [self._rubric()],
        }

    def _part(self, *names: str, own: str = "", **more: bool) -> dict[str, Any]:
        """Begin a part: its UUID follows from the names of what it is. `more` is for us alone."""
        key = str(uuid.uuid5(_SPACE, "\n".join((self.framework.id, *names))))
        part = {
            "identifier": key,
            "uri": f"urn:uuid:{key}",
            "lastChangeDateTime": f"{self.changed.isoformat()}T00:00:00+00:00",
        }
        known = {name: True for name, is_so in more.items() if is_so}
        return {**part, "extensions": {EXTENSION: {"id": own, **known}}} if own else part

    def _link(self, part: Mapping[str, Any], title: str) -> dict[str, str]:
        return {"title": title, "identifier": part["identifier"], "uri": part["uri"]}

    def _document(self) -> dict[str, Any]:
        framework = self.framework
        package = self._part("package")
        words = {
            "publisher": framework.source,
            "description": framework.note,
            "language": framework.language,
            "version": framework.version,
        }
        licence = self._link(self._part("licence"), framework.licence)
        return {
            **self._part("document", own=framework.id),
            "creator": framework.source or framework.title,
            "title": framework.title,
            "caseVersion": "1.1",
            **{name: value for name, value in words.items() if value},
            **({"licenseURI": licence} if framework.licence else {}),
            "CFPackageURI": self._link(package, framework.title),
        }

    def _item(self, area: Area) -> dict[str, Any]:
        return {
            **self._part("area", area.id, own=area.id, described=bool(area.description)),
            "fullStatement": area.description or area.name,
            "abbreviatedStatement": area.name,
            "CFDocumentURI": self._link(self._part("document"), self.framework.title),
        }

    def _association(self, area: Area, place: int) -> dict[str, Any]:
        return {
            **self._part("association", area.id),
            "associationType": _CHILD,
            "sequenceNumber": place,
            "originNodeURI": self._link(self._part("area", area.id), area.name),
            "destinationNodeURI": self._link(self._part("document"), self.framework.title),
        }

    def _rubric(self) -> dict[str, Any]:
        areas = enumerate(self.framework.areas, 1)
        return {
            **self._part("rubric"),
            "title": self.framework.title,
            "CFRubricCriteria": [self._criterion(area, place) for place, area in areas],
        }

    def _criterion(self, area: Area, place: int) -> dict[str, Any]:
        part = self._part("criterion", area.id)
        return {
            **part,
            "category": area.name,
            "CFItemURI": self._link(self._part("area", area.id), area.name),
            "position": place,
            "rubricId": self._part("rubric")["identifier"],
            "CFRubricCriterionLevels": [
                self._level(area, level, part) for level in self.framework.levels
            ],
        }

    def _level(self, area: Area, level: Level, criterion: Mapping[str, Any]) -> dict[str, Any]:
        is_shared = not area.descriptors.get(level.id)
        return {
            **self._part("level", area.id, level.id, own=level.id, shared=is_shared),
            "quality": level.name,
            "description": self.framework.descriptor(area, level),
            "score": level.ordinal,
            "position": level.ordinal,
            "rubricCriterionId": criterion["identifier"],
        }
