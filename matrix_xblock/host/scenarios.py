"""Reviews that the workbench shows: one for each thing worth trying."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

__all__ = ["SCENARIOS", "Scenario", "scenarios"]

_CLOSED = [
    {
        "id": "autumn",
        "title": "Autumn review",
        "kind": "annual",
        "opens": "2025-09-01T08:00:00+00:00",
        "due": "2025-10-17T16:00:00+00:00",
        "closes": "2025-10-24T16:00:00+00:00",
    }
]


@dataclass(frozen=True)
class Scenario:
    """One placed block: a key to name it by, a title, and the fields that an author would set."""

    key: str
    title: str
    fields: dict[str, Any]

    @property
    def olx(self) -> str:
        """Return the block as OLX."""
        attributes = " ".join(
            f"{name}={quoteattr(value if isinstance(value, str) else json.dumps(value))}"
            for name, value in self.fields.items()
        )
        return f"<matrix_review {attributes}/>"


SCENARIOS = (
    Scenario("talent", "Talent development review", {"display_name": "Talent development review"}),
    Scenario(
        "npqsl",
        "NPQ Senior leadership review",
        {
            "display_name": "NPQ Senior leadership review",
            "framework_id": "npq-senior-leadership-v1",
        },
    ),
    Scenario("closed", "Closed review", {"display_name": "Autumn review", "rounds": _CLOSED}),
)


def scenarios() -> list[tuple[str, str]]:
    """Return (title, OLX) pairs. The workbench does not start if this raises."""
    return [(scenario.title, scenario.olx) for scenario in SCENARIOS]
