"""What other systems call the columns of a CPD log, and what each column of a file is taken for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import islice

from matrix_xblock.codec.common.table import Table
from matrix_xblock.domain.cpd.cpd import FIELDS, FieldKind, named
from matrix_xblock.domain.values.dates import LONGEST_TEXT
from matrix_xblock.domain.values.day_cells import is_clock, is_day
from matrix_xblock.domain.values.durations import says_unit

__all__ = [
    "COLUMNS",
    "NEEDED",
    "SEVERAL",
    "bare_unit",
    "fits",
    "guess_columns",
    "guess_month_first",
    "heading",
    "plain_head",
]

COLUMNS = (*(each.name for each in FIELDS), "id")
NEEDED = ("title", "start")
SEVERAL = (*named(FieldKind.TEXT), "minutes")
"""Fields that several columns can be put into: texts stand below one another, times add up."""

Label = Callable[[str], str]

_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "activity title", "title of activity", "course title", "title of course",
              "event title", "learning activity", "activity name", "name of activity",
              "course name", "name of course", "activity", "cpd activity", "what did you do",
              "what", "name", "course", "event", "training", "session", "topic", "subject", "cpd",
              "description", "task", "task name", "project", "project name", "teitl",
              "gweithgaredd", "enw"),
    "type": ("type", "category", "kind", "activity type", "type of activity", "cpd type",
             "type of cpd", "learning method", "math", "categori"),
    "start": ("date", "start", "start date", "date of activity", "date completed",
              "completion date", "date attended", "activity date", "date started", "dates",
              "completed", "completed on", "completed at", "date of course", "from", "when",
              "day", "month", "dyddiad", "dyddiad dechrau"),
    "end": ("end", "end date", "to", "until", "finish", "finish date", "date finished",
            "date ended", "dyddiad gorffen"),
    "minutes": ("minutes", "hours", "duration", "time", "length", "time spent", "cpd hours",
                "hours claimed", "hours of cpd", "number of hours", "total hours", "total time",
                "hours and minutes", "hrs", "mins", "days", "number of days", "credits",
                "cpd credits", "points", "cpd points", "number of points", "hours credits",
                "how long it took", "how long", "how long did it take", "munudau", "oriau", "hyd",
                "amser", "pwyntiau"),
    "interactive_minutes": ("interactive minutes", "participatory hours", "interactive",
                            "participatory", "of that, time spent with others"),
    "status": ("status", "statws", "has it taken place"),
    "areas": ("area", "areas", "areas it is about", "standard", "standards", "competency",
              "competencies", "maes", "meysydd"),
    "provider": ("provider", "organiser", "organisation", "organization", "delivered by",
                 "training provider", "speaker", "presenter", "client", "darparwr"),
    "host_setting": ("where", "venue", "location", "setting", "where it took place", "lleoliad"),
    "mode": ("mode", "method", "how", "format", "delivery", "dull"),
    "learned": ("learned", "learning", "what i learned", "what did you learn", "learning outcome",
                "learning outcomes", "key learning", "learning points", "reflection",
                "reflections", "reflective notes", "notes", "comments", "comment", "evaluation",
                "summary", "nodiadau", "myfyrdod"),
    "applied": ("applied", "application", "what i do differently now", "link to practice",
                "changes to practice", "how will you apply it", "how i will use it", "next steps",
                "action", "actions"),
    "impact": ("impact level", "what has come of it so far"),
    "impact_note": ("impact", "impact note", "outcome", "how i can tell", "impact on practice",
                    "impact on pupils", "benefit", "effaith"),
    "review_on": ("review on", "review date", "impact review date", "take another look on"),
    "evidence": ("evidence", "link", "url", "evidence link", "attachment", "tystiolaeth"),
    "certificate": ("certificate", "tystysgrif"),
    "id": ("id", "identifier"),
}  # fmt: skip
"""What other systems call a column, best first. Its code and our own words are known besides."""

_WORDS = (
    ("did you do", "title"), ("did you attend", "title"), ("when did", "start"),
    ("when was", "start"), ("how long", "minutes"), ("how many hours", "minutes"),
    ("you change", "applied"), ("do differently", "applied"), ("you apply", "applied"),
    ("title", "title"), ("date", "start"), ("hours", "minutes"), ("duration", "minutes"),
    ("minutes", "minutes"), ("credits", "minutes"), ("points", "minutes"), ("activity", "title"),
    ("provider", "provider"), ("venue", "host_setting"), ("reflection", "learned"),
    ("learned", "learned"), ("learn", "learned"), ("impact", "impact_note"),
    ("evidence", "evidence"), ("type", "type"), ("category", "type"),
)  # fmt: skip
"""Words in a longer heading, and the field they stand for where no column has the very name.

Forms have questions for headings.
"""
_OTHER_DAYS = {
    "submitted", "signed", "approved", "created", "modified", "updated", "exported", "entered",
    "logged", "recorded", "booked", "paid", "due", "expiry", "expires", "renewal", "birth",
}  # fmt: skip
"""Words of headings whose day is not the one on which something took place."""
_PEOPLE = {"email", "email address", "e mail", "e mail address", "username", "ebost"}
_OF_PEOPLE = {"name", "enw"}
"""Beside somebody's address this is what they are called, and no activity."""

_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_DAY_IN_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(?:\d{4}|\d\d)(?!\d)")
"""A day whose first two numbers are day and month, in either order. A range has two of them."""

_UNITS = {
    "min": ("min", "mins", "minute", "minutes", "munud", "munudau"),
    "points": ("credit", "credits", "point", "points", "pts", "ceu", "ceus", "pwynt", "pwyntiau"),
    "h": ("h", "hr", "hrs", "hour", "hours", "awr", "oriau"),
    "d": ("day", "days", "diwrnod", "diwrnodau"),
}


_LOOKED_AT = 200
"""Values of a column that tell whether it is one of days."""
_BESIDE = {
    "minutes": "h",
    "mins": "h",
    "munudau": "h",
    "hours": "min",
    "hrs": "min",
    "oriau": "min",
}
"""A column of the other unit, which together with it makes one time."""


def heading(name: str) -> str:
    """Return the code of what we call a column in a file: a time says there that it is minutes."""
    return f"cpd.{'minutes' if name in named(FieldKind.MINUTES) else 'field'}.{name}"


def plain_head(head: str) -> str:
    """Return a heading as it is compared: `Hours (decimal):` and `hours` are one."""
    bare = _IN_BRACKETS.sub(" ", head)
    return " ".join(
        re.findall(r"[^\W_]+(?:[',][^\W_]*)?", (bare if bare.strip() else head).casefold())
    )


def bare_unit(head: str) -> str:
    """Return what a number without a unit counts by its heading: min, h, d, points; or nothing.

    `Hours and minutes` does not tell.
    """
    words = set(re.findall(r"\w+", head.casefold()))
    units = [unit for unit, names in _UNITS.items() if not words.isdisjoint(names)]
    return "" if {"min", "h"} <= {*units} else next(iter(units), "")


def guess_columns(
    table: Table, *, label: Label, sure: Mapping[int, str] | None = None
) -> tuple[str, ...]:
    """Say of each column which field it holds, "" for none. Each field is used once.

    `sure` are columns that somebody has decided about. A column of times holds no day, and one
    without a value holds nothing: timers have an empty `Task` beside the `Description`. Where no
    column has days, one is taken for them by its heading, so that its cells can be mended.
    """
    heads = [plain_head(each) for each in table.header]
    if not _PEOPLE.isdisjoint(heads):
        heads = ["" if head in _OF_PEOPLE else head for head in heads]
    taken_for = dict(sure or {})
    filled = {at for at in range(len(heads)) if _is_filled(table, at)}
    days = named(FieldKind.DAY)
    for can_hold in (cache(partial(_has_day, table)), cache(partial(_has_no_clock, table))):
        for name, wanted in _wanted(label):
            if name in taken_for.values():
                continue
            free = filled - {*taken_for}
            places = [at for at, head in enumerate(heads) if at in free and wanted(head)]
            fitting = [at for at in places if name not in days or can_hold(at)]
            if fitting:
                taken_for[fitting[0]] = name
    times = [at for at, name in taken_for.items() if name == "minutes"]
    unit = bare_unit(table.header[times[0]]) if len(times) == 1 else ""
    beside = [at for at in filled - {*taken_for} if unit and _BESIDE.get(heads[at]) == unit]
    taken_for |= dict.fromkeys(beside[:1], "minutes")
    return tuple(taken_for.get(at, "") for at in range(len(heads)))


def guess_month_first(table: Table, columns: Sequence[str]) -> bool | None:
    """Tell how days are written in numbers, or None where every one can be read both ways."""
    firsts = set()
    seconds = set()
    days = [at for at, name in enumerate(columns) if name in named(FieldKind.DAY)]
    for text in {cells[at] for at in days for _, cells in table.rows if at < len(cells)}:
        for first, _, second in _DAY_IN_NUMBERS.findall(text[:LONGEST_TEXT]):
            firsts.add(int(first))
            seconds.add(int(second))
    most = max(firsts, default=0)
    if most > 12 or not firsts:  # noqa: PLR2004 - months of a year
        return False
    return True if max(seconds) > 12 else None  # noqa: PLR2004


def fits(table: Table, at: int, field: str) -> bool:
    """Tell whether a column can hold a field by its cells: some day, some time, or any words."""
    cells = {cells[at] for _, cells in table.rows if at < len(cells) and cells[at].strip()}
    if field in named(FieldKind.DAY):
        return _has_day(table, at)
    if field in named(FieldKind.MINUTES):
        return any(map(_could_be_time, cells))
    return bool(cells)


def _has_day(table: Table, at: int) -> bool:
    """Tell whether one of the first values of a column can be read as a day, and none is a time."""
    values = (cells[at] for _, cells in table.rows if at < len(cells) and cells[at].strip())
    return any(map(is_day, {*islice(values, _LOOKED_AT)})) and _has_no_clock(table, at)


def _has_no_clock(table: Table, at: int) -> bool:
    """Tell that a column has no time of the clock: one that has is no column of days."""
    return not any(map(is_clock, {cells[at] for _, cells in table.rows if at < len(cells)}))


def _could_be_time(text: str) -> bool:
    return not is_day(text) and (any(map(str.isdigit, text)) or says_unit(text))


def _is_filled(table: Table, at: int) -> bool:
    """Tell whether a column has a value: in most columns one of the first rows does."""
    return any(at < len(cells) and cells[at].strip() for _, cells in table.rows)


def _wanted(label: Label) -> Iterator[tuple[str, Callable[[str], bool]]]:
    """Yield fields with a test of headings: our words, names of others, our codes, words in them.

    `Impact` is a text wherever it comes from: it is no more than our code for a choice.
    """
    for name in COLUMNS:
        for each in (label(heading(name)), label(f"cpd.field.{name}")):
            yield name, plain_head(each).__eq__
    for names in (_NAMES, {name: (name,) for name in COLUMNS}):
        for name in COLUMNS:
            for each in names.get(name, ()):
                yield name, plain_head(each).__eq__
    for word, name in _WORDS:
        others = _OTHER_DAYS if name in named(FieldKind.DAY) else set()
        yield name, partial(_has_words, word, others)


def _has_words(words: str, others: Collection[str], head: str) -> bool:
    is_other = any(word in others for word in head.split())
    return f" {words} " in f" {head} " and not is_other
