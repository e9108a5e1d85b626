"""The tables of the research file: which columns there are, and what each of them holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["TABLES", "Term"]


@dataclass(frozen=True)
class Term:
    """What a column holds."""

    label: str
    type: str
    values: str
    source: str


def _code(label: str, values: str = "see codebook.json", source: str = "participant") -> Term:
    return Term(label, "code", values, source)


def _month(label: str, source: str = "participant") -> Term:
    return Term(label, "month", "YYYY-MM", source)


def _made(label: str) -> Term:
    return Term(label, "code", "i and 12 hex digits", "made")


def _people(label: str, source: str = "ledger") -> Term:
    return Term(label, "number", "from 0", source)


_WHOSE = {
    "pseudonym": Term("Person, under a code of this study", "code", "32 hex digits", "made"),
    "round": _code("Round of reviews", source="author"),
}
_AREAS = Term(
    "Areas of the review's framework that it is about",
    "codes",
    "separated by spaces; see codebook.json",
    "participant",
)

TABLES: Mapping[str, Mapping[str, Term]] = {
    "reviews.csv": {
        **_WHOSE,
        "cohort": Term(
            "Cohort at sign-off, under a code of this study",
            "code",
            "c and 12 hex digits; other: in a cohort of fewer than 10, or in none",
            "made",
        ),
        "revision": Term("How many times it was signed off", "number", "from 1", "ledger"),
        "signed_off": _month("Month of sign-off", "ledger"),
        "framework": _code("Framework and version", source="author"),
        "sharing": _code("What was shared with the course team", source="author"),
    },
    "areas.csv": {
        **_WHOSE,
        "area": _code("Area", source="author"),
        "level": _code("Level chosen"),
        "level_ordinal": Term("Place of the level in its order", "number", "from 1", "author"),
        "target_level": _code("Where they want to be"),
        "then_level": _code("Looking back, where they were"),
    },
    "answers.csv": {
        **_WHOSE,
        "question": _code("Question that is marked for research", source="author"),
        "choice": _code("One answer that they chose"),
    },
    "cpd.csv": {
        **_WHOSE,
        "entry": _made("Entry of the CPD log, the same in every round"),
        "type": _code("Type of CPD"),
        "status": _code("Whether it has taken place"),
        "mode": _code("How it took place"),
        "minutes": Term("Time spent", "minutes", "from 1", "participant"),
        "month": _month("Month in which it began"),
        "areas": _AREAS,
        "impact": _code("Impact as they see it"),
    },
    "opportunities.csv": {
        **_WHOSE,
        "opportunity": _made("Opportunity, the same in every round"),
        "type": _code("Type of opportunity"),
        "areas": _AREAS,
        "wanted": _month("Month in which it was first wanted"),
        "offered": _month("Month in which it was first offered"),
        "agreed": _month("Month in which it was first agreed"),
        "taken_up": _month("Month in which it was first taken up"),
        "completed": _month("Month in which it was first completed"),
        "status": _code("Status at sign-off"),
        "reason": _code("Why it was not possible"),
    },
    "steps.csv": {
        **_WHOSE,
        "step": _made("Next step, the same in every round"),
        "area": _code("Area of the review's framework that it is about"),
        "owner": _code("Who does it"),
        "status": _code("Status at sign-off"),
        "planned": _month("Month in which it was written"),
        "due": _month("Month by which it should be done"),
        "done": _month("Month in which it was done"),
    },
    "denominators.csv": {
        "round": _WHOSE["round"],
        "enrolled": _people("People enrolled on the day the file was made", "platform"),
        "signed_off": _people("People who have signed this round off"),
        "agreed": _people("Of these, people who agree to research"),
    },
}
"""Columns by file, and what each holds. An empty cell is a missing value."""
