"""The research file: a zip of long tables under pseudonyms, with a dictionary and a manifest.

Only of those who agree today; no names, no words of theirs, months in place of days, no cohort.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from matrix_xblock.codec.common.formula import guarded
from matrix_xblock.domain.figures.site_rules import Study
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.plans.opportunity import days_until_offered
from matrix_xblock.domain.record.trail import RESEARCH_TEXT
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Entry
from matrix_xblock.report.signed import SignedRound, has_consented, signed_rounds

__all__ = ["DICTIONARY", "SCHEMA", "TABLES", "pseudonym", "write_zip"]

SCHEMA = 1
_CHUNK = 64 * 1024
_KEPT_IN_MEMORY = 1024 * 1024

TABLES: Mapping[str, tuple[str, ...]] = {
    "reviews.csv": (
        "pseudonym",
        "round",
        "revision",
        "month",
        "framework",
        "area",
        "level",
        "level_ordinal",
        "target_level",
        "then_level",
    ),
    "cpd.csv": (
        "pseudonym",
        "round",
        "type",
        "status",
        "mode",
        "minutes",
        "month",
        "areas",
        "impact",
    ),
    "plans.csv": (
        "pseudonym",
        "round",
        "kind",
        "type",
        "status",
        "reason",
        "month",
        "days_until_offered",
    ),
}
"""Columns by file."""


@dataclass(frozen=True)
class Term:
    """What a column holds."""

    label: str
    type: str
    values: str
    source: str


DICTIONARY: Mapping[str, Term] = {
    "pseudonym": Term("Code of the person, of this study only", "text", "32 hex digits", "made"),
    "round": Term("Round of reviews", "code", "ids of rounds", "author"),
    "revision": Term("How many times it was signed off", "number", "from 1", "ledger"),
    "month": Term("Month of sign-off, start or last change", "month", "YYYY-MM", "participant"),
    "framework": Term("Framework and version", "code", "id@version", "author"),
    "area": Term("Area", "code", "see codebook.json", "author"),
    "level": Term("Level chosen", "code", "see codebook.json; not-applicable", "participant"),
    "level_ordinal": Term("Place of the level in its order", "number", "from 1", "author"),
    "target_level": Term("Where they want to be", "code", "see codebook.json", "participant"),
    "then_level": Term("Looking back, where they were", "code", "see codebook.json", "participant"),
    "type": Term("Type of CPD or opportunity", "code", "fixed list or own id", "participant"),
    "status": Term("Status", "code", "fixed list", "participant"),
    "mode": Term("How it took place", "code", "fixed list", "participant"),
    "minutes": Term("Time spent", "minutes", "from 0", "participant"),
    "areas": Term("Number of areas it is about", "number", "from 0", "participant"),
    "impact": Term("Impact as they see it", "code", "fixed list", "participant"),
    "kind": Term("Opportunity or next step", "code", "opportunity; next-step", "made"),
    "reason": Term("Why it was not possible", "code", "fixed list", "participant"),
    "days_until_offered": Term("Days from wanted to offered", "days", "from 0", "ledger"),
}
"""Every column of the tables. An empty cell is a missing value."""


def pseudonym(study: Study, participant: str) -> str:
    """Return the code of a person in a study: without its key nobody can make or undo it."""
    message = f"{study.id}\0{participant}".encode()
    return hmac.new(study.key.encode(), message, hashlib.sha256).hexdigest()[:32]


def write_zip(
    target: IO[bytes],
    people: Iterable[tuple[Entry, ...]],
    study: Study,
    *,
    today: date,
    version: str,
) -> Mapping[str, int]:
    """Write the file and return the number of rows by table.

    `people` gives the rows of one person after the other, in an order that is not that of names.
    """
    codebook: dict[str, Any] = {}
    with ExitStack() as stack:
        tables = {name: _Table(name, stack) for name in TABLES}
        consenting = 0
        for entries in people:
            if entries and has_consented(entries):
                consenting += 1
                _write_person(tables, codebook, entries, study)
        counts = {name: table.rows for name, table in tables.items()}
        _write_archive(
            target, tables, codebook, _manifest(study, today, version, counts, consenting)
        )
    return counts


def _spooled() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)


class _Table:
    """One table while it is being written: on disk as soon as it is large."""

    def __init__(self, name: str, stack: ExitStack) -> None:
        self.columns = TABLES[name]
        self.file = stack.enter_context(_spooled())
        self.rows = -1
        self.add(dict(zip(self.columns, self.columns, strict=True)))

    def add(self, row: Mapping[str, object]) -> None:
        text = io.StringIO()
        cells = ("" if (value := row.get(name)) is None else str(value) for name in self.columns)
        csv.writer(text).writerow([guarded(cell) for cell in cells])
        self.file.write(text.getvalue().encode())
        self.rows += 1


def _write_person(
    tables: Mapping[str, _Table],
    codebook: dict[str, Any],
    entries: tuple[Entry, ...],
    study: Study,
) -> None:
    person = Person(entries[0].participant, "")
    for signed in signed_rounds(person, entries):
        if signed.review is None:
            continue
        _add_codes(codebook, signed.review.framework, signed.framework)
        head = {"pseudonym": pseudonym(study, person.id), "round": signed.round_id}
        for name, rows in _rows(signed).items():
            for row in rows:
                tables[name].add({**head, **row})


def _rows(signed: SignedRound) -> Mapping[str, Iterator[Mapping[str, object]]]:
    return {
        "reviews.csv": _reviews(signed),
        "cpd.csv": _cpd(signed),
        "plans.csv": _plans(signed),
    }


def _reviews(signed: SignedRound) -> Iterator[Mapping[str, object]]:
    review, framework = signed.review, signed.framework
    order = {level.id: level.ordinal for level in framework.levels}
    if review is None:
        return
    for area in framework.areas:
        answer = review.area(area.id)
        yield {
            "revision": review.revision,
            "month": _month(review.signed_off_at),
            "framework": review.framework,
            "area": area.id,
            "level": _known(framework, answer.level_id),
            "level_ordinal": order.get(answer.level_id),
            "target_level": _known(framework, answer.target_level_id),
            "then_level": _known(framework, answer.then_level_id),
        }


def _known(framework: Framework, level_id: str) -> str | None:
    """Let only codes of the framework through, so that no text ever can."""
    return level_id if framework.has_level(level_id) else None


def _cpd(signed: SignedRound) -> Iterator[Mapping[str, object]]:
    for each in signed.attached.entries:
        yield {
            "type": each.type,
            "status": each.status,
            "mode": each.mode,
            "minutes": each.minutes,
            "month": _month(each.start),
            "areas": len(each.areas),
            "impact": each.impact,
        }


def _plans(signed: SignedRound) -> Iterator[Mapping[str, object]]:
    for each in signed.attached.opportunities:
        yield {
            "kind": "opportunity",
            "type": each.type,
            "status": each.status,
            "reason": each.reason,
            "month": _month(each.updated),
            "days_until_offered": days_until_offered(each),
        }
    for step in signed.attached.steps:
        yield {"kind": "next-step", "status": step.status, "month": _month(step.updated)}


def _month(day: date | datetime | None) -> str | None:
    return f"{day:%Y-%m}" if day else None


def _add_codes(codebook: dict[str, Any], key: str, framework: Framework) -> None:
    """Add what is met; a framework that was edited under one version has codes of both texts."""
    new = _codes(framework)
    codes = codebook.setdefault(key, new)
    for name in ("levels", "areas"):
        known = {each["id"] for each in codes[name]}
        codes[name] += [each for each in new[name] if each["id"] not in known]


def _codes(framework: Framework) -> dict[str, Any]:
    return {
        "title": framework.title,
        "source": framework.source,
        "licence": framework.licence,
        "levels": [
            {"id": each.id, "ordinal": each.ordinal, "name": each.name} for each in framework.levels
        ],
        "areas": [{"id": each.id, "name": each.name} for each in framework.areas],
    }


def _manifest(
    study: Study, today: date, version: str, counts: Mapping[str, int], people: int
) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "made_by": f"matrix-xblock {version}",
        "made_on": today.isoformat(),
        "study": study.id,
        "consent_text": RESEARCH_TEXT,
        "people": people,
        "rows": dict(counts),
        "disclosure": "Rows of single people under pseudonyms: personal data, not for publication. "
        "No threshold is applied; apply one before you publish figures.",
        "sha256": {},
    }


def _write_archive(
    target: IO[bytes],
    tables: Mapping[str, _Table],
    codebook: Mapping[str, Any],
    manifest: dict[str, Any],
) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables.items():
            manifest["sha256"][name] = _copy(archive, name, table.file)
        for name, text in (
            ("data_dictionary.csv", _dictionary()),
            ("codebook.json", json.dumps(codebook, indent=1, ensure_ascii=False, sort_keys=True)),
        ):
            manifest["sha256"][name] = _copy(archive, name, io.BytesIO(text.encode()))
        _copy(archive, "manifest.json", io.BytesIO(json.dumps(manifest, indent=1).encode()))


def _copy(archive: zipfile.ZipFile, name: str, source: IO[bytes]) -> str:
    """Copy into the archive piece by piece, and return the SHA-256. Every file has one old date."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    digest = hashlib.sha256()
    source.seek(0)
    with archive.open(entry, "w") as copy:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def _dictionary() -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    columns = ("file", "name", "label", "type", "values", "missing", "source", "privacy_class")
    writer.writerow(columns)
    for file, names in TABLES.items():
        for name in names:
            term = DICTIONARY[name]
            row = (file, name, term.label, term.type, term.values, "empty", term.source, "P3")
            writer.writerow(row)
    return text.getvalue()
