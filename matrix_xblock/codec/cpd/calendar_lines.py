"""The lines of a calendar file that are wanted: what is about other people goes before it is read.

What is left is small and flat, so that no file makes the reader of calendars work for long.
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["MOST_EVENTS", "WantedLines", "text_of_calendar", "wanted_lines"]

MOST_EVENTS = 3000
_MOST_ZONES = 50
_LONGEST_LINE = 20_000
"""Characters of a property; the rest of a longer one is passed over."""
_MOST_LINES = 40
"""Lines of one event that are wanted: a few dates, a rule, and what was moved.

Lists of days are counted by their days: some programs write a line for each that was taken out.
"""
_MOST_LISTED = 20_000
"""Days in the lists of a whole file, each of which costs time to read."""
_NOT_WORKED_OUT = "RRULE:FREQ=SECONDLY"
"""Says of a series with too many days in its lists that only its first day is read."""

_NAME = re.compile(r"([A-Za-z0-9-]+)[;:]")
_OF_EVENT = {
    "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE",
    "EXDATE", "RECURRENCE-ID", "STATUS", "SEQUENCE",
}  # fmt: skip
_OF_ZONE = {"TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE"}
_RULE_OF_ZONE = re.compile(
    r"RRULE:(?=[^:]*\bFREQ=YEARLY\b)"
    r"(?:(?:FREQ=YEARLY|INTERVAL=1|WKST=[A-Z]{2}|BYMONTH=[0-9]{1,2}|BYDAY=-?[0-9]?[A-Z]{2}"
    r"|BYMONTHDAY=[0-9,]{1,30}|UNTIL=[0-9TZ]{8,16});?)+",
    re.IGNORECASE,
)
"""The only rule that zones have; others could be worked out for hours."""
_LISTS = {"EXDATE", "RDATE"}
_DEPTH = len(("VCALENDAR", "VEVENT"))
_RULES = {"STANDARD", "DAYLIGHT"}
_DATE = re.compile(r"DTSTART[^:]*:\s*([0-9]{8})", re.IGNORECASE)
_QUOTED = re.compile(
    r"(?P<name>[A-Z-]+)(?=;)[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE(?:;[^:]*)?:(?P<value>.*)",
    re.IGNORECASE | re.DOTALL,
)
_FOLD = re.compile(rb"(?<!=)(?<!=\r)(?:\r\n|\n)[ \t]")
"""Behind `=` a line of vCalendar 1.0 goes on with a space of its own."""
_BREAKS = re.compile(r"\r\n|\r|\n")


@wordless
@dataclass(frozen=True)
class WantedLines:
    """The zones and the events of a calendar file, and what of the whole is not among them.

    `count` is how many events the file has, `others` its tasks and journals; `is_cancelled`: the
    file takes all of its events back.
    """

    zones: str
    events: str
    count: int
    others: int
    is_cancelled: bool


def text_of_calendar(content: bytes) -> str:
    """Decode a file. Lines may be folded within a letter, and some programs write Windows' letters.

    What is wrong in one line spoils no other one.
    """
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    whole = _FOLD.sub(b"", content)
    try:
        return whole.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "\n".join(map(_decoded, whole.removeprefix(BOM_UTF8).split(b"\n")))


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def wanted_lines(text: str) -> WantedLines:
    """Pick out zones, and the latest `MOST_EVENTS` events. It takes as long as the text is."""
    picking = _Picking()
    for line in _unfolded(text):
        picking.take(line)
    latest = sorted(picking.blocks["VEVENT"], key=_day, reverse=True)[:MOST_EVENTS]
    zones = picking.blocks["VTIMEZONE"][:_MOST_ZONES]
    budget = _MOST_LISTED
    events = []
    for block in latest:
        lines, listed = _affordable(block, budget)
        budget -= listed
        events.append(_part("VEVENT", lines))
    return WantedLines(
        "".join(_part("VTIMEZONE", each) for each in zones),
        "".join(events),
        len(picking.blocks["VEVENT"]),
        len(picking.blocks["VTODO"]) + len(picking.blocks["VJOURNAL"]),
        picking.is_cancelled,
    )


class _Picking:
    """A calendar as far as its lines were looked at."""

    def __init__(self) -> None:
        self.blocks: dict[str, list[list[str]]] = defaultdict(list)
        self.path: list[str] = []
        self.is_cancelled = False

    def take(self, line: str) -> None:
        """Keep a line where it is wanted. What was left open ends with what it is in."""
        name = _name(line)
        value = line.partition(":")[2].strip().upper()
        if name == "BEGIN":
            self.path.append(value)
            if len(self.path) == _DEPTH:
                self.blocks[value].append([])
            elif self._is_rule_of_zone():
                self._add(line)
        elif name == "END":
            if self._is_rule_of_zone():
                self._add(line)
            while self.path and self.path.pop() != value:
                pass
        elif name == "METHOD" and len(self.path) == 1:
            self.is_cancelled |= value == "CANCEL"
        elif self._is_wanted(name, line):
            # A date that is cut in two is none.
            self._add(line if name in _LISTS else line[:_LONGEST_LINE])

    def _add(self, line: str) -> None:
        self.blocks[self.path[1]][-1].append(line)

    def _is_rule_of_zone(self) -> bool:
        is_within = len(self.path) == _DEPTH + 1 and self.path[1] == "VTIMEZONE"
        return is_within and self.path[-1] in _RULES

    def _is_wanted(self, name: str, line: str) -> bool:
        within = self.path[1] if len(self.path) == _DEPTH else ""
        if within == "VEVENT":
            return name in _OF_EVENT  # deeper in an event there are alarms
        if within != "VTIMEZONE" and not self._is_rule_of_zone():
            return False
        is_odd = name == "RRULE" and not _RULE_OF_ZONE.fullmatch(line.strip())
        return name in _OF_ZONE and not is_odd


def _unfolded(text: str) -> Iterator[str]:
    """Yield whole lines: one that is folded goes on after a space or a tab.

    One of vCalendar 1.0 goes on after a sign at its end.
    """
    pieces: list[str] = []
    for line in _BREAKS.split(text):
        if pieces and pieces[-1].endswith("=") and _QUOTED.match(pieces[0]):
            pieces[-1] = pieces[-1][:-1]
            pieces.append(line)
        elif line[:1] in {" ", "\t"}:
            pieces.append(line[1:])
        else:
            yield _unquoted("".join(pieces))
            pieces = [line]
    yield _unquoted("".join(pieces))


def _unquoted(line: str) -> str:
    """Write a text of vCalendar 1.0 as those of iCalendar: `Caf=C3=A9` is `Café`."""
    if (quoted := _QUOTED.match(line)) is None:
        return line
    # vCalendar escapes a semicolon, and nothing else.
    words = _decoded(a2b_qp(quoted["value"][:_LONGEST_LINE].encode())).replace("\\;", ";")
    lines = [each.replace("\\", "\\\\") for each in words.splitlines()]
    return f"{quoted['name']}:" + "\\n".join(lines).replace(";", "\\;").replace(",", "\\,")


def _affordable(block: list[str], budget: int) -> tuple[list[str], int]:
    """Return the lines of an event, and how many days its lists have: none where they are many."""
    lists = [line for line in block if _name(line) in _LISTS]
    lines = [line for line in block if _name(line) not in _LISTS][:_MOST_LINES]
    listed = sum(line.count(",") + 1 for line in lists)
    if listed <= budget:
        return [*lines, *lists], listed
    return [*(line for line in lines if _name(line) != "RRULE"), _NOT_WORKED_OUT], 0


def _name(line: str) -> str:
    named = _NAME.match(line)
    return named[1].upper() if named else ""


def _day(block: list[str]) -> str:
    matches = map(_DATE.match, block)
    return max((match[1] for match in matches if match), default="")


def _part(name: str, lines: list[str]) -> str:
    return "\r\n".join((f"BEGIN:{name}", *lines, f"END:{name}", ""))
