"""The research file: a zip of long tables under pseudonyms, with a dictionary and a manifest.

Only of those who agree; no names, no words of theirs, months in place of days. Rows are in the
order of the pseudonyms, which says nothing.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from matrix_xblock.codec.common.csv_lines import Cell, csv_line
from matrix_xblock.codec.review.status import latest_revisions
from matrix_xblock.domain.figures.research import Denominator, Researched, named_cohorts
from matrix_xblock.domain.figures.site_rules import Study
from matrix_xblock.domain.framework.setup import Setup
from matrix_xblock.domain.record.trail import RESEARCH_TEXT
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.report.research_codebook import Codebook
from matrix_xblock.report.research_columns import TABLES
from matrix_xblock.report.research_rows import Codes, pseudonym
from matrix_xblock.report.signed import has_consented, signed_rounds

__all__ = ["COUNTED", "SCHEMA", "ResearchFile", "count_people"]

SCHEMA = 2
COUNTED = (Kind.SUMMARY, Kind.CONSENT)
"""The kinds of rows that say who agrees, and how many stand behind them."""

_CHUNK = 64 * 1024
_KEPT_IN_MEMORY = 1024 * 1024


def count_people(
    everybody: Iterable[tuple[Entry, ...]],
    study: Study,
    *,
    until: datetime,
    cohorts: Mapping[str, str],
) -> Researched:
    """Count who had signed off by then, and who of them agrees, in the order of their pseudonyms.

    `everybody` gives the rows of one person after the other; `cohorts` are those of today.
    """
    rounds: dict[str, Denominator] = {}
    agreeing: list[str] = []
    together: Counter[frozenset[str]] = Counter()
    for entries in everybody:
        bodies = latest_revisions(each for each in entries if each.at <= until)
        agrees = bool(bodies) and has_consented(entries)
        for key in bodies:
            before = rounds.get(key, Denominator())
            rounds[key] = Denominator(before.signed_off + 1, before.agreed + agrees)
        if agrees:
            who = entries[0].participant
            agreeing.append(who)
            together[frozenset(_cohort(body, who, cohorts) for body in bodies.values())] += 1
    agreeing.sort(key=lambda who: pseudonym(study, who))
    return Researched(tuple(agreeing), named_cohorts(together), rounds)


def _cohort(body: Mapping[str, Any], participant: str, today: Mapping[str, str]) -> str:
    """Return the cohort at sign-off. Rows of earlier versions have none: that of today counts."""
    cohort = body.get("cohort")
    return cohort if isinstance(cohort, str) else today.get(participant, "")


@wordless
@dataclass(frozen=True)
class ResearchFile:
    """The research file of a course for a study.

    `cohorts` are those of today by participant, None where the site has none; `label` gives the
    word for a code, `day_of` the day of a time.
    """

    study: Study
    setup: Setup
    researched: Researched
    cohorts: Mapping[str, str] | None
    label: Callable[[str], str]
    day_of: Callable[[datetime], date]

    def write(
        self,
        target: IO[bytes],
        people: Iterable[tuple[Entry, ...]],
        *,
        today: date,
        version: str,
    ) -> Mapping[str, int]:
        """Write the file and return the number of rows by table.

        `people` gives the rows of those who agree, one person after the other, in their order.
        """
        codebook = Codebook(self.setup, self.label, self.day_of)
        cohorts = None if self.cohorts is None else self.researched.cohorts
        codes = Codes(self.study, cohorts, codebook.opportunity_types)
        with ExitStack() as stack:
            tables = {name: _Table(name, stack) for name in TABLES}
            for entries in people:
                self._add_person(tables, codebook, codes, entries)
            for row in self._denominators():
                tables["denominators.csv"].add(row)
            counts = {name: table.rows for name, table in tables.items()}
            manifest = _manifest(self, today, version, counts)
            _write_archive(target, tables, codebook.body, manifest)
        return counts

    def _add_person(
        self,
        tables: Mapping[str, _Table],
        codebook: Codebook,
        codes: Codes,
        entries: tuple[Entry, ...],
    ) -> None:
        person = Person(entries[0].participant, "")
        bodies = latest_revisions(entries)
        rounds = sorted(signed_rounds(person, entries), key=lambda each: self._order(each.round_id))
        for signed in rounds:
            if signed.review is None:
                continue
            codebook.add(signed.review.framework, signed.framework)
            cohort = _cohort(bodies[signed.round_id], person.id, self.cohorts or {})
            for name, rows in codes.rows(signed, cohort).items():
                for row in rows:
                    tables[name].add(row)

    def _order(self, round_id: str) -> tuple[int, str]:
        order = list(self.setup.titles)
        return order.index(round_id) if round_id in order else len(order), round_id

    def _denominators(self) -> Iterable[Mapping[str, Cell]]:
        """Return a row for each round that there is, and for each that was signed off."""
        for key in sorted({*self.setup.titles, *self.researched.rounds}, key=self._order):
            counted = self.researched.rounds.get(key, Denominator())
            yield {"round": key, "enrolled": self.researched.enrolled, **vars(counted)}


def _spooled() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)


class _Table:
    """One table while it is being written: on disk as soon as it is large."""

    def __init__(self, name: str, stack: ExitStack) -> None:
        self.columns = tuple(TABLES[name])
        self.file = stack.enter_context(_spooled())
        self.file.write(csv_line(self.columns).encode())
        self.rows = 0

    def add(self, row: Mapping[str, Cell]) -> None:
        self.file.write(csv_line(map(row.get, self.columns)).encode())
        self.rows += 1


def _manifest(
    file: ResearchFile, today: date, version: str, counts: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "made_by": f"matrix-xblock {version}",
        "made_on": today.isoformat(),
        "study": file.study.id,
        "consent_text": RESEARCH_TEXT,
        "people": len(file.researched.people),
        "rows": dict(counts),
        "disclosure": "Rows of single people under pseudonyms: personal data, not for publication. "
        "Apply a threshold before you publish figures. Files can be joined by what they hold, and "
        "two files show who has withdrawn: keep one, and delete it when a newer one replaces it.",
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
            ("codebook.json", json.dumps(codebook, indent=1, ensure_ascii=False)),
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
    columns = ("file", "name", "label", "type", "values", "missing", "source", "privacy_class")
    lines = [csv_line(columns)]
    for file, terms in TABLES.items():
        for name, term in terms.items():
            words = (term.label, term.type, term.values, "empty", term.source, "P3")
            lines.append(csv_line((file, name, *words)))
    return "".join(lines)
