"""The trail of a record: who opened it and when, and what the participant has consented to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["RESEARCH_TEXT", "Access", "Consent", "is_noted", "latest", "mark_of"]

RESEARCH_TEXT = "2"
"""The version of what the page says about research. A new text needs a new consent."""

SAME_VISIT = timedelta(minutes=15)
"""Opening the same review again so soon is the same visit, and one line of the trail."""


def mark_of(participant: str) -> str:
    """Return what stands for somebody in a line about several: short, since there may be many."""
    return hashlib.sha256(participant.encode(errors="surrogatepass")).hexdigest()[:16]


@wordless
@dataclass(frozen=True)
class Access:
    """Somebody of the course staff opened or exported what was signed off.

    `who` is the name that they have on the site, `round_id` empty where it was all rounds.
    `who_id` is their anonymous id: two people may have one name. Old rows have none. `among` are
    marks of those whom a file of some people is about, empty for one of everybody.
    """

    who: str
    act: str
    round_id: str
    at: datetime
    who_id: str = ""
    among: tuple[str, ...] = ()

    def is_about(self, participant: str) -> bool:
        """Tell whether it is about somebody, of all who have signed off."""
        return not self.among or mark_of(participant) in self.among


@wordless
@dataclass(frozen=True)
class Consent:
    """Consent to research, given or withdrawn, and the version of the text that was on the page."""

    is_given: bool
    text: str
    at: datetime


def is_noted(accesses: Iterable[Access], opening: Access) -> bool:
    """Tell whether an opening belongs to a visit of the same person that is in the trail already.

    Who it was is told by the id alone: a row without one says nothing about whose visit it was.
    """
    return any(
        (each.who_id, each.act, each.round_id) == (opening.who_id, opening.act, opening.round_id)
        and opening.at - each.at < SAME_VISIT
        for each in accesses
    )


def latest(consents: Iterable[Consent]) -> Consent | None:
    """Return the last of consents in the order of the ledger, or None where nobody was asked."""
    in_order = tuple(consents)
    return in_order[-1] if in_order else None
