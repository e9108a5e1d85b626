"""A year in the life of a fictional participant: CPD, next steps and opportunities."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ACTIVITIES", "OPPORTUNITIES", "POSTS", "STEPS", "Activity", "Chance", "Step"]


@dataclass(frozen=True)
class Activity:
    """One CPD entry: how many days ago it began, and what its form says."""

    days: int
    title: str
    type: str
    minutes: str
    area: str
    learned: str = ""
    applied: str = ""
    look_again: int = 0
    """Days ago of the impact review date; 0: none."""
    status: str = "done"


@dataclass(frozen=True)
class Step:
    """One next step: when it was written, when it is due, and each later (days ago, status)."""

    days: int
    text: str
    area: str
    due: int
    owner: str = "me"
    moves: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Chance:
    """One opportunity: when it was wanted, and each later (days ago, status, reason)."""

    days: int
    type: str
    detail: str
    area: str
    setting: str = ""
    moves: tuple[tuple[int, str, str], ...] = ()


ACTIVITIES = (
    Activity(338, "NPQ induction conference", "conference", "1 day", "career-direction"),
    Activity(
        331,
        "Reading: leading change in small schools",
        "reading",
        "1h 30",
        "leadership",
        "Change takes longer than a term, and people need to hear the reason more than once.",
    ),
    Activity(322, "Face-to-face event 1", "qualification", "6 h", "leadership"),
    Activity(310, "Coaching with the deputy head", "coaching", "50 min", "leadership"),
    Activity(
        296, "Online module: curriculum sequencing", "online", "2:15", "curriculum-assessment"
    ),
    Activity(
        283,
        "Lesson study with year 4",
        "observation",
        "3 h",
        "curriculum-assessment",
        "Two pupils' questions told us more than the exit ticket.",
        "I plan questions before activities.",
        look_again=200,
    ),
    Activity(268, "Network meeting: mathematics leads", "network", "90 min", "settings-networks"),
    Activity(251, "Face-to-face event 2", "qualification", "6 h", "leadership"),
    Activity(240, "Coaching with the deputy head", "coaching", "50 min", "leadership"),
    Activity(226, "Safeguarding refresher", "course", "2 h", "classroom-practice"),
    Activity(
        214,
        "Visit to a three-form primary school",
        "visit",
        "1 day",
        "settings-networks",
        "Mixed-age planning is easier to share than I thought: they plan in pairs, not alone.",
        "We plan fractions in pairs now.",
        look_again=20,
    ),
    Activity(199, "Reading: feedback and motivation", "reading", "1,5", "pupil-needs"),
    Activity(183, "Mentoring an early career teacher", "mentoring-others", "4 h", "leadership"),
    Activity(165, "Online module: adaptive teaching", "online", "2:15", "pupil-needs"),
    Activity(150, "Face-to-face event 3", "qualification", "6 h", "leadership"),
    Activity(133, "Coaching with the deputy head", "coaching", "50 min", "career-direction"),
    Activity(
        119,
        "Led a staff meeting on questioning",
        "leading",
        "2 h",
        "leadership",
        "Rehearsing the first five minutes took the fear out of it.",
        "I ask a colleague to listen first.",
    ),
    Activity(97, "Network meeting: mathematics leads", "network", "90 min", "settings-networks"),
    Activity(84, "Shadowing the phase leader", "visit", "3 days", "leadership"),
    Activity(62, "Online module: working with families", "online", "1h 45", "pupil-needs"),
    Activity(41, "Reading: implementation guidance report", "reading", "2 h", "leadership"),
    Activity(27, "Face-to-face event 4", "qualification", "6 h", "leadership"),
    Activity(
        9,
        "Led the fractions project with two schools",
        "leading",
        "12 h",
        "curriculum-assessment",
        "The other school changed our plan for the better.",
        look_again=2,
    ),
    Activity(
        -21,
        "Governors' evening on curriculum",
        "conference",
        "",
        "curriculum-assessment",
        status="planned",
    ),
)

STEPS = (
    Step(
        330,
        "Ask to see mixed-age planning in a larger school",
        "settings-networks",
        240,
        moves=((300, "in-progress"), (213, "done")),
    ),
    Step(
        168,
        "Lead one staff meeting and ask two people what they took from it",
        "leadership",
        110,
        moves=((118, "done"),),
    ),
    Step(
        160,
        "Join the trust's assessment group",
        "curriculum-assessment",
        60,
        moves=((70, "changed"),),
    ),
    Step(4, "Agree release time for the phase leader's afternoons", "leadership", -30, "both"),
    Step(150, "Write up the fractions project for the network", "curriculum-assessment", 6),
)

OPPORTUNITIES = (
    Chance(
        329,
        "visit",
        "A larger school with mixed-age classes",
        "settings-networks",
        "Three-form primary school",
        ((260, "offered", ""), (250, "agreed", ""), (214, "taken-up", ""), (210, "completed", "")),
    ),
    Chance(
        169,
        "shadowing",
        "The phase leader, for a few days",
        "leadership",
        "",
        ((120, "offered", ""), (110, "agreed", ""), (84, "taken-up", ""), (80, "completed", "")),
    ),
    Chance(
        168,
        "secondment",
        "A term in a school with a nursery",
        "leadership",
        "",
        ((90, "not-possible", "cover"),),
    ),
    Chance(
        4,
        "leading-project",
        "Reading across the transition to year 7",
        "curriculum-assessment",
        "",
        ((2, "offered", ""),),
    ),
)

POSTS = (
    (
        30,
        "visit",
        "A day in a special school",
        "Two places each half term. The trust pays for cover.",
    ),
    (
        12,
        "leading-project",
        "Lead a reading project with two schools",
        "One afternoon each half term from January, with a mentor.",
    ),
)
"""Posts of the board: (days ago, kind, title, words)."""
