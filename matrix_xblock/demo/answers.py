"""What fictional people of the demo's course write: different words in different areas."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["answers_of", "comment_to", "level_of", "reflections_of", "reply_of"]

_REFLECTIONS: Mapping[str, tuple[str, ...]] = {
    "classroom-practice": (
        "My routines hold now, even on a wet Friday. The time they save goes into questions.",
        "I talk less and they write more. The exit slips show it, except in the two lowest tables.",
        "I still plan too much for one lesson. Cutting a task in half worked better.",
    ),
    "pupil-needs": (
        "With the SENDCo I rewrote three support plans so that they say what I will do on Monday.",
        "Two new arrivals this year taught me how much our worksheets assume.",
        "I know who struggles. I am less sure what to change, so I have asked to watch Kate.",
    ),
    "curriculum-assessment": (
        "Planning with year 4 has changed how I teach fractions. I would like to see it elsewhere.",
        "We dropped one test a term and nobody missed it. What the rest is for comes next.",
        "The science plan finally builds from year to year. History does not, and I can say where.",
    ),
    "leadership": (
        "I am surer of my own classroom than of leading a change. Rehearsing the meeting helped.",
        "I led the reading project with four colleagues. Two of them would now lead it without me.",
        "I chair our phase meeting since January. It ends on time and with two decisions, no more.",
        "I have not led anything beyond my class yet, and I would like to.",
    ),
    "developing-others": (
        "My trainee passed. What helped her was short and weekly, not my long notes in October.",
        "I coach one colleague. We both cancel too often, so it now stands in the timetable.",
        "I share resources readily, and feedback hardly ever. That is the honest answer.",
    ),
    "settings-networks": (
        "Visiting a two-form school showed me what our mixed-age planning takes.",
        "I know no one who does my job elsewhere. The cluster meets on my teaching day.",
        "The trust's mathematics group is the best hour of my month. I bring something to it now.",
    ),
    "professional-learning": (
        "I read one paper a month with a colleague. We ask what we would stop doing because of it.",
        "The NPQ is plenty this year. I keep notes, and look at them too rarely.",
        "I asked three classes what helps them remember. They knew more than my reading list.",
    ),
    "career-direction": (
        "I want to lead a phase within two years. I need to see one led well from the inside.",
        "I do not want to leave the classroom, and I would like that to count as an ambition.",
        "Somebody asked me to apply for assistant head. I said not yet, and was glad to be asked.",
    ),
}
_MOVED = ("in-part", "yes", "in-part", "yes", "not-yet", "yes", "prefer-not-to-say")
_WHY_NOT = ("not-offered", "own-choice", "offered-not-taken-up", "not-offered", "role-changed")
_STEPS = (
    "Lead a phase. A term of shadowing a phase leader would help me to take it.",
    "Lead mathematics across the school.",
    "Stay in class and coach two colleagues.",
    "Take on the early-career programme from September.",
    "I am not sure yet. A visit to a larger school would help me to decide.",
)
_COMMITMENTS = (
    "Release one afternoon each half term. The head will arrange cover.",
    "A place on the trust's coaching course.",
    "Time to visit two schools before Easter.",
    "A monthly half hour with the deputy head.",
)
_WHEN = ("From January", "By Easter", "This half term", "In the summer term")
_WHO = ("school", "me", "school", "both")
_COMMENTS = (
    "Thank you. What would you like to try first?",
    "A clear picture. Which of these would your class notice first?",
    "You write little about what went well. What would your colleagues say?",
    "This has moved a long way since the baseline. What made the difference?",
)
_REPLIES = (
    "Probably the questions in science. I will try it with the Thursday group and tell you.",
    "My class would notice the shorter tasks. Two of them have said so already.",
    "They would say that I stay calm. I had not thought of that as something to write down.",
    "The coaching did, and having somebody to report to.",
)
_CHOICES = (1, 2, 1, 0, 0, 2, 1, 2, 1, 0)
_HIGHEST = 3


def level_of(person: int, area: int, step: int) -> int:
    """Return the place of the level that somebody chooses: people differ, and so do areas.

    `step` is 0 for the first round. Later most move up, some stay, and a few look again. Who says
    that they have not moved on has not.
    """
    first = _CHOICES[(area + person) % len(_CHOICES)]
    if not (person + 1) % 4:
        first = min(first + 1, _HIGHEST)
    if not step:
        return first
    has_moved = _one(_MOVED, person) in {"yes", "in-part"}
    changes = (1, 0, 1, 0, 0, 1, -1, 1, 0) if has_moved else (0, 0, 1, -1, 0, 0, -1, 0, 0)
    change = changes[(3 * person + 5 * area) % 9]
    return min(max(first + change, 0), _HIGHEST)


def reflections_of(person: int, areas: tuple[str, ...]) -> Mapping[str, str]:
    """Return what somebody writes: on three to six of the areas, never the same two beside it."""
    number = min(3 + person % 4, len(areas))
    chosen = sorted(range(len(areas)), key=lambda place: (place * 5 + person * 3) % len(areas))
    return {
        areas[place]: _one(_REFLECTIONS[areas[place]], person + place)
        for place in chosen[:number]
        if areas[place] in _REFLECTIONS
    }


def answers_of(person: int) -> Mapping[str, list[str]]:
    """Return somebody's answers to the questions about the whole review, as the form has them."""
    moved = _one(_MOVED, person)
    answers = {
        "answer-moved-forward": [moved],
        "answer-next-career-step": [_one(_STEPS, person)],
        "answer-school-commitment": [_one(_COMMITMENTS, person)],
        "answer-school-commitment.who": [_one(_WHO, person)],
        "answer-school-commitment.when": [_one(_WHEN, person)],
    }
    if moved == "not-yet":
        answers["answer-why-not"] = [_one(_WHY_NOT, person // len(_MOVED))]
    return answers


def comment_to(person: int) -> str:
    """Return what course staff write about a whole review."""
    return _one(_COMMENTS, person)


def reply_of(person: int) -> str:
    """Return what somebody answers to that."""
    return _one(_REPLIES, person)


def _one(texts: tuple[str, ...], place: int) -> str:
    return texts[place % len(texts)]
