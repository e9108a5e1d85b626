"""What a table seems to be: by its headings, and by whether it has a column of days."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from matrix_xblock.codec.common.file_kind import FileKind

__all__ = ["kind_by_headings", "top_rows"]

LOOKED_AT = 64 * 1024
"""Characters of a file that are looked at: some dozens of rows."""
_ROWS = 40
_ABOVE = 10
"""Rows above the headings that a file may have."""
_SEPARATORS = (",", ";", "\t", "|")

_WHOLE: Sequence[tuple[set[str], FileKind]] = (
    ({"release", "table", "part", "people"}, FileKind.RELEASE),
    ({"pseudonym"}, FileKind.RESEARCH),
    ({"privacy class"}, FileKind.RESEARCH),
    ({"participant", "round"}, FileKind.STAFF_FILE),
    ({"participant", "cohort"}, FileKind.STAFF_FILE),
    ({"username", "block key"}, FileKind.STAFF_FILE),
    ({"username", "state"}, FileKind.STAFF_FILE),
    ({"id", "area", "description"}, FileKind.FRAMEWORK_TABLE),
    ({"group", "area", "description"}, FileKind.FRAMEWORK_TABLE),
    ({"parent id number", "id number", "short name"}, FileKind.FRAMEWORK_TABLE),
    ({"vendor guid", "object type"}, FileKind.FRAMEWORK_TABLE),
    ({"criteria name", "rating name"}, FileKind.FRAMEWORK_TABLE),
    ({"criteria name", "rating name 1"}, FileKind.FRAMEWORK_TABLE),
    ({"identifier", "fullstatement"}, FileKind.FRAMEWORK_TABLE),
    ({"identifier", "full statement"}, FileKind.FRAMEWORK_TABLE),
    ({"username", "email"}, FileKind.PEOPLE),
    ({"first name", "email"}, FileKind.PEOPLE),
    ({"student id", "email"}, FileKind.PEOPLE),
)
"""Headings that together are in one kind only, the surest first."""
_TRUST = {"course", "group"}
"""What a row of a trust report can be about, and none of a release."""

_LEVEL = re.compile(r"(?:level|stage|lefel|cam) ?[0-9]+\b.*")
_LEVELS = {
    "emerging", "developing", "established", "embedding", "embedded", "enhancing", "secure",
    "growing", "leading", "exploring", "beginner", "novice", "advanced beginner", "competent",
    "proficient", "expert", "foundation", "intermediate", "advanced", "mastering", "exemplary",
}  # fmt: skip
_FEWEST_LEVELS = 2

_TIMES = {
    "min", "mins", "minute", "minutes", "h", "hr", "hrs", "hour", "hours", "duration", "time",
    "credits", "points", "munudau", "oriau", "hyd", "amser", "pwyntiau",
}  # fmt: skip
_ACTIVITIES = {
    "title", "activity", "course", "event", "training", "session", "cpd", "provider", "workshop",
    "teitl", "gweithgaredd", "hyfforddiant",
}  # fmt: skip
_AREAS = {
    "area", "areas", "competency", "competence", "standard", "criterion", "criteria", "skill",
    "domain", "strand", "theme", "behaviour", "maes",
}  # fmt: skip
"""What the first column of a matrix is called."""
_DAYS = {"date", "start", "day", "when", "dyddiad"}

_DAY = re.compile(
    r"(?:[^\W\d_]{2,9}\.?,? )?(?:"
    r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    r"|\d{1,2}(?:st|nd|rd|th)?[ -](?:of )?[^\W\d_]{3,9}\.?,?[ -](?:\d{4}|\d{2})"
    r"|[^\W\d_]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})(?:[T ,(–-].{0,40})?",
    re.IGNORECASE,
)


def kind_by_headings(header: Sequence[str], rows: Sequence[Sequence[str]]) -> FileKind:
    """Return the kind of a table whose rows below the headings begin with these."""
    heads = [_plain(each) for each in header]
    certain = next((kind for wanted, kind in _WHOLE if wanted <= {*heads}), None)
    has_days = any(_is_of_days(heads, rows))
    if certain is FileKind.RELEASE:
        at = heads.index("table")
        is_trust = any(row[at] in _TRUST for row in rows if at < len(row))
        return FileKind.TRUST_REPORT if is_trust else certain
    if certain is FileKind.FRAMEWORK_TABLE and has_days:
        return FileKind.TABLE
    if certain:
        return certain
    words = {word for head in heads for word in head.split()}
    has_levels = _count_levels(heads) >= _FEWEST_LEVELS
    is_of_areas = bool(heads) and not _AREAS.isdisjoint(heads[0].split()[-1:])
    of_a_log = _TIMES if is_of_areas else _TIMES | _ACTIVITIES
    if has_days and not has_levels and words & of_a_log:
        return FileKind.CPD_LOG
    if has_levels and not has_days and not words & _TIMES:
        return FileKind.FRAMEWORK_TABLE
    return FileKind.TABLE


def top_rows(text: str) -> tuple[list[str], list[list[str]]]:
    """Split the beginning of a text by the separator that gives the most columns.

    Return its headings and the rows below them.
    """
    splits = (_split(text[:LOOKED_AT], each) for each in _SEPARATORS)
    rows = max(splits, key=lambda each: max(map(len, each), default=0))
    return below_title(rows)


def below_title(rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Tell the headings from a title above them, which fills a cell or two."""
    filled = [sum(map(bool, row)) for row in rows[:_ABOVE]]
    most = max(filled, default=0)
    at = next((place for place, count in enumerate(filled) if count * 2 > most), 0)
    return (rows[at], rows[at + 1 :]) if rows else ([], [])


def _split(text: str, separator: str) -> list[list[str]]:
    lines = text.splitlines()[: _ROWS * 5]
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator)]
    except csv.Error:
        return []
    return [row for row in rows if any(row)][:_ROWS]


def _plain(head: str) -> str:
    """Return a heading as it is compared: `Short-name (max. 100)` is `short name`."""
    bare = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", head.lstrip("\ufeff"))
    return " ".join(re.findall(r"[^\W_]+", bare.casefold()))


def _count_levels(heads: Sequence[str]) -> int:
    return sum(head in _LEVELS or bool(_LEVEL.fullmatch(head)) for head in heads)


def _is_of_days(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[bool]:
    """Tell of each column whether most of it is days; without any row its heading decides."""
    for at, head in enumerate(heads):
        cells = [row[at] for row in rows if at < len(row) and row[at]]
        if rows:
            days = sum(bool(_DAY.fullmatch(cell.strip())) for cell in cells)
            yield days * 2 > len(cells)
        else:
            yield not _DAYS.isdisjoint(head.split())
