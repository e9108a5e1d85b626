"""Put the stand-ins where the LMS has its own."""

import sys

from lms_site import keys

NAMES = {
    "common.djangoapps.student.models": "lms_site.student.models",
    "openedx.core.djangoapps.course_groups.models": "lms_site.course_groups.models",
    "openedx.core.djangoapps.user_api.models": "lms_site.user_api.models",
    "openedx.core.djangoapps.user_api.accounts.signals": "lms_site.user_api.accounts.signals",
    "openedx.core.djangoapps.content.course_overviews.models": "lms_site.overviews",
    "xmodule.modulestore.django": "lms_site.modulestore",
    "xmodule.modulestore.exceptions": "lms_site.modulestore",
    "lms.djangoapps.courseware.models": "lms_site.courseware.models",
}

PEOPLE = [name for name in NAMES if not name.endswith("courseware.models")]
"""What knows who is in a course."""


def install(monkeypatch, *, without=()):
    """Let the block find the LMS's modules, but for those that are named.

    What the block keeps in the platform's cache is of another test's people.
    """
    from importlib import import_module

    from django.core.cache import cache

    cache.clear()
    # Its classes are made of the real keys: it has to be there before a stand-in takes their place.
    import_module("openedx_events.learning.signals")
    monkeypatch.setitem(sys.modules, "opaque_keys.edx.keys", keys)
    for name, stand_in in NAMES.items():
        if name not in without:
            monkeypatch.setitem(sys.modules, name, import_module(stand_in))


def enrol(course, who, name, *, cohort="", is_active=True, username="", role="", language=""):
    """Enrol somebody. Without an id they have never come."""
    from django.contrib.auth.models import User

    from lms_site.course_groups.models import CohortMembership, CourseUserGroup
    from lms_site.student import models as student

    user = User.objects.create(username=username or f"user-{User.objects.count()}")
    student.UserProfile.objects.create(user=user, name=name)
    student.CourseEnrollment.objects.create(user=user, course_id=course, is_active=is_active)
    if who:
        student.AnonymousUserId.objects.create(user=user, anonymous_user_id=who, course_id=course)
    if cohort:
        group, _ = CourseUserGroup.objects.get_or_create(name=cohort, course_id=course)
        CohortMembership.objects.create(course_user_group=group, user=user, course_id=course)
    if language:
        user.preferences.create(key="pref-lang", value=language)
    if role:
        student.CourseAccessRole.objects.create(user=user, course_id=course, role=role)
    return user.pk
