"""Have the platform's event routing know our events, where it is installed.

Its lists of allowed events stand in several places of the settings, and some are copies. Each is
added to where it stands, in the production phase: then all of them are there, and what somebody
else has taken hold of has ours in it too.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, MutableMapping
from typing import Any

from django.apps import apps
from django.conf import settings

from matrix_xblock.host.events import ROUTED, chosen_events
from matrix_xblock.host.platform_modules import BLOCK_TYPE, platform_module
from matrix_xblock.plugin.analytics.vocabulary import event_name

__all__ = [
    "APP",
    "add_events",
    "is_routed",
    "register_transformers",
    "routed_events",
    "routers",
    "what_is_strange",
]

APP = "event_routing_backends"
"""The platform's package that makes statements of events."""

_LOG = logging.getLogger(__name__)
_ALLOWED = "EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS"
_BUS = "EVENT_BUS_TRACKING_LOGS"
_BACKENDS = "EVENT_TRACKING_BACKENDS"
_WHITELIST, _XAPI = "NameWhitelistProcessor", "XApiProcessor"
_KINDS = (set, list, tuple, frozenset)


def register_transformers() -> None:
    """Register what makes statements of our events, where the platform has use for it."""
    if apps.is_installed(APP) and (wrong := what_is_strange()):
        _LOG.warning("Events do not become statements: %s.", wrong)


def what_is_strange() -> str:
    """Have the transformers registered, or say what this version of the package has not got.

    With a version that we do not know the platform starts all the same.
    """
    try:
        from matrix_xblock.plugin.analytics.statements import register

        register()
    except (ImportError, AttributeError, TypeError) as strange:
        return f"{APP} has changed ({type(strange).__name__}: {strange})"
    return ""


def routed_events(wanted: object) -> list[str]:
    """Return the names of the events that this site sends; what it misspells it does not send."""
    return [event_name(each) for each in (*ROUTED, *chosen_events(wanted))]


def add_events(values: MutableMapping[str, Any]) -> None:
    """Add what the site sends to every list of events that become xAPI, where there is one.

    `values` are the names of a settings module. What operators set in a file is put in its place by
    the package itself, maybe after this: so it is added to as well. Twice is once.
    """
    if _ALLOWED not in values:
        return
    events = routed_events(_of_block(values).get("analytics_events"))
    tokens = values.get("ENV_TOKENS")
    for each in (values, tokens if isinstance(tokens, dict) else {}):
        for holder, name in _lists(each):
            _extend(holder, name, events)


def _of_block(values: Mapping[str, Any]) -> Mapping[str, Any]:
    of_blocks = values.get("XBLOCK_SETTINGS")
    of_block = of_blocks.get(BLOCK_TYPE) if isinstance(of_blocks, dict) else None
    return of_block if isinstance(of_block, dict) else {}


def is_routed(event: str) -> bool:
    """Tell whether an event is in every list, now that all settings are read."""
    values = {name: getattr(settings, name, None) for name in (_ALLOWED, _BUS, _BACKENDS)}
    lists = [holder[name] for holder, name in _lists(values)]
    return bool(lists) and all(event in each for each in lists)


def routers() -> list[Any]:
    """Return what sends xAPI here, as the platform's tracker has it; none where it has none."""
    tracking = platform_module("eventtracking.tracker")
    if tracking is None:
        return []
    backends = tracking.get_tracker().backends.values()
    inner = [each for backend in backends for each in getattr(backend, "backends", {}).values()]
    return [e for e in inner if any(_is_xapi(p) for p in getattr(e, "processors", ()))]


def _is_xapi(processor: object) -> bool:
    return type(processor).__name__ == _XAPI


def _lists(values: MutableMapping[str, Any]) -> Iterator[tuple[MutableMapping[str, Any], str]]:
    """Yield where each list of events that become xAPI stands: what holds it, and its name."""
    places = [(values, _ALLOWED), (values, _BUS)]
    for backend in _objects(values.get(_BACKENDS)):
        inner = [each for each in _objects(_options(backend).get("backends")) if _has(each, _XAPI)]
        for each in [backend, *inner] if inner else ():
            places += [(_options(e), "whitelist") for e in _processors(each) if _is(e, _WHITELIST)]
    return (place for place in places if isinstance(place[0].get(place[1]), _KINDS))


def _has(router: Mapping[str, Any], processor: str) -> bool:
    return any(_is(each, processor) for each in _processors(router))


def _is(processor: Mapping[str, Any], name: str) -> bool:
    return str(processor.get("ENGINE")).endswith(f".{name}")


def _processors(backend: Mapping[str, Any]) -> list[Any]:
    return [each for each in _options(backend).get("processors") or () if isinstance(each, dict)]


def _options(part: Mapping[str, Any]) -> Any:
    options = part.get("OPTIONS")
    return options if isinstance(options, dict) else {}


def _objects(values: object) -> list[Any]:
    inner = values.values() if isinstance(values, dict) else ()
    return [each for each in inner if isinstance(each, dict)]


def _extend(holder: MutableMapping[str, Any], name: str, events: Collection[str]) -> None:
    """Add what is not there yet, in place where that is possible."""
    listed = holder[name]
    missing = [each for each in events if each not in listed]
    if isinstance(listed, set):
        listed.update(missing)
    elif isinstance(listed, list):
        listed.extend(missing)
    else:
        holder[name] = type(listed)((*listed, *missing))
