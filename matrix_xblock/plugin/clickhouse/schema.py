"""Tables and views as the statements of a site: its databases, its k, how long acts stay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.figures.disclosure import LEAST_K, K, check_k
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.plugin.analytics.vocabulary import BASE

__all__ = ["FIGURES", "Places", "check_places", "statements"]

MONTHS = 36
"""How long acts stay: an NPQ takes 18 months, and its last round is compared with its first."""

MOST_MONTHS = 120

FIGURES = (
    "matrix_funnel",
    "matrix_days_to_sign_off",
    "matrix_days_to_answer",
    "matrix_returns",
    "matrix_replies",
    "matrix_weeks",
    "matrix_opportunities",
    "matrix_organisations",
    "matrix_released",
)
"""The views that charts may read."""

_THIS_WEEK = "toDateTime(toStartOfWeek(now('UTC'), 1), 'UTC')"
"""Monday, midnight UTC. A day without a zone is midnight where the server or the reader is."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FOLDER = Path(__file__).parent


@wordless
@dataclass(frozen=True)
class Places:
    """Where things are in ClickHouse, and the rules of the site. The names are those of Aspects."""

    events: str = "openedx"
    reporting: str = "reporting"
    releases: str = "event_sink"
    cluster: str = ""
    k: int = K
    months: int = MONTHS

    @property
    def step(self) -> int:
        """The step in which numbers are shown: k, or the next of 5, 10, 20, 40 and so on.

        Each goes into the next: what was shown with another k leaves no fewer values than the less.
        """
        step = LEAST_K
        while step < self.k:
            step *= 2
        return step

    @property
    def fills(self) -> dict[str, str]:
        """What stands in the statements for each name in braces."""
        return {
            "base": BASE,
            "events": self.events,
            "reporting": self.reporting,
            "releases": self.releases,
            "on_cluster": f"ON CLUSTER '{self.cluster}'" if self.cluster else "",
            "replicated": "Replicated" if self.cluster else "",
            "this_week": _THIS_WEEK,
            "k": str(self.step),
            "months": str(self.months),
        }


def check_places(places: Places) -> tuple[Problem, ...]:
    """Name what is wrong. Names stand in statements as they are, so they have to be names."""
    names = {name: getattr(places, name) for name in ("events", "reporting", "releases")}
    if places.cluster:
        names["cluster"] = places.cluster
    problems = [Problem(key, "invalid") for key, name in names.items() if not _is_name(name)]
    if not 1 <= places.months <= MOST_MONTHS:
        problems.append(Problem("months", "out_of_range", {"least": 1, "most": MOST_MONTHS}))
    return (*problems, *check_k(places.k))


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def statements(places: Places) -> list[str]:
    """Return what to run, in order. Run again it changes nothing but what the site has changed."""
    acts, views = (
        _without_comments(Path(_FOLDER, name).read_text(encoding="utf-8"))
        for name in ("acts.sql", "views.sql")
    )
    filled = _filled(views.replace("{acts}", acts.strip()), places.fills)
    return [each for each in map(str.strip, filled.split(";\n")) if each]


def _without_comments(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("--"))


def _filled(text: str, fills: dict[str, str]) -> str:
    """Fill the names in braces; a brace of SQL itself would be one that has no name here."""
    return re.sub(r"\{(\w+)\}", lambda brace: fills[brace[1]], text)
