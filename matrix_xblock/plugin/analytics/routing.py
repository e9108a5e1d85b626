"""Have the platform's event routing know our events, where it is installed.

Its lists of allowed events stand in several places of the settings, and some are copies. Each is
added to where it stands, in the production phase: then all of them are there, and what somebody
else has taken hold of has ours in it too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, MutableMapping
from typing import Any

from django.apps import apps

from matrix_xblock.host.events import ROUTED, ROUTED_BY_SETTING
from matrix_xblock.plugin.analytics.vocabulary import event_name

__all__ = ["add_events", "register_transformers", "routed_events"]

_APP = "event_routing_backends"
_LISTS = ("EVENT_TRACKING_BACKENDS_ALLOWED_XAPI_EVENTS", "EVENT_BUS_TRACKING_LOGS")
_BACKENDS = "EVENT_TRACKING_BACKENDS"
_WHITELIST, _XAPI = ".NameWhitelistProcessor", ".XApiProcessor"


def register_transformers() -> None:
    """Register what makes statements of our events, where the platform has use for it."""
    if apps.is_installed(_APP):
        from matrix_xblock.plugin.analytics.statements import register

        register()


def routed_events(wanted: object) -> list[str]:
    """Return the names of the events that this site sends; what it misspells it does not send."""
    listed = wanted if isinstance(wanted, list | tuple) else ()
    return [event_name(e) for e in (*ROUTED, *(e for e in ROUTED_BY_SETTING if e in listed))]


def add_events(settings: Any, events: Collection[str]) -> None:
    """Add events to every list of those that become xAPI, where the package has made one.

    What operators set in a file is put in its place by the package itself, maybe after this: so it
    is added to as well.
    """
    if hasattr(settings, _LISTS[0]):
        tokens = getattr(settings, "ENV_TOKENS", None)
        for each in (vars(settings), tokens if isinstance(tokens, dict) else {}):
            _add_to(each, events)


def _add_to(values: MutableMapping[str, Any], events: Collection[str]) -> None:
    for name in _LISTS:
        _extend(values, name, events)
    for backend in _objects(values.get(_BACKENDS)):
        routers = [each for each in _objects(_options(backend).get("backends")) if _is_xapi(each)]
        for each in [backend, *routers] if routers else ():
            for processor in _processors(each):
                if str(processor.get("ENGINE")).endswith(_WHITELIST):
                    _extend(_options(processor), "whitelist", events)


def _is_xapi(router: Mapping[str, Any]) -> bool:
    return any(str(each.get("ENGINE")).endswith(_XAPI) for each in _processors(router))


def _processors(backend: Mapping[str, Any]) -> Iterator[Any]:
    listed = _options(backend).get("processors")
    yield from (each for each in listed or () if isinstance(each, dict))


def _options(part: Mapping[str, Any]) -> Any:
    options = part.get("OPTIONS")
    return options if isinstance(options, dict) else {}


def _objects(values: object) -> list[Any]:
    found = values.values() if isinstance(values, dict) else ()
    return [each for each in found if isinstance(each, dict)]


def _extend(holder: MutableMapping[str, Any], name: str, events: Collection[str]) -> None:
    """Add what is not there yet, in place where that is possible."""
    listed = holder.get(name)
    if isinstance(listed, set):
        listed.update(events)
    elif isinstance(listed, list):
        listed.extend(each for each in events if each not in listed)
    elif isinstance(listed, tuple | frozenset):
        holder[name] = type(listed)((*listed, *(each for each in events if each not in listed)))
