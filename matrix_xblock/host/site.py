"""What the operator has set in `XBLOCK_SETTINGS`, under `matrix_review`."""

from __future__ import annotations

from typing import Any

from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.domain.errors import Misconfigured, Problem
from matrix_xblock.domain.figures.disclosure import K, check_k
from matrix_xblock.domain.figures.site_rules import SiteRules, Study
from matrix_xblock.domain.staff.my_people import PeopleRule
from matrix_xblock.domain.values.identifiers import is_id
from matrix_xblock.host import services
from matrix_xblock.host.events import PRIVATE_ACTS, ROUTED_BY_SETTING, chosen_events

__all__ = [
    "KEYS",
    "SHORTEST_KEY",
    "problems_in",
    "read_people_rule",
    "read_private_acts",
    "read_site",
]

SHORTEST_KEY = 32
"""Characters of a study key: a shorter one could be guessed, and with it who is who."""


KEYS = frozenset(
    {
        "analytics_events",
        "frameworks_dir",
        "in_libraries",
        "k",
        "my_people",
        "notifications",
        "research_studies",
    }
)
"""Everything that can be set: what else is there is misspelt, or of a newer version."""


def read_site(block: Any) -> SiteRules:
    """Read the settings of this site. Raises `Misconfigured` naming each that breaks a rule."""
    return _rules(_settings(block))


def problems_in(settings: object) -> tuple[Problem, ...]:
    """Name everything that is wrong with settings, wherever they are read, and what is unknown."""
    reading = Reading.of(settings, "matrix_review")
    problems: list[Problem] = []
    for read in (_rules, _people_rule):
        try:
            read(Reading.of(reading.body, "matrix_review"))
        except Misconfigured as refused:
            problems.extend(refused.problems)
    reading.flag("in_libraries")
    events = reading.texts("analytics_events")
    if set(events) - set(ROUTED_BY_SETTING):
        problems.append(Problem(reading.at("analytics_events"), "unknown_event"))
    reading.text("frameworks_dir")
    unknown = sorted(set(reading.body) - KEYS)
    problems += [Problem(reading.at(key), "unknown_setting") for key in unknown]
    return (*reading.problems, *problems)


def _rules(reading: Reading) -> SiteRules:
    k = reading.integer("k", K)
    studies = tuple(_study(each) for each in reading.children("research_studies"))
    is_notified = reading.flag("notifications") or "notifications" not in reading.body
    problems = [*reading.problems, *check_k(k)]
    if problems:
        raise Misconfigured(*problems)
    return SiteRules(k=k, studies=studies, notifications=is_notified)


def read_people_rule(block: Any) -> PeopleRule:
    """Read whether the cohorts of a facilitator are a filter or a wall.

    Raises `Misconfigured` for anything else: a wall that is misspelt must not be none.
    """
    return _people_rule(_settings(block))


def read_private_acts(block: Any) -> tuple[str, ...]:
    """Return which private acts the site's analytics are told of, whatever else is wrong there."""
    chosen = chosen_events(_settings(block).body.get("analytics_events"))
    return tuple(each for each in chosen if each in PRIVATE_ACTS)


def _people_rule(reading: Reading) -> PeopleRule:
    rule = reading.choice("my_people", PeopleRule, PeopleRule.FILTER)
    if reading.problems:
        raise Misconfigured(*reading.problems)
    return rule


def _settings(block: Any) -> Reading:
    service = services.service(block, "settings")
    bucket = service.get_settings_bucket(block) if service else None
    return Reading.of(bucket or {}, "matrix_review")


def _study(reading: Reading) -> Study:
    study = Study(reading.text("id"), reading.text("key"), reading.text("title"))
    if not is_id(study.id):
        reading.problems.append(Problem(reading.at("id"), "not_an_id"))
    if len(study.key) < SHORTEST_KEY:
        reading.problems.append(Problem(reading.at("key"), "too_short", {"least": SHORTEST_KEY}))
    return study
