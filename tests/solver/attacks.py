"""What somebody who has all releases of a course puts together: three systems of whole numbers.

Tables of different areas share nothing but the people: any answers to one can stand beside any to
another. What they share besides is how many moved, which the second attack puts together.
"""

from collections import Counter
from itertools import product

from matrix_xblock.domain.figures.groups import companies
from matrix_xblock.domain.figures.nested_tables import Released
from matrix_xblock.domain.figures.releases import PRIVATE_K
from matrix_xblock.domain.figures.shapes import (
    ANSWERED,
    ASKED_WHY,
    CHOSEN,
    MOVEMENT,
    NOT_CHOSEN,
    OPPORTUNITIES,
    WHY,
    YES_OR_NO,
    answers_in,
    choices_in,
    levels_in_bands,
    moved_in,
    questions,
)
from matrix_xblock.domain.framework.framework import PREFER_NOT_TO_SAY
from solver.attacker import Attack, Seen, widths
from solver.courses import BASELINE, FINAL, MIDDLE, MOVES, OUTCOMES, PRIVATE, REASONS

MANY_AREAS = 3
AREAS_FOR_NET_NUMBERS = 4

LEAST = 1
"""Numbers up to k are hidden: the least that is shown is one more."""


def _sizes(attack, releases, is_in):
    """Releases say how many people they are about, and groups of how many they are, rounded."""
    for name, release in releases.items():
        attack.between(
            attack.sum_of(lambda each, name=name: is_in(each, name)),
            release.people - 2,
            release.people + 2,
        )


def _groups(attack, releases, is_in, group):
    for name, release in releases.items():
        for each in release.groups:
            attack.between(
                attack.sum_of(
                    lambda one, name=name, key=each.id: is_in(one, name) and group(one) == key
                ),
                each.people - 2,
                each.people + 2,
            )


def _partners(course, release, name):
    """Return which groups are hidden together, as if their sizes were known before rounding."""
    if not release.groups:
        return ()
    rounds = {"interim": FINAL}
    who = [
        each
        for each in course.people
        if each.answers(rounds.get(name, name)) is not None and (name != "interim" or each.is_early)
    ]
    return companies(Counter(each.group for each in who))


def _earlier(course, name, key):
    if name != FINAL or "interim" not in course.releases:
        return ()
    first = course.releases["interim"]
    return ((first.tables[key], first.people),) if key in first.tables else ()


def _is_closed_by_bands(course, release, area):
    """By area movement is hidden where a round hides the bands of the area."""
    levels = f"levels/a{area}"
    every = [release, *(course.releases[key] for key in (BASELINE,) if key in course.releases)]
    return not all(each.tables[levels].is_shown("lower-half") for each in every)


def attack_on_area(course, area, *, by_group=True):
    """Levels and bands of all rounds, by group, and movement in one area."""
    levels = [*range(len(course.framework.levels)), None]
    shape = levels_in_bands([each.id for each in course.framework.levels])
    rounds = [each for each in (BASELINE, MIDDLE, FINAL) if each in course.releases]
    is_by_group = by_group and any(each.groups for each in course.releases.values())
    groups = sorted({each.group for each in course.people}) if is_by_group else [""]
    absent = ["absent", *levels]
    spaces = [absent if each in rounds and each != FINAL else [None] for each in (BASELINE, MIDDLE)]
    early = [False, True] if "interim" in course.releases else [False]
    types = list(product(groups, *spaces, levels, early))
    attack = Attack(types, len(course.people) + 2, course.k + LEAST)

    def is_in(each, name):
        return each[PLACE[name]] != "absent" and (name != "interim" or each[4])

    _sizes(attack, course.releases, is_in)
    if is_by_group:
        _groups(attack, course.releases, is_in, _group)
    return attack, [
        each
        for name, release in course.releases.items()
        for each in (
            _seen_levels(course, area, name, release, shape, is_in, is_by_group=is_by_group),
            *_seen_moves(course, area, name, release, is_in),
        )
    ]


PLACE = {BASELINE: 1, MIDDLE: 2, FINAL: 3, "interim": 3}
"""Where a type says what somebody's level was when that was released."""


def _seen_levels(course, area, name, release, shape, is_in, *, is_by_group):
    key = f"levels/a{area}"
    partners = _partners(course, release, name) if is_by_group else ()
    released = release.tables[key] if partners else Released(release.tables[key].whole)

    def leaf(each):
        level = each[PLACE[name]]
        return f"level-l{level}" if is_in(each, name) and isinstance(level, int) else None

    return Seen(
        f"{name} {key}",
        shape,
        released,
        leaf,
        _group if partners else _one_row,
        partners,
        _earlier(course, name, key),
    )


def _seen_moves(course, area, name, release, is_in):
    for since, was in (("since-baseline", BASELINE), ("since-last", MIDDLE)):
        key, levels = f"{since}/a{area}", f"levels/a{area}"
        if key not in release.tables or was not in course.releases:
            continue

        def leaf(each, was=was):
            then, now = each[PLACE[was]], each[PLACE[name]]
            if not (isinstance(then, int) and isinstance(now, int) and is_in(each, name)):
                return None
            return "up" if now > then else "down" if now < then else "same"

        both = (release.tables[levels], course.releases[was].tables[levels])
        yield Seen(
            f"{name} {key}",
            MOVEMENT,
            release.tables[key],
            leaf,
            earlier=_earlier(course, name, key),
            is_open=all(each.is_shown("lower-half") for each in both),
        )


def _is_in_release(each, name):
    return name != "interim" or each[2]


def _net(each):
    moves = each[3:]
    return moves.count("up") - moves.count("down") if any(moves) else None


def _moved(each, name, areas):
    number = _net(each)
    if number is None or not _is_in_release(each, name):
        return None
    if areas < AREAS_FOR_NET_NUMBERS:
        return "moved" if number > 0 else "not-moved"
    if number <= 0:
        return "none" if number == 0 else "fewer"
    return {1: "one", 2: "two"}.get(number, "three-or-more")


def _by_move(each):
    return "not-moved" if _net(each) is not None and _net(each) <= 0 else "the-rest"


def _group(each):
    return each[0]


def _one_row(_):
    return ""


def attack_on_movement(course):
    """Movement in all areas, who has moved by group, and what came of opportunities."""
    release = course.releases[FINAL]
    areas = len(course.framework.areas)
    groups = sorted({each.group for each in course.people}) if release.groups else [""]
    early = [False, True] if "interim" in course.releases else [False]
    # With many areas what came of opportunities is left out: there is no end to the types else.
    outcomes = OUTCOMES if areas < MANY_AREAS else [None]
    types = list(product(groups, outcomes, early, *(MOVES for _ in range(areas))))
    attack = Attack(types, len(course.people) + 2, course.k + LEAST)
    here = {name: course.releases[name] for name in ("interim", FINAL) if name in course.releases}
    _sizes(attack, here, _is_in_release)
    _groups(attack, here, _is_in_release, _group)
    return attack, [
        each
        for name, release in here.items()
        for each in (
            *_seen_movement(course, name, release),
            *_seen_moved(course, name, release),
            *([_seen_opportunities(course, name, release)] if areas < MANY_AREAS else []),
        )
    ]


def _seen_movement(course, name, release):
    for area in range(len(course.framework.areas)):
        key = f"since-baseline/a{area}"
        if key in release.tables:
            yield Seen(
                f"{name} {key}",
                MOVEMENT,
                release.tables[key],
                lambda each, area=area: each[3 + area] if _is_in_release(each, name) else None,
                earlier=_earlier(course, name, key),
                is_open=not _is_closed_by_bands(course, release, area),
            )


def _seen_moved(course, name, release):
    key = "moved-since-baseline"
    areas = len(course.framework.areas)
    partners = _partners(course, release, name)
    if key in release.tables:
        yield Seen(
            f"{name} {key}",
            moved_in(areas),
            release.tables[key],
            lambda each: _moved(each, name, areas),
            _group if partners else _one_row,
            partners,
            _earlier(course, name, key),
        )


def _seen_opportunities(course, name, release):
    released = release.tables["opportunities"]
    return Seen(
        f"{name} opportunities",
        OPPORTUNITIES,
        released,
        lambda each: each[1] if _is_in_release(each, name) else None,
        _by_move if released.rows else _one_row,
        (("not-moved", "the-rest"),) if released.rows else (),
        _earlier(course, name, "opportunities"),
    )


def attack_on_answers(course):
    """What people say: whether they have moved, and what got in the way."""
    release = course.releases[FINAL]
    asked = questions(course.framework)
    subsets = [
        frozenset(r for r, is_chosen in zip(REASONS, chosen, strict=True) if is_chosen)
        for chosen in product([False, True], repeat=len(REASONS))
    ]
    whys = [frozenset({PREFER_NOT_TO_SAY}), *(each for each in subsets if each)]
    types = [
        (answer, why)
        for answer in ("yes", "in-part", "not-yet", PREFER_NOT_TO_SAY)
        for why in (whys if answer in asked.that_ask_why else [None])
    ]
    attack = Attack(types, len(course.people) + 2, course.k + LEAST)
    attack.between(attack.sum_of(lambda _: True), release.people - 2, release.people + 2)
    tables = release.tables
    is_asked = tables["answers"].is_shown(ASKED_WHY)
    is_answered = tables["why"].is_shown(ANSWERED)

    def why_leaf(each):
        if each[1] is None:
            return None
        return "preferred-not-to-say" if PREFER_NOT_TO_SAY in each[1] else ANSWERED

    def reason_leaf(each, reason):
        if each[1] is None or PREFER_NOT_TO_SAY in each[1]:
            return None
        return CHOSEN if reason in each[1] else NOT_CHOSEN

    reasons = {
        reason: Seen(
            f"why/{reason}",
            YES_OR_NO,
            tables[f"why/{reason}"],
            lambda each, reason=reason: reason_leaf(each, reason),
            is_open=is_answered,
        )
        for reason in REASONS
    }
    hidden = [each for each in reasons.values() if not each.released.is_shown(CHOSEN)]
    if is_answered and len(hidden) > 1:
        # One may be hidden for the other: it is known of one of them that it is small.
        reasons = {
            reason: Seen(each.name, each.tree, each.released, each.leaf, is_open=each not in hidden)
            for reason, each in reasons.items()
        }
    return attack, [
        Seen("answers", answers_in(asked), tables["answers"], lambda each: f"answer-{each[0]}"),
        Seen("why", WHY, tables["why"], why_leaf, is_open=is_asked),
        *reasons.values(),
    ]


def _subsets(choices):
    """Return every way to choose some of these."""
    every = product([False, True], repeat=len(choices))
    chosen = [
        frozenset(each for each, is_chosen in zip(choices, one, strict=True) if is_chosen)
        for one in every
    ]
    return [each for each in chosen if each]


def attack_on_private_choices(course):
    """What people chose of private questions who agreed, in two releases of a round."""
    return [
        _private_attack(course, [*PRIVATE, None], _seen_private),
        _private_attack(course, [*_subsets(PRIVATE), None], _seen_several),
    ]


def _private_attack(course, answers, seen):
    """Nobody says who agreed: a type is what somebody chose, and None for everybody else."""
    here = {name: course.releases[name] for name in ("interim", FINAL) if name in course.releases}
    early = [False, True] if "interim" in here else [False]
    attack = Attack([*product(answers, early)], len(course.people) + 2, PRIVATE_K + LEAST)
    _sizes(attack, here, _is_early_enough)
    return attack, [each for name, release in here.items() for each in seen(course, name, release)]


def _is_early_enough(each, name):
    return name != "interim" or each[1]


def _seen_private(course, name, release):
    prompt = next(each for each in course.framework.prompts if each.id == "private")

    def leaf(each):
        return f"answer-{each[0]}" if each[0] and _is_early_enough(each, name) else None

    key = "private/private"
    yield Seen(
        f"{name} {key}",
        choices_in(prompt),
        release.tables[key],
        leaf,
        earlier=_earlier(course, name, key),
    )


def _seen_several(course, name, release):
    tables = {each: release.tables[f"private/several/{each}"] for each in PRIVATE}
    hidden = [each for each, table in tables.items() if not table.is_shown(CHOSEN)]

    def leaf(each, choice):
        if not (each[0] and _is_early_enough(each, name)):
            return None
        return CHOSEN if choice in each[0] else NOT_CHOSEN

    for choice, table in tables.items():
        yield Seen(
            f"{name} private/several/{choice}",
            YES_OR_NO,
            table,
            lambda each, choice=choice: leaf(each, choice),
            earlier=_earlier(course, name, f"private/several/{choice}"),
            # One may be hidden for the other: it is known of one of them that it is small.
            is_open=len(hidden) == 1 or choice not in hidden,
        )


def all_widths(course):
    """Attack a course in every manner; yield how wide the interval of each hidden cell is."""
    for area in range(len(course.framework.areas)):
        yield from widths(*attack_on_area(course, area))
        if MIDDLE in course.releases:
            yield from widths(*attack_on_area(course, area, by_group=False))
    if FINAL in course.releases:
        yield from widths(*attack_on_movement(course))
        yield from widths(*attack_on_answers(course))
        for attack in attack_on_private_choices(course):
            yield from widths(*attack)
