"""`research`: the research file of a study, of a course or of all courses of an organisation."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.management.base import CommandError

from matrix_xblock.domain.errors import MatrixError, Unknown
from matrix_xblock.host.operator_host import SiteOperator
from matrix_xblock.operator.whole_files import write_whole
from matrix_xblock.plugin.commands.console import LOOK_AT_IT, Console, require_lms
from matrix_xblock.plugin.commands.courses import (
    add_courses,
    courses_asked_for,
    in_sentences,
    operators_in,
)
from matrix_xblock.staff import exports

__all__ = ["HELP", "add_arguments", "run"]

_THERE = {"written", "already_there"}
_TOO_FEW = {"too_few_agree"}

HELP = "Write the research file of a study for each review of courses, as course staff get it."


def add_arguments(parser: ArgumentParser) -> None:
    """Ask for a study, courses and a folder."""
    add_courses(parser)
    parser.add_argument("--study", required=True, help="the id of a study in research_studies")
    parser.add_argument(
        "--to", required=True, help="a folder; a file that is there already is left as it is"
    )


def run(console: Console, options: Mapping[str, Any]) -> None:
    """Write a file for each review. Stopped, it goes on where it is run again."""
    require_lms()
    study, folder = options["study"], Path(options["to"])
    if not folder.is_dir():
        raise CommandError(f"There is no folder {folder}.")
    reviews = []
    for course in courses_asked_for(options):
        console.say(course)
        for usage, operator in operators_in(course).items():
            path = folder / _name(study, course, usage)
            outcome, reason = _written(operator, study, path)
            console.say(f"{usage}: {outcome}")
            reviews.append(
                {
                    "course": course,
                    "block": usage,
                    "outcome": outcome,
                    "file": str(path) if outcome in _THERE else None,
                    "reason": reason,
                }
            )
    lines = [_line(each) for each in reviews] or ["There is no review in these courses."]
    console.result({"study": study, "reviews": reviews}, lines)
    broken = sum(each["outcome"] == "refused" for each in reviews)
    if broken or not reviews:
        problem = f"Reviews without a file that have a problem: {broken}."
        message = problem if reviews else "Nothing was written."
        raise CommandError(message, returncode=LOOK_AT_IT)


def _written(operator: SiteOperator, study: str, path: Path) -> tuple[str, str]:
    """Write one file. Return what has become of it, and why there is none."""
    if path.exists():
        return "already_there", ""
    try:
        write_whole(path, exports.research(operator, {"study": [study]}).parts)
    except Unknown as refused:
        raise CommandError(in_sentences(refused)) from None
    except MatrixError as refused:
        codes = {each.code for each in refused.problems}
        return "too_few" if codes == _TOO_FEW else "refused", in_sentences(refused)
    except OSError as error:
        message = f"{path} could not be written: {error.strerror}. Run it again to go on."
        raise CommandError(message) from None
    return "written", ""


def _name(study: str, course: str, usage: str) -> str:
    """Return a name for a file that no other review has, without what a file system refuses."""
    place = f"{course.removeprefix('course-v1:').replace('/', '+')}@{usage.rpartition('@')[2]}"
    safe = re.sub(r"[^\w.+~@-]", lambda odd: quote(odd[0], safe=""), place)
    return f"research-{study}-{safe}.zip"


def _line(review: Mapping[str, Any]) -> str:
    sentence = {
        "written": "Written to {file}.",
        "already_there": "{file} is there already.",
    }.get(review["outcome"], "No file. {reason}")
    return f"{review['block']}: {sentence.format(**review)}"
