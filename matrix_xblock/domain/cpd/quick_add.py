"""One line of a CPD log: `NPQ webinar, 3 Nov, 2 hrs` is a title, a day and a time.

Titles are full of numbers. Only what stands apart, at an edge of the line or of one of its parts,
and says what it is, is taken out of the title; what may be meant is asked about and stays there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.dates import read_date
from matrix_xblock.domain.values.durations import (
    read_duration,
    says_unit,
    write_duration,
)
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.domain.values.words_of_time import (
    NUMBER,
    is_number,
    month_named,
    weekday_named,
)

__all__ = ["LONGEST_LINE", "QuickAdd", "read_quick_add"]

LONGEST_LINE = 400
"""A longer line is a title that is too long: nothing in it is read."""
_MOST_WORDS = 8
"""Words of the longest day or time: `from half past nine until quarter past three`."""

_CLOSE_COMMA = re.compile(r"(?<=\D),(?=\S)|(?<=\S),(?=[^\s\d])")
_CLOCK = r"\d{1,2}(?:[:.]\d\d)?"
_CLOCK_DASH = re.compile(
    rf"\b({_CLOCK} ?[ap]m|\d{{1,2}}[:.]\d\d|{_CLOCK}(?= [-\u2013] {_CLOCK} ?[ap]m\b))"
    r" [-\u2013] (?=\d)",
    re.IGNORECASE,
)
"""The dash of `9am - 4pm` sets nothing apart."""
_TIME_OF_DAY = re.compile(r"\d ?[ap]\.?m\b|\d:\d\d")
_APART = re.compile(r"(?P<word>.*?)(?P<end>[,;:]*)")
_SIGNS = frozenset({"-", "\u2013", "\u2014", "|", "/", "\u2022", "\u00b7", ",", ";", ":"})
_LABEL_WORDS = (
    "year years yr y ks key stage level grade class set module unit part session lesson chapter"
    " step block book week term phase day cohort group room no number round volume article paper"
    " section standard strand area blwyddyn cyfnod modiwl uned rhan sesiwn wythnos tymor gwers"
)
_LABELS = frozenset(_LABEL_WORDS.split())
"""A number behind one of them belongs to it: `Year 6`."""
_LINKS = (
    "a across an and are as at during each every for from in is of on or over per the to was with"
    " ac o yn"
)
_GOES_ON = frozenset(_LINKS.split())
"""Before one of them a day or a time is part of a sentence: `2 hours of coaching`."""
_ON = frozenset({"on", "ar"})
_NEAR = frozenset({"today", "tomorrow", "heddiw", "yfory"})
_YESTERDAY = re.compile(r"yesterday|ddoe|echdoe|(?:the )?day before yesterday|\w+ days? ago")
_TELLING = frozenset({"dated", "pair", "yesterday", "near", "weekday"})
_SHORTEST_WEEKDAY = len("sunday")
_PAIR = re.compile(r"(\d{1,2})/(\d{1,2})")
_THREE_NUMBERS = re.compile(r"\b\d{1,4}([/.-])\d{1,2}\1\d{1,4}\b")
_ONE_UNIT = re.compile(r"(?:hour|minute|day|awr|munud|diwrnod)$")
_NAMES_ONE = re.compile(r"(?:an?|one|un) [a-z]+")
_SAYS_NUMBER = re.compile(
    r"\d|\b(?:an?|half|quarter|hanner|chwarter|morning|afternoon)\b|" + NUMBER
)
_APART_UNIT = re.compile(r"\d [dm]$")
_SPAN = re.compile(r"(\d{1,2})([.:]\d\d)? ?[-\u2013] ?(\d{1,2})([.:]\d\d)?")
_LONG_NUMBER = re.compile(r"\d{4,}")
"""A year, or what something is called."""
_GRADES = "9-1"
"""Of GCSEs, far more often than four hours."""
_JOINED_END = re.compile(r"[a-z]\W*$|\d{4}$")


@wordless
@dataclass(frozen=True)
class QuickAdd:
    """What a line was read as. `asked` has one problem at most for `start` and for `minutes`.

    `taken` are the pieces of the line that are not in the title, as they were typed.
    """

    title: str
    start: date | None = None
    minutes: int = 0
    asked: tuple[Problem, ...] = ()
    taken: tuple[str, ...] = ()


@wordless
@dataclass(frozen=True)
class _Word:
    """A word of the line, and the sign behind it that sets it apart from the next one."""

    text: str
    end: str = ""

    @property
    def plain(self) -> str:
        return self.text.strip("()[].,;:!?'\"").casefold()

    @property
    def closes(self) -> bool:
        return bool(self.end) or self.text.endswith((")", "]"))


@wordless
@dataclass(frozen=True)
class _Piece:
    """Some words that may be a day or a time, and where they stand."""

    words: tuple[_Word, ...]
    at: int
    before: str
    after: str
    is_start: bool
    is_end: bool

    @property
    def typed(self) -> str:
        return _written(self.words)

    @property
    def text(self) -> str:
        """The words as the readers take them, without a bracket or a sign around them."""
        return self.typed.strip("()[] ,;:").casefold()

    @property
    def is_whole(self) -> bool:
        return self.is_start and self.is_end

    @property
    def is_on(self) -> bool:
        return len(self.words) > 1 and self.words[0].plain in _ON

    @property
    def stands_apart(self) -> bool:
        return self.is_start or self.is_end

    @property
    def belongs_before(self) -> bool:
        return not self.is_start and self.before in _LABELS and self.text[:1].isdigit()

    @property
    def goes_on(self) -> bool:
        return not self.is_end and self.after in _GOES_ON


@wordless
@dataclass(frozen=True)
class _Found:
    """A piece that was read (`choices` is empty), or that is to be asked about."""

    piece: _Piece
    value: date | int | None
    choices: tuple[str, ...] = ()
    code: str = ""

    @property
    def rank(self) -> tuple[bool, int]:
        return self.piece.is_whole, len(self.piece.words)


_Reader = Callable[[_Piece], _Found | None]


def read_quick_add(line: str, *, today: date, day_minutes: int = 360) -> QuickAdd:
    """Read a line. What cannot be read stays in the title."""
    shown = " ".join(line.split())
    if len(shown) > LONGEST_LINE:
        return QuickAdd(shown)
    words = _words(line)
    readers: dict[str, _Reader] = {
        "start": lambda piece: _day(piece, today),
        "minutes": lambda piece: _time(piece, day_minutes),
    }
    read: dict[str, _Found] = {}
    # Twice, because a day may stand at the edge only once the time behind it is taken.
    for field in ("start", "minutes", "start"):
        if field not in read and (reading := _best(words, readers[field])):
            read[field] = reading
            words = _left(words, reading.piece)
    asked = [_question(words, field, readers[field]) for field in readers if field not in read]
    start = read.get("start")
    minutes = read.get("minutes")
    return QuickAdd(
        title=_written(words),
        start=start.value if start and isinstance(start.value, date) else None,
        minutes=minutes.value if minutes and isinstance(minutes.value, int) else 0,
        asked=tuple(problem for problem in asked if problem),
        taken=tuple(reading.piece.typed for reading in read.values()),
    )


def _words(line: str) -> tuple[_Word, ...]:
    """Split into words. A new line or a tab, as between pasted cells, sets apart like a comma."""
    line = _CLOCK_DASH.sub(r"\1-", line)
    cells = [_CLOSE_COMMA.sub(", ", cell).split() for cell in re.split(r"[\t\n\r]+", line)]
    words: list[_Word] = []
    for cell in cells:
        if words and not words[-1].end and cell:
            words[-1] = _Word(words[-1].text, ",")
        for each in cell:
            _append(words, each)
    return tuple(words)


def _append(words: list[_Word], typed: str) -> None:
    if typed in _SIGNS and words:
        before = words[-1]
        words[-1] = _Word(before.text, before.end + " " + typed)
        return
    match = _APART.fullmatch(typed)
    word, end = (match["word"], match["end"]) if match else (typed, "")
    words.append(_Word(word, end))


def _written(words: Sequence[_Word]) -> str:
    """Write words as they were typed, without what set the last one apart."""
    last = words[-1].end if words else ""
    return " ".join(word.text + word.end for word in words).removesuffix(last)


def _pieces(words: Sequence[_Word]) -> Iterator[_Piece]:
    """Yield every run of words that touches an edge, or may be a day where it stands."""
    for start in range(len(words)):
        is_start = not start or words[start - 1].closes or words[start].text[:1] in "(["
        is_dated = words[start].text[:1].isdigit() or _names_day(words[start].plain)
        for stop in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1):
            is_end = stop == len(words) or words[stop - 1].closes
            if is_start or is_end or words[start].plain in _ON or is_dated:
                run = tuple(words[start:stop])
                before = words[start - 1].plain if start else ""
                after = words[stop].plain if stop < len(words) else ""
                piece = _Piece(run, start, before, after, is_start, is_end)
                if _may_be_said(piece):
                    yield piece


def _names_day(word: str) -> bool:
    return bool(month_named(word)) or weekday_named(word) is not None


def _may_be_said(piece: _Piece) -> bool:
    """Tell whether it is worth reading: a sign between two words is part of few days and times."""
    signs = "".join(word.end for word in piece.words[:-1])
    if ";" in signs or "|" in signs or ":" in signs:
        return False
    if signs and not (piece.is_whole and _JOINED_END.search(piece.text)):
        return bool(_SPAN.fullmatch(piece.text)) and piece.is_whole
    return True


def _best(words: Sequence[_Word], reader: _Reader) -> _Found | None:
    """Return what is surely read, whole parts of the line first; nothing where two say another.

    It is not sure inside of what has to be asked about: `1 May to 3 May`.
    """
    every = [each for each in map(reader, _pieces(words)) if each]
    sure = [each for each in every if not each.choices]
    best = max(sure, key=lambda each: each.rank, default=None)
    if best is None or any(each.choices and _holds(each, best) for each in every):
        return None
    rivals = {each.value for each in sure if each.piece.is_whole and _is_apart(each, best)}
    return None if best.piece.is_whole and rivals - {best.value} else best


def _holds(one: _Found, other: _Found) -> bool:
    """Tell whether a piece has all words of another one, and more."""
    first, second = one.piece, other.piece
    is_around = first.at <= second.at
    is_after = first.at + len(first.words) >= second.at + len(second.words)
    return is_around and is_after and len(first.words) > len(second.words)


def _is_apart(one: _Found, other: _Found) -> bool:
    """Tell whether two pieces have no word in common."""
    first, second = sorted((one.piece, other.piece), key=lambda each: each.at)
    return first.at + len(first.words) <= second.at


def _question(words: Sequence[_Word], field: str, reader: _Reader) -> Problem | None:
    """Return what to ask about: what may be meant, or all that is said where two things are."""
    readings = [each for each in map(reader, _pieces(words)) if each]
    sure = [_choice(each.value) for each in readings if not each.choices and each.piece.is_whole]
    if sure:
        code = "date_asked" if field == "start" else "duration_asked"
        return Problem(field, code, choices=tuple(dict.fromkeys(sure)))
    best = max(
        (each for each in readings if each.choices), key=lambda each: each.rank, default=None
    )
    return Problem(field, best.code, choices=best.choices) if best else None


def _choice(value: date | int | None) -> str:
    return value.isoformat() if isinstance(value, date) else write_duration(value or 0)


def _left(words: Sequence[_Word], piece: _Piece) -> tuple[_Word, ...]:
    """Take a piece out. Its comma, and a bracket that it has half of, go to its neighbours."""
    head = list(words[: piece.at])
    tail = list(words[piece.at + len(piece.words) :])
    open_brackets = piece.typed.count("(") - piece.typed.count(")")
    if head and not piece.is_start:
        head[-1] = _Word(head[-1].text, piece.words[-1].end)
    if head and open_brackets < 0:
        head[-1] = _Word(head[-1].text + ")", head[-1].end)
    if tail and open_brackets > 0:
        tail[0] = _Word("(" + tail[0].text, tail[0].end)
    return (*head, *tail)


def _day(piece: _Piece, today: date) -> _Found | None:
    kind = _kind(piece.text)
    if not _may_be_day(piece, kind):
        return None
    try:
        day = read_date(piece.text, field="start", today=today)
    except Invalid as refused:
        return _asked(piece, refused.problems[0])
    if day is None:
        return None
    is_dated = kind == "dated" and piece.stands_apart
    is_sure = is_dated or piece.is_on or (piece.is_whole and kind != "unclear")
    if (is_sure or kind == "yesterday") and not piece.belongs_before:
        return _Found(piece, day)
    return _Found(piece, day, (day.isoformat(),), "date_asked")


def _may_be_day(piece: _Piece, kind: str | None) -> bool:
    """Tell whether a piece is worth reading as a day, from where it stands and of which kind."""
    if kind is None or piece.goes_on or _TIME_OF_DAY.search(piece.text):
        return False
    if not (piece.stands_apart or piece.is_on):
        return kind == "dated" and not piece.belongs_before
    return piece.is_whole or piece.is_on or kind in _TELLING


def _kind(text: str) -> str | None:
    """Tell what makes a text a day, and so how likely it is one that stands in a title."""
    words = re.findall("[a-z]+", text)
    has_number = any(map(str.isdigit, text)) or any(map(is_number, words))
    if (has_number and any(map(month_named, words))) or _THREE_NUMBERS.search(text):
        return "dated"
    if pair := _PAIR.fullmatch(text):
        # The third of four parts is written like the third of April.
        return "pair" if int(pair[1]) > int(pair[2]) else "unclear"
    if _YESTERDAY.fullmatch(text):
        return "yesterday"
    if any(weekday_named(word) is not None for word in words):
        return "weekday" if max(map(len, words)) >= _SHORTEST_WEEKDAY else "word"
    if text in _NEAR:
        return "near"
    return "word" if words else None


def _time(piece: _Piece, day_minutes: int) -> _Found | None:
    text = piece.text
    is_said = says_unit(text) and not _APART_UNIT.search(text) and bool(_SAYS_NUMBER.search(text))
    is_number = piece.is_whole and not _LONG_NUMBER.fullmatch(text)
    if not piece.stands_apart or not (is_said or is_number):
        return None
    if piece.words[-1].plain in _GOES_ON or (_NAMES_ONE.fullmatch(text) and not piece.is_whole):
        return None
    try:
        minutes = read_duration(text, field="minutes", day_minutes=day_minutes)
    except Invalid as refused:
        return _asked(piece, refused.problems[0])
    is_sure = is_said and not (piece.belongs_before or piece.goes_on or _is_kind(piece))
    if minutes and (is_sure or (piece.is_whole and _is_by_clock(text))):
        return _Found(piece, minutes)
    return _Found(piece, minutes, (write_duration(minutes),), "duration_asked") if minutes else None


def _is_kind(piece: _Piece) -> bool:
    """Tell whether a time rather says what kind of thing it was: `90 minute webinar`."""
    return not piece.is_end and bool(_ONE_UNIT.search(piece.text))


def _is_by_clock(text: str) -> bool:
    """Tell whether two numbers are times of the clock: `9-3`. `11-16` is how old pupils are."""
    span = _SPAN.fullmatch(text)
    if span is None or text == _GRADES:
        return False
    return bool(span[2] or span[4]) or int(span[1]) > int(span[3])


def _asked(piece: _Piece, problem: Problem) -> _Found | None:
    return _Found(piece, None, problem.choices, problem.code) if problem.choices else None
