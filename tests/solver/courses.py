"""Courses that are generated for a solver to attack, and everything that is released of them."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from matrix_xblock.domain.figures.disclosure import rounded
from matrix_xblock.domain.figures.groups import companies
from matrix_xblock.domain.figures.release_counts import Counting, move
from matrix_xblock.domain.figures.release_making import Wanted, make_release
from matrix_xblock.domain.figures.releases import (
    MORE_PEOPLE,
    Release,
    ReleasedGroup,
    Releases,
    check_release,
)
from matrix_xblock.domain.figures.sign_offs import AnswerCodes, OpportunitySummary
from matrix_xblock.domain.framework.framework import (
    PREFER_NOT_TO_SAY,
    Area,
    Choice,
    Framework,
    Level,
    Prompt,
    PromptKind,
    Visibility,
)

NOW = datetime(2026, 12, 19, tzinfo=UTC)
BASELINE, MIDDLE, FINAL = "baseline", "middle", "final"

OUTCOMES = {
    "shared-nothing": OpportunitySummary(),
    "asked": OpportunitySummary(frozenset({"wanted"})),
    "asked-for-none": OpportunitySummary(frozenset({"declined"})),
    "not-taken-up": OpportunitySummary(frozenset({"offered"}), frozenset(), 20),
    "taken-up": OpportunitySummary(frozenset({"taken-up"}), frozenset(), 10),
}
REASONS = ("not-offered", "no-time", "own-choice")
MOVES = (None, "up", "same", "down")
PRIVATE = ("one", "two", "three", "four")
"""Choices of the private questions, of which people agree that they are counted."""


@dataclass(frozen=True)
class Person:
    """Answers are places of levels; the place after the last level is no level."""

    group: str
    is_early: bool
    baseline: tuple[int, ...] | None
    middle: tuple[int, ...] | None
    final: tuple[int, ...]
    outcome: str
    answer: str | None
    why: frozenset[str]
    private: str | None = None
    several: frozenset[str] | None = None

    def answers(self, round_id):
        return {BASELINE: self.baseline, MIDDLE: self.middle, FINAL: self.final}[round_id]


@dataclass(frozen=True)
class Course:
    """A generated course, and its releases by what they are called."""

    people: list[Person]
    framework: Framework
    codes: AnswerCodes
    k: int
    releases: dict[str, Release]
    groups: int

    def level(self, answers, area):
        """Return the place of a level, None where there is none."""
        if answers is None or answers[area] >= len(self.framework.levels):
            return None
        return answers[area]

    def move(self, person, area):
        if person.baseline is None:
            return None
        return move(self.codes, person.baseline[area], person.final[area])


def a_framework(levels, areas):
    moved = Prompt(
        "moved",
        "Have you moved?",
        PromptKind.CHOICE,
        tuple(Choice(each, each) for each in ("yes", "in-part", "not-yet", PREFER_NOT_TO_SAY)),
    )
    why = Prompt(
        "why",
        "What got in the way?",
        PromptKind.MULTI_CHOICE,
        tuple(Choice(each, each) for each in (*REASONS, PREFER_NOT_TO_SAY)),
        show_if={"moved": ("in-part", "not-yet")},
    )
    private = Prompt(
        "private",
        "Only for you?",
        PromptKind.CHOICE,
        tuple(Choice(each, each) for each in PRIVATE),
        visibility=Visibility.PRIVATE,
        counted_with_consent=True,
    )
    several = replace(private, id="several", kind=PromptKind.MULTI_CHOICE)
    return Framework(
        "f",
        "F",
        tuple(Level(f"l{n}", n, f"L{n}") for n in range(levels)),
        tuple(Area(f"a{n}", f"A{n}") for n in range(areas)),
        (moved, why, private, several),
    )


def _with_private(people):
    """Let people answer the private questions, and most of them agree to be counted.

    Drawn apart: what is drawn of a course is the same with these questions and without them.
    """
    random = Random(len(people))
    agreeing, weights = random.uniform(0.3, 1), _weights(random, len(PRIVATE))
    chances = [random.random() ** 2 for _ in PRIVATE]

    def private():
        if random.random() > agreeing:
            return None, None
        chosen = {
            each for each, chance in zip(PRIVATE, chances, strict=True) if random.random() < chance
        }
        return random.choices(PRIVATE, weights)[0], frozenset(chosen or {random.choice(PRIVATE)})

    drawn = [private() for _ in people]
    return [
        replace(each, private=one, several=some)
        for each, (one, some) in zip(people, drawn, strict=True)
    ]


def _weights(random, number):
    """Draw how likely each of some answers is: even, skewed, or with some that nobody gives."""
    power = random.choice([1, 1, 2, 4])
    weights = [random.random() ** power + 0.001 for _ in range(number)]
    if number > 2 and random.random() < 0.3:
        weights[random.randrange(number)] = 0
    return weights


@dataclass(frozen=True)
class Habits:
    """What is likely in one course."""

    levels: list[list[float]]
    outcomes: list[float]
    answers: list[float]
    reasons: list[float]
    gaps: float
    absent: float
    moving: float


def _real_weights(random, number):
    """Draw weights as self-reviews have them: most in the middle, some at both ends."""
    middle = random.uniform(0.25, 0.6) * (number - 1)
    return [2.0 ** -abs(place - middle) * random.uniform(0.7, 1.3) for place in range(number)]


def _habits(random, levels, areas, *, even):
    weights = _real_weights if even else _weights
    return Habits(
        [weights(random, levels) for _ in range(areas)],
        _weights(random, len(OUTCOMES)),
        _weights(random, 4),
        [random.random() ** 2 for _ in REASONS],
        random.choice([0, 0, 0.03, 0.15]),
        random.choice([0, 0, 0.05, 0.2]),
        random.choice([0.1, 0.4, 0.9]),
    )


def _drawn(random, habits):
    """Draw the levels of somebody in all areas."""
    return tuple(
        len(weights)
        if random.random() < habits.gaps
        else random.choices(range(len(weights)), weights)[0]
        for weights in habits.levels
    )


def _later(random, habits, before):
    """Draw the levels of somebody a round later: mostly near to what they were."""
    if before is None:
        return _drawn(random, habits)
    new = _drawn(random, habits)
    return tuple(
        value
        if was == len(weights) or value == len(weights) or random.random() < habits.moving
        else min(max(was + random.choice([0, 0, 0, 1, 1, -1]), 0), len(weights) - 1)
        for was, value, weights in zip(before, new, habits.levels, strict=True)
    )


def _person(random, habits, group):
    baseline = None if random.random() < habits.absent else _drawn(random, habits)
    middle = None if random.random() < habits.absent else _later(random, habits, baseline)
    answers = ["yes", "in-part", "not-yet", PREFER_NOT_TO_SAY]
    why = {
        each
        for each, chance in zip(REASONS, habits.reasons, strict=True)
        if random.random() < chance
    }
    return Person(
        group,
        random.random() < 0.4,
        baseline,
        middle,
        _later(random, habits, middle or baseline),
        random.choices(list(OUTCOMES), habits.outcomes)[0],
        random.choices(answers, habits.answers)[0],
        frozenset(why or {random.choice([*REASONS, PREFER_NOT_TO_SAY])}),
    )


def a_course(
    random,
    *,
    size,
    levels,
    areas,
    groups,
    k=10,
    interim=False,
    rounds=(BASELINE, FINAL),
    even=False,
):
    """Generate a course and make its releases, as its makers would: those that are not refused."""
    habits = _habits(random, levels, areas, even=even)
    people = [
        _person(random, habits, str(n % groups if n < 30 * groups else random.randrange(groups)))
        for n in range(size)
    ]
    people = _with_private(people)
    framework = a_framework(levels, areas)
    course = Course(people, framework, AnswerCodes.of(framework), k, {}, groups)
    past = []

    def release(name, round_id, who, *, is_interim=False):
        problems = check_release(
            Releases(tuple(past)), round_id, people=len(who), k=k, is_closed=not is_interim
        )
        if not problems:
            past.append(_release(course, name, round_id, who, past, is_interim=is_interim))
            course.releases[name] = past[-1]

    for round_id in rounds:
        who = [each for each in people if each.answers(round_id) is not None]
        early = [each for each in who if each.is_early]
        if interim and round_id == FINAL and len(who) - len(early) >= MORE_PEOPLE + 5:
            release("interim", round_id, early, is_interim=True)
        release(round_id, round_id, who)
    return course


def _release(course, name, round_id, who, past, *, is_interim):
    earlier = [each for each in (BASELINE, MIDDLE) if each != round_id and each in course.releases]
    sizes = Counter(each.group for each in who)
    by_group = not is_interim and len(sizes) > 1 and min(sizes.values()) >= 30
    counting = Counting(
        course.codes,
        [str(n) for n in range(len(who))],
        [bytes(each.answers(round_id)) for each in who],
        {
            key: [None if each.answers(key) is None else bytes(each.answers(key)) for each in who]
            for key in earlier
        },
        [OUTCOMES[each.outcome] for each in who],
        {
            "moved": [frozenset({each.answer}) if each.answer else None for each in who],
            "why": [each.why for each in who],
        },
        {
            "private": [each.private and frozenset({each.private}) for each in who],
            "several": [each.several for each in who],
        },
        [each.group for each in who],
        companies(sizes) if by_group else (),
    )
    groups = [ReleasedGroup(key, key, (), rounded(number)) for key, number in sorted(sizes.items())]
    return make_release(
        Wanted(
            name,
            round_id,
            NOW,
            "Sam",
            course.k,
            is_interim,
            baseline=BASELINE if BASELINE in earlier else "",
            last=earlier[-1] if earlier else "",
            groups=tuple(groups) if by_group else (),
        ),
        course.framework,
        counting,
        past,
    )
