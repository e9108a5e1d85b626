"""Notifications through the platform's own event, where its package and a receiver are there."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from typing import Any, TypeVar
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_supported_language_variant, gettext, ngettext

from matrix_xblock.domain.contact.notification import MOST_AT_ONCE, Notification, Subject
from matrix_xblock.domain.errors import Misconfigured
from matrix_xblock.domain.figures.site_rules import SummaryTime
from matrix_xblock.domain.staff.my_people import PeopleRule
from matrix_xblock.domain.values.prose import without_hidden
from matrix_xblock.host import lms, services, translation
from matrix_xblock.host.site import read_people_rule, read_site
from matrix_xblock.ports.notifications import Notifications

__all__ = ["NoNotifications", "PlatformNotifications", "notifications_for"]

T = TypeVar("T")

_log = logging.getLogger(__name__)

_LONGEST_TITLE = 200


def notifications_for(block: Any, *, may_record: bool) -> Notifications:
    """Return what a block can have people told through, or one that tells nobody."""
    made = _attempt(lambda: _platform(block)) if may_record else None
    return made or NoNotifications()


class NoNotifications:
    """A preview, a platform without the service, or a site that has turned it off."""

    is_on = is_summary_by_clock = False

    def send(self, notification: Notification, participants: Sequence[str]) -> bool:  # noqa: ARG002
        """Send nothing, and say so."""
        return False

    def send_when_saved(self, notification: Notification, participants: Sequence[str]) -> None:
        """Send nothing."""

    def send_to_team(self, make: Callable[[], Notification | None]) -> bool:  # noqa: ARG002
        """Make nothing and send nothing, and say so."""
        return False


class PlatformNotifications:
    """The platform's event. Each person is told in the language that they have chosen."""

    is_on = True

    def __init__(self, block: Any, people: lms.LmsPeople, event: Any) -> None:
        self._block = block
        self._people = people
        self._event = event
        self._course = services.course_key(block)
        self._title = without_hidden(services.title(block))[:_LONGEST_TITLE]
        self._address = _address(self._course, services.usage_key(block))

    @property
    def is_summary_by_clock(self) -> bool:
        """Tell what the site says."""
        return read_site(self._block).summaries is SummaryTime.CLOCK

    def send(self, notification: Notification, participants: Sequence[str]) -> bool:
        """Ask the platform, once for each language and some people at a time."""

        def ask() -> bool:
            accounts = self._people.accounts(self._course, participants)
            self._send(notification, sorted(accounts.values()))
            return True

        return bool(_attempt(ask))

    def send_when_saved(self, notification: Notification, participants: Sequence[str]) -> None:
        """Ask when the transaction is over, at once where there is none."""
        transaction.on_commit(partial(self.send, notification, participants))

    def send_to_team(self, make: Callable[[], Notification | None]) -> bool:
        """Ask for everybody who has a role in the course."""

        def ask() -> bool:
            notification = make()
            if notification and read_people_rule(self._block) is PeopleRule.WALL:
                # A number would be about people whom somebody of the team may not know of.
                notification = replace(notification, number=0, recent=0)
            accounts = self._people.team_accounts(self._course) if notification else []
            if notification and accounts:
                self._send(notification, accounts)
            return bool(accounts)

        return bool(_attempt(ask))

    def _send(self, notification: Notification, accounts: Sequence[int]) -> None:
        from openedx_events.learning.data import UserNotificationData

        languages = self._people.languages(accounts)
        for language, some in _by_language(accounts, languages):
            with translation.speaking_to(language):
                text = _text(notification, self._title)
            asked = UserNotificationData(
                user_ids=some,
                notification_type="course_updates",
                app_name="updates",
                content_url=self._address,
                course_key=self._people.key_of(self._course),
                # The platform puts it into HTML as it is.
                context={"course_update_content": escape(text)},
            )
            _refuse_failures(self._event.send_event(notification_data=asked))


def _platform(block: Any) -> PlatformNotifications | None:
    """Return the platform's, where its package, a receiver and the site's leave are there."""
    people = lms.people_source()
    event = _event() if people and _is_wanted(block) else None
    if people is None or event is None or not event.has_listeners():
        return None
    with transaction.atomic():  # a query that fails must not end the transaction around it
        is_on = people.has_notifications(services.course_key(block))
    return PlatformNotifications(block, people, event) if is_on else None


def _attempt(run: Callable[[], T]) -> T | None:
    """Do something that runs code of others. Whatever that raises breaks nothing here."""
    try:
        return run()
    except Exception as error:  # noqa: BLE001 - receivers raise anything, and with anybody's words
        _log.warning("A notification was not sent: %s", type(error).__name__)
        return None


def _event() -> Any:
    try:
        from openedx_events.learning.signals import USER_NOTIFICATION_REQUESTED
    except ImportError:
        return None
    return USER_NOTIFICATION_REQUESTED


def _is_wanted(block: Any) -> bool:
    """Tell what the site says. Settings that break a rule are shown elsewhere: nobody is told."""
    try:
        return read_site(block).notifications
    except Misconfigured:
        return False


def _refuse_failures(responses: Iterable[tuple[Any, Any]]) -> None:
    """Raise what a receiver has raised: the event gives it back as an answer."""
    for _, answer in responses:
        if isinstance(answer, Exception):
            raise answer


def _address(course: str, usage: str) -> str:
    """Return the address at which the platform opens the block, whatever shows its courses."""
    root = str(getattr(settings, "LMS_ROOT_URL", "") or "").rstrip("/")
    return f"{root}/courses/{quote(course, safe=':+')}/jump_to/{quote(usage, safe=':+@')}"


def _by_language(
    accounts: Sequence[int], languages: Mapping[int, str]
) -> Iterator[tuple[str, list[int]]]:
    by_language: dict[str, list[int]] = defaultdict(list)
    for each in accounts:
        by_language[_known(languages.get(each, ""))].append(each)
    for language, people in by_language.items():
        for first in range(0, len(people), MOST_AT_ONCE):
            yield language, people[first : first + MOST_AT_ONCE]


def _known(language: str) -> str:
    """Return a language of this site: the one that was chosen, or else the site's own."""
    try:
        return str(get_supported_language_variant(language))
    except LookupError:
        return str(settings.LANGUAGE_CODE)


def _text(notification: Notification, title: str) -> str:
    """Say it in the language that is spoken."""
    if notification.subject is Subject.SUMMARY:
        return _summary(notification, title)
    review = f"{title}, {notification.round_title}" if notification.round_title else title
    return _sentence(notification.subject) % {"review": review}


def _sentence(subject: Subject) -> str:
    match subject:
        case Subject.COMMENTED:
            return gettext("Your course team has commented on your review: %(review)s.")
        case Subject.RETURNED:
            return gettext("Your course team has returned your review: %(review)s.")
        case Subject.ACCEPTED:
            return gettext("Your course team has accepted your review: %(review)s.")
        case Subject.START:
            return gettext("Your course team reminds you to start your review: %(review)s.")
        case Subject.FINISH:
            return gettext("Your course team reminds you to finish your review: %(review)s.")
        case _:
            return gettext("Your course team has offered you an opportunity: %(review)s.")


def _summary(notification: Notification, title: str) -> str:
    values = {"n": notification.number, "review": title}
    if not notification.number:
        return gettext("Reviews need your course team: %(review)s.") % values
    text = ngettext(
        "%(n)s review needs your course team: %(review)s.",
        "%(n)s reviews need your course team: %(review)s.",
        notification.number,
    )
    if not notification.recent:
        return text % values
    recent = ngettext(
        "%(n)s came since the last summary.",
        "%(n)s came since the last summary.",
        notification.recent,
    )
    return f"{text % values} {recent % {'n': notification.recent}}"
