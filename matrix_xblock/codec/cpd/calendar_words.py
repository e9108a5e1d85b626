"""The words of an event that are its owner's: no links, no addresses, no way into a meeting."""

from __future__ import annotations

import re

from matrix_xblock.domain.values.plain_text import plain
from matrix_xblock.domain.values.prose import clean, without_hidden

__all__ = ["line_of_event", "place_of_event", "text_of_event"]

_LINK = re.compile(r"<?(?:https?://|www\.|tel:|mailto:|sip:)\S+", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")
_WAY_IN = re.compile(
    r"\b(?:(?:meeting|webinar|conference) id|phone conference|pass ?code|password|access code|"
    r"pin ?:|join (?:(?:the|on|zoom|microsoft|google|your) ){0,3}"
    r"(?:meeting|computer|now|by|webinar|teams|video)|dial[- ]?in|or dial|one tap mobile|"
    r"find (?:a|your) local number|joining info|learn more about meet|meeting options|"
    r"microsoft teams (?:meeting|need help)|"
    r"(?:organi[sz]er|organi[sz]ed by|attendees?|invitees?|guests?) ?:|is inviting you to|"
    r"more phone numbers|"
    r"cyfrinair|cod (?:pas|mynediad)|ymuno â'r cyfarfod|trefn(?:ydd|wyd gan) ?:|"
    r"mot de passe|code (?:secret|d['’]acc[eè]s)|organis(?:é|ateur|ée)(?: par)? ?:|"
    r"kenncode|kennwort|passwort|zugangscode|organisator|veranstalter ?:|"
    r"contraseña|código de acceso|hasło|kod dostępu|wachtwoord|toegangscode|"
    r"id(?: \w+){0,4} ?: ?[0-9][0-9 ]{7,})",
    re.IGNORECASE,
)
"""What stands in lines by which people get into a meeting, or that name them."""
_PHONE = re.compile(r"\+\d[\d ()-]{7,}|^[(\d][\d ()#,*-]{8,}$")
_BLOCK = re.compile(r"[_~*\-=:.\s⎯]{3,}")
"""A line by which Teams, Meet and Zoom part what they add from what was written."""
_ADDED = re.compile(r"(?=.*[_~⎯])[_~\-:\s⎯]{20,}")
"""Such a line that no person writes: what stands between two of them is the program's."""
_PROGRAM = re.compile(r"\b(?:zoom|microsoft teams|google meet|webex)\b", re.IGNORECASE)
_ONLINE_ROOM = re.compile(
    r"(?:microsoft )?teams(?: meeting)?|microsoft teams.*|zoom(?: meeting)?|google meet|online",
    re.IGNORECASE,
)


def line_of_event(markup: str) -> str:
    """Return a title or a place in one line, without links."""
    words = " ".join(without_hidden(clean(plain(markup))).split())
    return " ".join(_ADDRESS.sub(" ", _LINK.sub(" ", words)).split()).strip(" ;,|-<>")


def place_of_event(markup: str) -> str:
    """Return where an event was; the name of a meeting's program is no place."""
    words = line_of_event(markup)
    return "" if _ONLINE_ROOM.fullmatch(words) else words


def text_of_event(markup: str) -> str:
    """Return what somebody wrote about an event, line by line."""
    lines = [
        line.strip() for line in without_hidden(clean(plain(markup))).split("\n") if line.strip()
    ]
    lines = _without_added(lines)
    is_online = any(map(_WAY_IN.search, lines))
    return "\n".join(
        line
        for line in lines
        if not _is_no_ones(line) and not (is_online and _PROGRAM.search(line))
    )


def _without_added(lines: list[str]) -> list[str]:
    """Leave out what a program has added, in whatever language, where it has a way in."""
    parts = [at for at, line in enumerate(lines) if _ADDED.fullmatch(line)]
    if not parts:
        return lines
    end = parts[-1] if len(parts) > 1 else len(lines)
    is_added = any(map(_is_way_in, lines[parts[0] : end]))
    return lines[: parts[0]] + lines[end:] if is_added else lines


def _is_way_in(line: str) -> bool:
    return any(each.search(line) for each in (_LINK, _WAY_IN, _PHONE))


def _is_no_ones(line: str) -> bool:
    patterns = (_LINK, _ADDRESS, _WAY_IN, _PHONE)
    return any(each.search(line) for each in patterns) or bool(_BLOCK.fullmatch(line))
