"""The trail of a record: who opened it and when, and what the participant has consented to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

__all__ = ["RESEARCH_TEXT", "Access", "Consent", "latest"]

RESEARCH_TEXT = "1"
"""The version of what the page says about research. A new text needs a new consent."""


@dataclass(frozen=True)
class Access:
    """Somebody of the course staff opened or exported what was signed off.

    `who` is the name that they have on the site, `round_id` empty where it was all rounds.
    """

    who: str
    what: str
    round_id: str
    at: datetime


@dataclass(frozen=True)
class Consent:
    """Consent to research, given or withdrawn, and the version of the text that was on the page."""

    is_given: bool
    text: str
    at: datetime


def latest(consents: Iterable[Consent]) -> Consent | None:
    """Return the last of consents in the order of the ledger, or None where nobody was asked."""
    told = tuple(consents)
    return told[-1] if told else None
