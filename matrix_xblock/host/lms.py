"""People as the LMS knows them: enrolment, names, cohorts, team. Its modules are met here only."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, NullIf

from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.host.platform_modules import KEYS, STUDENT, platform_module
from matrix_xblock.host.roster_joins import AccountTables

__all__ = ["LmsPeople", "TeamMember", "people_source"]

_HOUR = 3600
_INSTRUCTOR = "instructor"
_STAFF_ROLES = ("staff", "limited_staff", _INSTRUCTOR)
_GROUPS = "openedx.core.djangoapps.course_groups.models"
_PREFERENCES = "openedx.core.djangoapps.user_api.models"
_FLAGS = "openedx.core.djangoapps.notifications.config.waffle"


@wordless
@dataclass(frozen=True)
class TeamMember:
    """Somebody of the course team. `id` is the anonymous id, empty for who never came."""

    username: str
    name: str
    id: str


def people_source() -> LmsPeople | None:
    """Return the source of the LMS, or None where this is none. Cohorts may be missing alone."""
    student = platform_module(STUDENT)
    keys = platform_module(KEYS)
    if student is None or keys is None:
        return None
    return LmsPeople(student, platform_module(_GROUPS), keys.CourseKey.from_string)


class LmsPeople:
    """Everybody who is enrolled in the course and is not of its staff."""

    has_names = has_everybody = True

    def __init__(self, student: Any, groups: Any, course_key: Any) -> None:
        self._student = student
        self._groups = groups
        self._course_key = course_key
        self.has_cohorts = groups is not None

    def people(self, course: str) -> QuerySet[Any]:
        """Return one row for each active enrolment.

        What is known of somebody is asked for where it is selected, and nothing is joined: who
        only counts people reads enrolments alone. Of several ids of one person the latest counts.
        """
        key = self._course_key(course)
        mine = {"user_id": OuterRef("user_id"), "course_id": key}
        ids = self._student.AnonymousUserId.objects.filter(**mine).order_by("-id")
        profile = self._student.UserProfile.objects.filter(user_id=OuterRef("user_id"))
        account = get_user_model().objects.filter(pk=OuterRef("user_id"))
        people: QuerySet[Any] = self._enrolled(key).order_by()
        return people.annotate(
            account=F("user_id"),
            username=_one(account, "username"),
            participant=_one(ids, "anonymous_user_id"),
            person_name=_named_or(_one(profile, "name"), _one(account, "username")),
            cohort_name=self._cohort(mine),
        )

    def tables(self, course: str) -> AccountTables:
        """Return the ids of a course, and the names of everybody on the site."""
        names = self._student.UserProfile.objects.order_by()
        return AccountTables(
            ids=self._ids(course),
            names=names.annotate(account=F("user_id"), full_name=F("name")),
        )

    def _ids(self, course: str) -> QuerySet[Any]:
        """Return the ids of a course: of several of one person the latest."""
        key = self._course_key(course)
        ids: QuerySet[Any] = self._student.AnonymousUserId.objects.filter(course_id=key).order_by()
        if self._has_second_ids(course):
            mine = {"user_id": OuterRef("user_id"), "course_id": key}
            later = self._student.AnonymousUserId.objects.filter(**mine, id__gt=OuterRef("pk"))
            ids = ids.filter(~Exists(later))
        return ids.annotate(account=F("user_id"), participant=F("anonymous_user_id"))

    def _has_second_ids(self, course: str) -> bool:
        """Tell whether anybody has several ids in a course.

        They are of years ago: the platform makes none any more. So it is looked up once an hour.
        """
        ids = self._student.AnonymousUserId.objects.filter(course_id=self._course_key(course))
        number = ids.order_by().values("user_id").annotate(number=Count("pk"))
        digest = hashlib.sha256(course.encode()).hexdigest()
        name = f"matrix_xblock.second_ids.{digest}"
        return bool(cache.get_or_set(name, number.filter(number__gt=1).exists, _HOUR))

    def among(self, course: str, participants: Sequence[str]) -> QuerySet[Any]:
        """Return those of some ids, by the index of ids."""
        ids = self._student.AnonymousUserId.objects.filter(
            course_id=self._course_key(course), anonymous_user_id__in=list(participants)
        )
        return self.people(course).filter(user_id__in=ids.values("user_id"))

    def in_cohorts(self, course: str, cohorts: Collection[str]) -> QuerySet[Any]:
        """Return those of some cohorts, from their members."""
        if self._groups is None:
            return self.people(course).none()
        members = self._groups.CohortMembership.objects.filter(
            course_id=self._course_key(course), course_user_group__name__in=list(cohorts)
        )
        return self.people(course).filter(user_id__in=members.values("user_id"))

    def cohorts(self, course: str) -> tuple[str, ...]:
        """Return the cohorts that anybody is in, or was before leaving the course, in order."""
        if self._groups is None:
            return ()
        key = self._course_key(course)
        anybody = self._groups.CohortMembership.objects.filter(
            course_user_group=OuterRef("pk"), course_id=key
        )
        groups = self._groups.CourseUserGroup.objects.filter(Exists(anybody), course_id=key)
        return tuple(sorted(groups.values_list("name", flat=True)))

    def give_ids(self, course: str, most: int) -> None:
        """Make the ids that the platform would make when these people first come."""
        key = self._course_key(course)
        ids = self._student.AnonymousUserId.objects.filter(
            course_id=key, user_id=OuterRef("user_id")
        )
        new = self._enrolled(key).filter(~Exists(ids)).order_by("pk").select_related("user")
        for enrolment in new[:most]:
            self._student.anonymous_id_for_user(enrolment.user, key)

    def accounts(self, course: str, participants: Sequence[str]) -> Mapping[str, int]:
        """Return the keys of accounts by id, of those who are still enrolled."""
        key = self._course_key(course)
        enrolled = self._student.CourseEnrollment.objects.filter(course_id=key, is_active=True)
        ids = self._student.AnonymousUserId.objects.filter(
            course_id=key,
            anonymous_user_id__in=list(participants),
            user_id__in=enrolled.values("user_id"),
        )
        return dict(ids.values_list("anonymous_user_id", "user_id"))

    def team_accounts(self, course: str) -> list[int]:
        """Return the keys of the accounts of the course team."""
        roles = self._student.CourseAccessRole.objects.filter(
            course_id=self._course_key(course), role__in=_STAFF_ROLES
        )
        return sorted(set(roles.values_list("user_id", flat=True)))

    def languages(self, accounts: Sequence[int]) -> Mapping[int, str]:
        """Return the languages that people have chosen, as far as they have."""
        preferences = platform_module(_PREFERENCES)
        if preferences is None:
            return {}
        chosen = preferences.UserPreference.objects.filter(
            user_id__in=list(accounts), key="pref-lang"
        )
        return dict(chosen.values_list("user_id", "value"))

    def key_of(self, course: str) -> Any:
        """Return the key of a course as the platform has it."""
        return self._course_key(course)

    def has_notifications(self, course: str) -> bool:
        """Tell whether notifications are switched on: later releases have no switch any more."""
        switch = getattr(platform_module(_FLAGS), "ENABLE_NOTIFICATIONS", None)
        return switch is None or bool(switch.is_enabled(self._course_key(course)))

    def team(self, course: str) -> Iterator[TeamMember]:
        """Yield who has the staff role, here or in all courses of the organisation.

        Not those with the instructor role, nor staff of the site, who have that as well.
        """
        key = self._course_key(course)
        rows = self._roles(key).filter(role__in=_STAFF_ROLES, user__is_staff=False)
        of_team = list(rows.values_list("user_id", "user__username", "role"))
        instructors = {user for user, _, role in of_team if role == _INSTRUCTOR}
        usernames = {user: name for user, name, _ in of_team if user not in instructors}
        among = {"user_id__in": list(usernames)}
        names = dict(
            self._student.UserProfile.objects.filter(**among).values_list("user_id", "name")
        )
        ids = self._student.AnonymousUserId.objects.filter(course_id=key, **among).order_by("pk")
        known = dict(ids.values_list("user_id", "anonymous_user_id"))
        for user, username in usernames.items():
            yield TeamMember(username, names.get(user) or username, known.get(user, ""))

    def _roles(self, key: Any) -> QuerySet[Any]:
        """Return the roles in a course, and those in all courses of its organisation."""
        roles = self._student.CourseAccessRole
        # A field for keys reads no empty text: it has a word of its own for no course.
        course_id = roles._meta.get_field("course_id")  # noqa: SLF001 - public in Django
        no_course = getattr(course_id, "Empty", "")
        rows: QuerySet[Any] = roles.objects.filter(
            Q(course_id=key) | Q(course_id=no_course, org=key.org)
        )
        return rows

    def _enrolled(self, key: Any) -> QuerySet[Any]:
        """Return the active enrolments of all but staff."""
        roles = self._student.CourseAccessRole.objects.filter(course_id=key, role__in=_STAFF_ROLES)
        active: QuerySet[Any] = self._student.CourseEnrollment.objects.filter(
            course_id=key, is_active=True
        )
        return active.exclude(user_id__in=roles.values("user_id"))

    def _cohort(self, mine: dict[str, Any]) -> Any:
        if self._groups is None:
            return Value("", output_field=CharField())
        members = self._groups.CohortMembership.objects.filter(**mine)
        return _one(members, "course_user_group__name")


def _one(rows: QuerySet[Any], column: str) -> Subquery:
    return Subquery(rows.values(column)[:1])


def _named_or(name: Any, username: Any) -> Any:
    """Return the full name, or the username where somebody has given none."""
    return Coalesce(NullIf(name, Value("")), username, output_field=CharField())
