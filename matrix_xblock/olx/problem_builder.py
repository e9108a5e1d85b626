"""Rating questions of the Problem Builder block, whose life is at its end, as a framework."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.framework import MOST_AREAS, TEXT_LIMITS
from matrix_xblock.domain.values.identifiers import fresh_id, is_id

__all__ = ["read_ratings"]

LARGEST = 10 * 1024 * 1024
LARGEST_UNPACKED = 20 * 1024 * 1024
MOST_MEMBERS = 2000
_GZIP = b"\x1f\x8b"

_RATINGS = ("pb-rating", "rating")
_NAMES = ("1 of 5", "2 of 5", "3 of 5", "4 of 5", "5 of 5")
_IDS = ("one", "two", "three", "four", "five")


@dataclass(frozen=True)
class _Rating:
    """One question, and what its lowest and highest answers are called."""

    name: str
    question: str
    low: str
    high: str


def read_ratings(content: bytes) -> dict[str, Any]:
    """Make the JSON of a framework out of the rating questions in OLX, or in a course export.

    Each question is an area, with five levels. Raises `Invalid` where there is none, or where the
    file cannot be read safely.
    """
    documents = _unpacked(content) if content.startswith(_GZIP) else [content]
    ratings = [rating for document in documents for rating in _ratings(_parsed(document))]
    if not ratings:
        raise Invalid(Problem("file", "no_ratings"))
    if len(ratings) > MOST_AREAS:
        raise Invalid(Problem("file", "too_many", {"most": MOST_AREAS}))
    return _framework(ratings)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yield the XML files of an archive, in memory; nothing is ever written by its names."""
    size = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
            for count, member in enumerate(archive):
                size += member.size
                if count >= MOST_MEMBERS or size > LARGEST_UNPACKED:
                    raise Invalid(Problem("file", "file_too_large", {"most": 20 * 1024}))
                file = archive.extractfile(member) if member.isfile() else None
                if file is not None and member.name.endswith(".xml"):
                    yield file.read()
    except (tarfile.TarError, OSError, EOFError, ValueError):
        raise Invalid(Problem("file", "archive_broken")) from None


def _parsed(document: bytes) -> Any:
    if len(document) > LARGEST:
        raise Invalid(Problem("file", "file_too_large", {"most": LARGEST // 1024}))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as broken:
        place = {"line": broken.lineno or 1, "column": broken.offset or 1}
        raise Invalid(Problem("file", "xml_broken", place)) from None
    except ValueError:
        raise Invalid(Problem("file", "xml_doctype")) from None
    document_type: Any = root.getroottree().docinfo
    if document_type.doctype or document_type.internalDTD is not None:
        raise Invalid(Problem("file", "xml_doctype"))
    return root


def _ratings(root: Any) -> Iterator[_Rating]:
    for element in root.iter(*_RATINGS):
        question = element.get("question") or _words(element.find("question"))
        yield _Rating(
            name=element.get("name") or element.get("url_name") or "",
            question=_plain(question),
            low=_plain(element.get("low") or ""),
            high=_plain(element.get("high") or ""),
        )


def _words(element: Any) -> str:
    """Return the text of an element with everything in it, or nothing."""
    return "" if element is None else "".join(element.itertext())


def _plain(markup: str) -> str:
    """Return the words of HTML, on one line."""
    if "<" in markup or "&" in markup:
        parser = etree.HTMLParser(no_network=True, huge_tree=False)
        try:
            read: Any = etree.fromstring(f"<div>{markup}</div>", parser)
        except (etree.XMLSyntaxError, ValueError):
            read = None
        if read is not None:
            etree.strip_elements(read, "script", "style", with_tail=False)
            markup = _words(read)
    return " ".join(markup.split())


def _framework(ratings: list[_Rating]) -> dict[str, Any]:
    ends = {(rating.low, rating.high) for rating in ratings}
    is_shared = len(ends) == 1
    low, high = (ratings[0].low, ratings[0].high) if is_shared else ("", "")
    names = [low or _NAMES[0], *_NAMES[1:-1], high or _NAMES[-1]]
    levels = [
        {"id": key, "ordinal": place, "name": _cut(name, "name")}
        for place, (key, name) in enumerate(zip(_IDS, names, strict=True), 1)
    ]
    taken: set[str] = set()
    areas = []
    for rating in ratings:
        area = _area(rating, taken, is_shared=is_shared)
        taken.add(area["id"])
        areas.append(area)
    return {
        "id": "imported-ratings",
        "title": "Imported rating questions",
        "source": "Rating questions of a Problem Builder block.",
        "levels": levels,
        "areas": areas,
        "prompts": [],
    }


def _area(rating: _Rating, taken: set[str], *, is_shared: bool) -> dict[str, Any]:
    own = rating.name.lower()
    key = own if is_id(own) and own not in taken else fresh_id(rating.question, taken, "area")
    name = _cut(rating.question, "name") or rating.name[: TEXT_LIMITS["name"]] or key
    words = {} if is_shared else {_IDS[0]: rating.low, _IDS[-1]: rating.high}
    return {
        "id": key,
        "name": name,
        "description": "" if name == rating.question else _cut(rating.question, "description"),
        "prompts": [],
        "descriptors": {level: _cut(words[level], "descriptor") for level in words if words[level]},
    }


def _cut(words: str, limit: str) -> str:
    most = TEXT_LIMITS[limit]
    return words if len(words) <= most else f"{words[: most - 1]}…"
