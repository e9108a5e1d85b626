"""Accounts of the platform, by what an operator knows somebody by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model

from matrix_xblock.domain.errors import Problem, Unknown
from matrix_xblock.host.platform_modules import STUDENT, platform_module, read_key

__all__ = ["PlatformAccounts", "find_account"]


def find_account(by: str, value: str) -> Any:
    """Return the account with this `username`, `email` or `pk`. Raises `Unknown`.

    Of several with one address there is none: nobody can tell which is meant.
    """
    accounts = list(get_user_model()._default_manager.filter(**{by: value})[:2])  # noqa: SLF001
    if len(accounts) != 1:
        raise Unknown(Problem("account", "unknown_person"))
    return accounts[0]


class PlatformAccounts:
    """Accounts by the platform's own table of anonymous ids, where this is the LMS."""

    def of_course(self, course: str) -> Mapping[str, str]:
        """Return the account of each id of a course: somebody can have several of years ago."""
        student, key = platform_module(STUDENT), read_key("CourseKey", course)
        if student is None or key is None:
            return {}
        ids = student.AnonymousUserId.objects.filter(course_id=key).order_by()
        both = ids.values_list("anonymous_user_id", "user_id").iterator()
        return {participant: str(account) for participant, account in both}
