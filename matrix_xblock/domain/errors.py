"""Refusals: a small family with stable codes; the words belong to the page."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = [
    "Busy",
    "Incomplete",
    "Invalid",
    "Locked",
    "MatrixError",
    "Misconfigured",
    "NotAllowed",
    "Problem",
    "Stale",
    "TooLarge",
    "Unavailable",
    "Unknown",
    "Unreadable",
    "UnsupportedBody",
    "WrongMethod",
]


@dataclass(frozen=True)
class Problem:
    """What is wrong and where.

    `field` is the name of a form field or a path into authored content (`areas[2].name`);
    `code` is stable; `values` fill the words and never hold what a participant wrote.
    `choices` are what the field could mean where that has to be asked: each one, put in its place,
    is read. They come from what was typed, so they are not printed.
    """

    field: str
    code: str
    values: Mapping[str, str | int] = dataclasses.field(default_factory=dict)
    choices: tuple[str, ...] = dataclasses.field(default=(), repr=False)


class MatrixError(Exception):
    """A refusal. Its text is the code: participant text cannot reach a log through it."""

    code = "error"

    def __init__(self, *problems: Problem) -> None:
        super().__init__(self.code, *(f"{p.field}:{p.code}" for p in problems))
        self.problems = problems


class Invalid(MatrixError):
    """The input breaks a rule; every problem found is named."""

    code = "invalid"


class Incomplete(Invalid):
    """Something has to be answered first."""

    code = "incomplete"


class Busy(MatrixError):
    """Another change of the same person is being saved: this one can be tried again."""

    code = "busy"


class Locked(MatrixError):
    """The round is not open or the review is signed off."""

    code = "locked"


class Stale(MatrixError):
    """Somebody, often the same person in another tab, saved first."""

    code = "stale"


class Misconfigured(MatrixError):
    """What is authored breaks a rule: only the course team can mend it."""

    code = "misconfigured"


class NotAllowed(MatrixError):
    """Another audience may do that, not this one."""

    code = "not_allowed"


class Unknown(MatrixError):
    """No such area, level, round, revision or person here."""

    code = "unknown"


class TooLarge(MatrixError):
    """The request is larger than anything a form of ours can hold."""

    code = "too_large"


class Unavailable(MatrixError):
    """The host lacks what the action needs, for example a ledger in a preview."""

    code = "unavailable"


class Unreadable(MatrixError):
    """Stored state was written by a newer version, or is not ours: it is left untouched."""

    code = "unreadable"


class UnsupportedBody(MatrixError):
    """The body is of a kind that the platform would log, as a form is: nothing of it is read."""

    code = "unsupported_body"


class WrongMethod(MatrixError):
    """The handler does not answer to that HTTP method."""

    code = "wrong_method"
