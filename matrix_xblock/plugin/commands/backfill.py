"""`backfill`: past sign-offs for the site's analytics, as if they had been told then."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.base import CommandError

from matrix_xblock.host.past_sign_offs import PastSignOff, past_sign_offs
from matrix_xblock.plugin.analytics.routing import is_routed, routers
from matrix_xblock.plugin.analytics.vocabulary import event_name
from matrix_xblock.plugin.commands.console import LOOK_AT_IT, Console, require_lms

__all__ = ["HELP", "add_arguments", "event_of", "run"]

HELP = "Send past sign-offs to the site's analytics, each once. Without --yes it counts."
_SIGNED_OFF = event_name("signed_off")
_WHY = {
    "unreadable": "as the row does not say what was signed off, or where",
    "without_account": "as the account is gone",
}


def add_arguments(parser: ArgumentParser) -> None:
    """Ask of which organisations, and where to go on."""
    parser.add_argument("--org", action="append", help="of this organisation; can be repeated")
    parser.add_argument(
        "--after", type=int, default=0, help="go on after this row, where a run has ended early"
    )
    parser.add_argument("--yes", action="store_true", help="send them")


def run(console: Console, options: Mapping[str, Any]) -> None:
    """Go through the ledger. A sign-off that was sent already becomes the same statement."""
    require_lms()
    routes = _routes() if options["yes"] else []
    counts: Counter[str] = Counter()
    last = options["after"]
    for some in past_sign_offs(options["org"], after=last):
        _send(routes, [event_of(e) for e in some if _left_out(e) is None], last)
        counts.update(_left_out(each) or "sign_offs" for each in some)
        last = max([last, *(each.row for each in some)])
        console.say(f"{counts['sign_offs']} sign-offs, up to row {last}")
    _close(console, counts, last, is_done=options["yes"])


def _routes() -> list[Any]:
    """Return what sends statements here. Raises `CommandError` where nothing would arrive."""
    routes = routers()
    if not routes:
        raise CommandError("This site has no event routing: there is nothing to send to.")
    if not is_routed(_SIGNED_OFF):
        raise CommandError("This site does not let sign-offs become statements: run check.")
    return routes


def _left_out(each: PastSignOff) -> str | None:
    """Return why a sign-off cannot be sent, if it cannot."""
    if each.payload is None or not each.block:
        return "unreadable"
    return "without_account" if each.user is None else None


def event_of(each: PastSignOff) -> dict[str, Any]:
    """Return a sign-off as the platform's tracker gives it to those who route it."""
    payload = dict(each.payload or {})
    context = {
        "user_id": each.user,
        "course_id": each.course,
        "module": {"usage_key": each.block},
    }
    return {"name": _SIGNED_OFF, "timestamp": payload["at"], "data": payload, "context": context}


def _send(routes: Sequence[Any], events: list[dict[str, Any]], last: int) -> None:
    for route in routes if events else ():
        try:
            route.bulk_send(events)
        except Exception as error:
            raise CommandError(
                f"The event routing failed: {type(error).__name__}. Go on with --after {last}."
            ) from error


def _close(console: Console, counts: Counter[str], last: int, *, is_done: bool) -> None:
    left_out = {key: counts[key] for key in _WHY if counts[key]}
    body = {
        "sign_offs": counts["sign_offs"],
        "left_out": left_out,
        "last_row": last,
        "is_done": is_done,
    }
    lines = [f"{counts['sign_offs']} sign-offs."]
    lines += [f"{number} left out, {_WHY[why]}." for why, number in left_out.items()]
    closing = "They were sent." if is_done else "Nothing was sent: add --yes."
    console.result(body, [*lines, closing])
    if left_out:
        raise CommandError("Some sign-offs cannot be told.", returncode=LOOK_AT_IT)
