"""Every fact that the platform is told of, as the event of it arrives at the event routing."""

from datetime import UTC, datetime

from analytics.conftest import BLOCK, COURSE
from matrix_xblock.domain import facts
from matrix_xblock.host.events import EVENT_SCHEMA, event

NOON = "2026-11-26T12:00:00.000001+00:00"
SIGNED_OFF = datetime(2026, 11, 26, 20, 15, 30, 123456, tzinfo=UTC)
COUNTS = {"revision": 2, "areas": 8, "reflections": 3, "earned": 10.0, "possible": 30}

FACTS = (
    facts.Started("baseline"),
    facts.SignedOff("baseline", **COUNTS, completion=0.5, at=SIGNED_OFF),
    facts.Responded("baseline", "returned", 2, waited_hours=49),
    facts.Replied("baseline"),
    facts.CpdLogged("visit", "done", 390),
    facts.StepMoved("done"),
    facts.OpportunityMoved("secondment", "taken-up"),
    facts.OpportunityMarked("not-possible"),
    facts.BoardChanged("posted"),
    facts.Exported("reviews"),
)


def event_of(fact):
    """Give the name and the payload that the block publishes."""
    name, payload = event(fact)
    return name, {"schema": EVENT_SCHEMA, **payload}


def tracked(name, payload, *, user=7, usage=BLOCK, at=NOON, **context):
    """Give an event as a worker gets it."""
    module = {"display_name": "Talent matrix of Amina Khan", "usage_key": usage}
    whole = {
        "user_id": user,
        "username": "amina",
        "course_id": COURSE,
        "org_id": "Trust",
        "session": "8f14e45f",
        "module": module,
        **context,
    }
    return {"name": name, "timestamp": at, "data": payload, "context": whole}


PAYLOADS = {
    fact_name.removeprefix("matrix_review."): payload for fact_name, payload in map(event_of, FACTS)
}
"""The payload of each event, by the name of the event."""
