"""What OLX holds that can become areas with levels: rating questions, and rubrics."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.sheet import Criterion, LeftOut, Sheet, sheet_of
from matrix_xblock.olx.archives import Member, is_archive, members
from matrix_xblock.olx.problem_builder import rating_questions
from matrix_xblock.olx.rubrics import rubric_criteria
from matrix_xblock.olx.xml_of_others import parsed

__all__ = ["sheet_of_course"]

_MARK = re.compile(rb"<(?:pb-rating|rating|quizz|mcq|rubric)[\s>]")
"""A file of a course without one of these holds nothing for us, and is not parsed."""
_OLX = {"course", "library", "chapter", "sequential", "vertical", "openassessment", "mentoring"}
_BUILDERS = ("problem-builder", "step-builder", "pb-")
_LONGEST_NAME = 40


@dataclass
class _Questions:
    """What was read, file by file."""

    ratings: list[Criterion] = field(default_factory=list)
    rubrics: list[Criterion] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def add(self, root: Any, file: str = "") -> None:
        """Read what is in one document. Its group is the file, until the courses are known."""
        for mine, read in ((self.ratings, rating_questions), (self.rubrics, rubric_criteria)):
            mine += [replace(each, group=file) if file else each for each in read(root)]

    def sort_into(self, courses: Collection[str]) -> None:
        """Make a group of each course, where there are several, out of the files they are in."""
        for criteria in (self.ratings, self.rubrics):
            criteria[:] = [replace(e, group=_course_of(e.group, courses)) for e in criteria]

    def add_drafts(self, drafts: Iterable[tuple[str, Any]], courses: Collection[str]) -> None:
        """Read what is not published. A draft of something that is published is passed over."""
        published = {_sameness(each) for each in (*self.ratings, *self.rubrics)}
        fresh = _Questions()
        for file, root in drafts:
            fresh.add(root, file)
        fresh.sort_into(courses)
        for mine, theirs in ((self.ratings, fresh.ratings), (self.rubrics, fresh.rubrics)):
            mine += [each for each in theirs if _sameness(each) not in published]
        known = [each for each in (*fresh.ratings, *fresh.rubrics) if _sameness(each) in published]
        if known:
            self.left_out.append(LeftOut("drafts", len(known), "drafts"))


def _sameness(criterion: Criterion) -> tuple[str, str]:
    return criterion.group, criterion.id or criterion.name


def sheet_of_course(content: bytes) -> Sheet:
    """Read the questions of a block, of a part of a course, or of the archive of a whole one.

    Raises `Invalid` where there is none, or where the file cannot be read safely.
    """
    questions = _Questions()
    if is_archive(content):
        _read_members(content, questions)
    else:
        root = parsed(content)
        questions.add(root)
        if not (questions.ratings or questions.rubrics) and not _is_olx(root):
            raise Invalid(Problem("file", "import_unknown_xml", {"name": _name_of(root)}))
    if not (questions.ratings or questions.rubrics):
        inner = next((each for each in questions.left_out if each.why == "inner_archive"), None)
        if inner is not None:
            raise Invalid(Problem("file", "archive_inside", {"name": inner.name[-_LONGEST_NAME:]}))
        raise Invalid(Problem("file", "no_ratings"))
    return _sheet(questions)


def _read_members(content: bytes, questions: _Questions) -> None:
    drafts: list[tuple[str, Any]] = []
    courses: set[str] = set()
    for member in members(content):
        if member.is_archive:
            questions.left_out.append(LeftOut(member.name, 1, "inner_archive"))
            continue
        folder = member.name.rpartition("/course.xml")[0]
        courses |= {folder} if folder else set()
        if member.content is not None and not _MARK.search(member.content):
            continue
        root = _root(member, questions)
        if root is None:
            continue
        if member.is_draft:
            drafts.append((member.name, root))
        else:
            questions.add(root, member.name)
    questions.sort_into(courses)
    questions.add_drafts(drafts, courses)


def _course_of(name: str, courses: Collection[str]) -> str:
    """Return the folder of the course that a file is in, where an archive has several courses."""
    if len(courses) <= 1:
        return ""
    return next((each for each in sorted(courses) if name.startswith(f"{each}/")), "")


def _root(member: Member, questions: _Questions) -> Any:
    """Parse a file of a course; one that cannot be read is named, and the rest is read."""
    try:
        root = None if member.content is None else parsed(member.content)
    except Invalid:
        root = None
    if root is None:
        questions.left_out.append(LeftOut(member.name, 1, "unreadable"))
    return root


def _is_olx(root: Any) -> bool:
    name = _name_of(root)
    return name in _OLX or name.startswith(_BUILDERS)


def _name_of(root: Any) -> str:
    """Return the name of an element without its namespace."""
    return str(root.tag).rpartition("}")[2][:_LONGEST_NAME]


def _sheet(questions: _Questions) -> Sheet:
    """Make a sheet of the rating questions, else of the rubrics."""
    left_out = tuple(questions.left_out)
    if not questions.ratings:
        sheet = Sheet("ora", (), title="Rubric", left_out=left_out)
        return sheet_of(sheet, questions.rubrics)
    if questions.rubrics:
        left_out = (*left_out, LeftOut("rubric", len(questions.rubrics), "rubrics"))
    sheet = Sheet(
        "ratings",
        (),
        identifier="imported-ratings",
        title="Imported rating questions",
        source="Rating questions of a Problem Builder block.",
        left_out=left_out,
    )
    return sheet_of(sheet, list(_with_ids_once(questions.ratings)))


def _with_ids_once(criteria: Iterable[Criterion]) -> Iterator[Criterion]:
    """Let the first question keep an id that several have."""
    taken: set[str] = set()
    for each in criteria:
        yield replace(each, id="") if each.id in taken else each
        taken.add(each.id)
