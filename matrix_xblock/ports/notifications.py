"""Notifications: what the platform is asked to tell people, where it has a service for that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from matrix_xblock.domain.contact.notification import Notification

__all__ = ["Notifications"]


class Notifications(Protocol):
    """The platform's own service, which each person sets up or turns off for themselves.

    None of its failures reaches who asks: what was saved is saved.
    """

    @property
    def is_on(self) -> bool:
        """Tell whether the platform takes notifications of this block."""

    @property
    def is_summary_by_clock(self) -> bool:
        """Tell whether a summary for the course team waits for the clock of the site."""

    def send(self, notification: Notification, participants: Sequence[str]) -> bool:
        """Have some people notified now. Return whether the platform has taken it for them all.

        Nobody is notified where it returns False. Who has left the course, or has no account, is
        passed over.
        """

    def send_when_saved(self, notification: Notification, participants: Sequence[str]) -> None:
        """Have some people notified once what is being saved is saved, and never where it fails."""

    def send_to_team(self, make: Callable[[], Notification | None]) -> bool:
        """Have the course team notified now, as `send` does, of what is made; of None not.

        What fails while it is made breaks nothing either. False where nobody is in the team.
        """
