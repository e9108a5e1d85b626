"""Having the course team notified of what waits for them: once a day, after somebody's save.

A block has no clock of its own that would run at night: the first save of a day that gives the team
something to do, or begins a round, brings the summary. An operator's command sends it by the clock,
beside that or, where the site says so, instead.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from matrix_xblock.codec.contact.digest_rows import write_digest
from matrix_xblock.domain.contact.digest import is_due
from matrix_xblock.domain.contact.notification import Notification, Subject
from matrix_xblock.domain.values.ledger_rows import TEAM, Entry, Kind
from matrix_xblock.ports.hosts import SummaryHost

__all__ = ["send_summary", "tell"]

_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def tell(host: SummaryHost) -> None:
    """Have the team notified after a save, unless the site does it by the clock."""
    if not host.notifications.is_summary_by_clock:
        send_summary(host)


def send_summary(host: SummaryHost) -> bool:
    """Have the team notified, if they have not been today and something has come since.

    Return whether they have been now.
    """
    if not (host.ledger.records and host.notifications.is_on):
        return False
    return host.notifications.send_to_team(partial(_summary, host))


def _summary(host: SummaryHost) -> Notification | None:
    """Return today's summary and write that it went out; None where there is none to send.

    Of two saves at once one writes it, and only that one has it sent.
    """
    if not is_due(_last(host), host.now()):
        return None
    with host.lock(), host.ledger.lock_each([TEAM], Kind.DIGEST):
        last, now = _last(host), host.now()
        if not is_due(last, now):
            return None
        number, recent = host.waiting.count_waiting(last or _BEFORE_ALL)
        if not recent:
            return None
        host.ledger.append([Entry(Kind.DIGEST, TEAM, write_digest(number), now)])
    return Notification(Subject.SUMMARY, number=number, recent=recent if last else 0)


def _last(host: SummaryHost) -> datetime | None:
    return next((each.at for each in host.ledger.latest(Kind.DIGEST)), None)
