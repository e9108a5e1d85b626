"""The few template filters that Django does not have."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

from django import template

from matrix_xblock.domain.errors import Problem
from matrix_xblock.host.wording import words as sentence

__all__ = ["register"]

register = template.Library()


@register.filter
def words(problem: Problem) -> str:
    """Say a problem in the reader's language."""
    return sentence(problem)


@register.filter
def owner(participant_id: str, block_id: str) -> str:
    """Name a person in this browser's own storage without giving their id away."""
    return hashlib.sha256(f"{block_id}:{participant_id}".encode()).hexdigest()[:16]


@register.filter
def with_round(address: str, round_id: str) -> str:
    """Add the round to a handler's address, which may have a query of the host's own already."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'round': round_id})}"
