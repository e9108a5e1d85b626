"""Releases of generated courses, made by the rules that make every release."""

import random
from dataclasses import replace

from matrix_xblock.codec.figures.releases import write_release, write_withdrawal
from matrix_xblock.domain.figures.disclosure import Symbol
from matrix_xblock.domain.figures.nested_tables import ALL, Released
from matrix_xblock.domain.figures.releases import Participation, Withdrawal
from matrix_xblock.domain.figures.shapes import CHOSEN, NOT_CHOSEN
from matrix_xblock.domain.values.ledger_rows import RELEASES, Entry, Kind
from solver.courses import FINAL, NOW, a_course

AREAS = (
    "Classroom practice and subject knowledge",
    "Meeting pupils’ needs",
    "Curriculum and assessment",
    "Leadership and responsibility",
    "Supporting and developing colleagues",
    "Experience of other settings and networks",
    "Professional learning and use of evidence",
    "Career direction",
)
LEVELS = ("Starting out", "Growing", "Established", "Leading others")
GROUPS = ("Dale schools", "City schools", "Coast schools")
QUESTIONS = ("Have you moved forward in the last year?", "What got in the way?")
WORDS = {
    "yes": "Yes",
    "in-part": "Partly",
    "not-yet": "Not yet",
    "prefer-not-to-say": "Prefer not to say",
    "not-offered": "I was not offered the opportunities I need",
    "no-time": "I was offered them but could not take them up",
    "own-choice": "My own choice or circumstances",
}


def a_release(seed=3, *, size=185, areas=AREAS, levels=LEVELS, groups=GROUPS, **changes):
    """Make the release of the last round of a course whose areas, levels and groups are these.

    It shows no private question.
    """
    course = a_course(
        random.Random(seed),
        size=size,
        levels=len(levels),
        areas=len(areas),
        groups=max(1, len(groups)),
        even=True,
    )
    release = course.releases[FINAL]
    named = dict(release.words)
    named["areas"] = tuple((key, areas[n]) for n, (key, _) in enumerate(named["areas"]))
    named["levels"] = tuple((key, levels[n]) for n, (key, _) in enumerate(named["levels"]))
    named["questions"] = tuple((key, QUESTIONS[n]) for n, (key, _) in enumerate(named["questions"]))
    for kind in ("answers", "why"):
        named[kind] = tuple((key, WORDS.get(key, text)) for key, text in named[kind])
    named["rounds"] = (("baseline", "Baseline review"), ("final", "Final <review>"))
    named["private"] = ()
    parts = (
        Participation("baseline", size + 20, size + 10, size),
        Participation("final", size + 20, size, size - 20),
    )
    return replace(
        release,
        words=named,
        groups=tuple(
            replace(each, name=groups[int(each.id)], cohorts=(f"{groups[int(each.id)]} A", "B"))
            for each in release.groups
        ),
        participation=parts,
        by="Sam Taylor",
        **changes,
    )


def a_release_with_choices():
    """Make a release with two private questions: of one, two choices are hidden."""
    release = a_release(6, size=400)
    plans = (("stay", "I plan to stay"), ("move", "I plan to move"), ("leave", "I plan to leave"))
    helps = (("time", "More time"), ("mentor", "A mentor"))
    asked = (
        ("plan", "What are your plans for next year?"),
        ("help", "What would help you to stay?"),
    )
    hidden = {"answer-move": Symbol.CONFIDENTIAL, "answer-leave": Symbol.CONFIDENTIAL}
    plan = {ALL: 90, "answer-stay": 50, "after-answer-stay": 40, **hidden}
    several = {ALL: 60, CHOSEN: 35, NOT_CHOSEN: 25}
    return replace(
        release,
        words={**release.words, "private": asked, "private/plan": plans, "private/help": helps},
        tables={
            **release.tables,
            "private/plan": Released(plan),
            **{f"private/help/{key}": Released(several) for key, _ in helps},
        },
    )


def rows_of(release):
    """Give the rows of the ledger in which a release is stored."""
    return [Entry(Kind.RELEASE, RELEASES, row, release.at) for row in write_release(release)]


def withdrawal_of(release):
    """Give the row that says that it is no longer shown."""
    row = write_withdrawal(Withdrawal(release.id, NOW, "Sam Taylor"))
    return Entry(Kind.RELEASE, RELEASES, row, NOW)
