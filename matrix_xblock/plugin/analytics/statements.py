"""Events of ours as xAPI statements, by the platform's event routing. Import it only where that is.

No name of a course, a block or a person is looked up: there is none in a statement, so that one
that is made again years later is the same, also where the course is gone.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from event_routing_backends.processors.xapi.constants import (
    EN,
    XAPI_ACTIVITY_COURSE,
    XAPI_TRANSFORMER_VERSION_KEY,
)
from event_routing_backends.processors.xapi.registry import XApiTransformersRegistry
from event_routing_backends.processors.xapi.transformer import XApiTransformer
from tincan import (
    Activity,
    ActivityDefinition,
    ActivityList,
    ContextActivities,
    Extensions,
    LanguageMap,
    Result,
    Verb,
)

from matrix_xblock.plugin.analytics import vocabulary
from matrix_xblock.plugin.analytics.payloads import (
    Payload,
    Whereabouts,
    is_from_server,
    read_payload,
    read_whereabouts,
)

__all__ = ["ReviewTransformer", "register"]

_LOG = logging.getLogger(__name__)
_NEEDED = ("transform", "base_transform", "get_event_id", "get_actor", "get_data", "get_object_iri")
"""What our transformer has of the package beside what it imports by name."""

_PROFILE = "http://adlnet.gov/expapi/activities/profile"


class ReviewTransformer(XApiTransformer):
    """The statement of any event of ours."""

    additional_fields = ("result",)

    def __init__(self, event: dict[str, Any]) -> None:
        """Read the event; what cannot be read becomes no statement."""
        super().__init__(event)
        self._name = vocabulary.short_name(event["name"])
        payload = read_payload(self._name, event.get("data"))
        whereabouts = read_whereabouts(event.get("context"))
        is_whole = payload is not None and whereabouts is not None
        self._is_ours = is_whole and is_from_server(event)
        self._payload = payload or Payload()
        self._whereabouts = whereabouts or Whereabouts()

    def transform(self) -> Any:
        """Return the statement; nothing for an event that is not as we write it."""
        if not self._is_ours:
            _LOG.info("An event is left out of analytics, as it is not of ours: %s", self._name)
            return None
        return super().transform()

    @property
    def _verb(self) -> Verb:
        verb, display = vocabulary.VERBS[self._name]
        return Verb(id=vocabulary.verb(verb), display=LanguageMap({EN: display}))

    def extract_username_or_userid(self) -> int:
        """Return who acted. The package would take anybody whom the payload names."""
        return self._whereabouts.user

    def get_timestamp(self) -> Any:
        """Return when it was: of a sign-off as the ledger says, so that it is told once."""
        return self._payload.at or super().get_timestamp()

    def get_object(self) -> Activity:
        """Return the block."""
        return self._activity("xblock", self._whereabouts.block, vocabulary.ACTIVITY_TYPE)

    def get_result(self) -> Result | None:
        """Return what came of it, where there is anything."""
        payload = self._payload
        if not payload.result:
            return None
        values = {vocabulary.extension(key): value for key, value in payload.result.items()}
        spent = timedelta(minutes=payload.minutes)
        return Result(extensions=Extensions(values), duration=spent or None)

    def get_context_activities(self) -> ContextActivities:
        """Return the course, which charts of the platform find a statement by, and the profile."""
        course = self._activity("course", self._whereabouts.course, XAPI_ACTIVITY_COURSE)
        profile = Activity(id=vocabulary.VERSION, definition=ActivityDefinition(type=_PROFILE))
        return ContextActivities(parent=ActivityList([course]), category=ActivityList([profile]))

    def get_context_extensions(self) -> Extensions:
        """Return block and round. The session is left out: it would tie acts together."""
        values = {
            XAPI_TRANSFORMER_VERSION_KEY: vocabulary.TRANSFORMER,
            vocabulary.extension("block"): self._whereabouts.block,
        }
        if self._payload.round_id:
            values[vocabulary.extension("round")] = self._payload.round_id
        return Extensions(values)

    def _activity(self, kind: str, key: str, activity_type: str) -> Activity:
        return Activity(
            id=self.get_object_iri(kind, key),
            definition=ActivityDefinition(type=activity_type),
        )


def register() -> None:
    """Have the platform make statements of all events of ours. Which are sent, settings say.

    Twice is once. Raises `AttributeError` where the package has not got what we need of it.
    """
    if missing := [name for name in _NEEDED if not hasattr(XApiTransformer, name)]:
        raise AttributeError(f"XApiTransformer has no {', '.join(missing)}")
    for event in map(vocabulary.event_name, vocabulary.VERBS):
        if XApiTransformersRegistry.mapping.get(event) is not ReviewTransformer:
            XApiTransformersRegistry.register(event)(ReviewTransformer)
