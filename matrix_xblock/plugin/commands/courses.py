"""Which courses a command is about, and the reviews that are placed in them."""

from __future__ import annotations

from argparse import ArgumentParser, _ArgumentGroup
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.management.base import CommandError

from matrix_xblock.domain.errors import MatrixError, Misconfigured, Problem
from matrix_xblock.host import wording
from matrix_xblock.host.operator_host import SiteOperator
from matrix_xblock.host.placed_blocks import placed_blocks
from matrix_xblock.host.stored_blocks import courses_of

__all__ = [
    "add_courses",
    "add_courses_to",
    "courses_asked_for",
    "courses_of_organisations",
    "in_sentences",
    "operator_in",
    "operators_in",
]


def add_courses(parser: ArgumentParser) -> None:
    """Ask for courses."""
    add_courses_to(parser.add_mutually_exclusive_group(required=True))


def add_courses_to(which: _ArgumentGroup) -> None:
    """Ask for courses, or for all of an organisation, beside what else is in a group."""
    which.add_argument("--course", action="append", help="the id of a course; can be repeated")
    which.add_argument(
        "--org", action="append", help="all courses of an organisation; can be repeated"
    )


def courses_asked_for(options: Mapping[str, Any]) -> Sequence[str]:
    """Return the ids of the courses: of an organisation those in which anything is stored."""
    return tuple(dict.fromkeys(options["course"] or courses_of_organisations(options["org"])))


def courses_of_organisations(orgs: Sequence[str]) -> Sequence[str]:
    """Return the ids of the courses of some organisations. Refuses one that has none.

    It may be misspelt: then an empty file would say that nobody has done anything.
    """
    courses = courses_of(orgs)
    there = {blocks[0].org for blocks in courses.values()}
    without = [each for each in orgs if each not in there]
    if without:
        names = ", ".join(without)
        raise CommandError(f"There is no review with records in the courses of {names}.")
    return tuple(courses)


def operators_in(course: str) -> Mapping[str, SiteOperator]:
    """Return an operator for each review that is placed in a course, by its usage key."""
    return {str(each.scope_ids.usage_id): SiteOperator(each) for each in placed_blocks(course)}


def operator_in(course: str, usage: str | None) -> SiteOperator:
    """Return an operator in the one review of a course, or in that one which is named."""
    operators = operators_in(course)
    if not operators:
        raise CommandError(f"There is no review in {course}.")
    if usage is None and len(operators) > 1:
        there = ", ".join(operators)
        raise CommandError(f"There are {len(operators)} reviews in {course}: add --block {there}.")
    operator = operators.get(usage) if usage else next(iter(operators.values()))
    if operator is None:
        raise CommandError(f"There is no review {usage} in {course}.")
    return operator


def in_sentences(refused: MatrixError | Iterable[Problem]) -> str:
    """Say what is wrong, where it is something that authors have set with its path."""
    problems = refused.problems if isinstance(refused, MatrixError) else tuple(refused)
    if isinstance(refused, Misconfigured):
        return " ".join(f"{each.field}: {wording.words(each)}" for each in problems)
    every = problems or (Problem("", getattr(refused, "code", "")),)
    return " ".join(wording.words(each) for each in every)
