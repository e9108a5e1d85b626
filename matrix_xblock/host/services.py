"""Platform services, each of which may be missing: who is looking, and where."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from xblock.exceptions import NoSuchServiceError

from matrix_xblock.domain.values.wordless import wordless

__all__ = [
    "PREVIEW_ID",
    "Viewer",
    "anonymous_id",
    "course_key",
    "is_in_course",
    "may_author",
    "owner",
    "service",
    "title",
    "usage_key",
    "viewer",
    "zone",
]

PREVIEW_ID = "student"
"""The anonymous id that Studio's preview gives to everybody: nothing may be recorded under it."""

_PLATFORM = "edx-platform."
_WORKBENCH_ID = "xblock-workbench.user_id"
_WORKBENCH_ROLE = "xblock-workbench.user_role"
_INSTRUCTOR = "instructor"


@wordless
@dataclass(frozen=True)
class Viewer:
    """Who is looking at the block, and how.

    `id` is the anonymous id that the ledger knows, empty for an anonymous visitor. `name` is
    shown to that person only.
    """

    id: str
    name: str
    time_zone: str = ""
    is_staff: bool = False
    is_instructor: bool = False
    is_preview: bool = False
    is_masquerading: bool = False
    has_state: bool = True

    @property
    def is_participant(self) -> bool:
        """Tell whether this viewer has a record of their own here."""
        return bool(self.id) and self.has_state and not self.is_masquerading

    @property
    def gives_cohorts(self) -> bool:
        """Tell whether this viewer says which cohorts are whose: staff with the instructor role."""
        return self.is_course_staff and self.is_instructor

    @property
    def is_course_staff(self) -> bool:
        """Tell whether this viewer may read what was signed off here: staff of this very course.

        Not in Studio or a library, where nobody takes part, and not while looking as somebody else.
        """
        return self.is_staff and self.is_participant and not self.is_preview


def service(block: Any, name: str) -> Any:
    """Return a service or None. The library runtime raises RuntimeError where no user is bound."""
    try:
        return block.runtime.service(block, name)
    except (NoSuchServiceError, RuntimeError):
        return None


def viewer(block: Any) -> Viewer:
    """Tell who is looking.

    Where it cannot be told, the answer is the one with the fewest rights. Asked once a request and
    handed on, never kept beyond it: a block may be met by others later.
    """
    user = _user(block)
    attributes = _attributes_of(user)
    is_preview = _is_preview(block)
    return Viewer(
        id=_ledger_id(block, attributes, is_preview=is_preview),
        name=getattr(user, "full_name", None) or attributes.get(f"{_PLATFORM}username") or "",
        time_zone=_preferences(attributes).get("time_zone") or "",
        is_staff=_is_staff(attributes),
        is_instructor=_is_instructor(attributes),
        is_preview=is_preview,
        is_masquerading=_is_masquerading(block),
        has_state=is_preview or service(block, "studio_user_permissions") is None,
    )


def anonymous_id(block: Any, username: str) -> str:
    """Return the id that the ledger knows somebody of the course by, empty where there is none.

    The platform makes one for who has never come, and answers course staff alone.
    """
    users = service(block, "user")
    identify = getattr(users, "get_anonymous_user_id", None)
    return str(identify(username, course_key(block)) or "") if identify else ""


def owner(viewer: Viewer) -> str:
    """Name a person to this browser without giving their id away."""
    return hashlib.sha256(f"owner:{viewer.id}".encode()).hexdigest()[:16]


def usage_key(block: Any) -> str:
    """Return the id of this placed block."""
    return str(block.scope_ids.usage_id)


def course_key(block: Any) -> str:
    """Return the id of the course or library that holds the block."""
    key = getattr(block.scope_ids.usage_id, "context_key", None)
    return str(key if key is not None else getattr(block, "course_id", "") or "")


def is_in_course(block: Any) -> bool:
    """Tell whether people can take part here: not in a library."""
    key = getattr(block.scope_ids.usage_id, "context_key", None)
    return bool(getattr(key, "is_course", True))


def may_author(block: Any) -> bool:
    """Tell whether this request may change what is authored.

    In a course only Studio has its permissions service, and only outside its preview, which would
    keep nothing. A library checks when it saves. The workbench has no authors and no secrets.
    """
    if bool(getattr(block.runtime, "is_author_mode", False)):
        return False
    if _is_somebody_else(block, _attributes_of(_user(block))):
        return False
    key = getattr(block.scope_ids.usage_id, "context_key", None)
    permissions = service(block, "studio_user_permissions")
    if permissions is not None:
        return bool(key is not None and permissions.can_write(key))
    if key is None:
        return isinstance(block.scope_ids.usage_id, str)
    return not is_in_course(block)


def title(block: Any) -> str:
    """Return what this block is called."""
    try:
        own = block.display_name
    except (TypeError, ValueError):
        own = ""  # of another type than a text: Studio names it, and every page has a title
    return str(own or block.fields["display_name"].default)


def zone(viewer: Viewer) -> Any:
    """Return the reader's own time zone, else the site's."""
    try:
        return ZoneInfo(viewer.time_zone) if viewer.time_zone else timezone.get_default_timezone()
    except (KeyError, ValueError, OSError):
        return timezone.get_default_timezone()


def _is_preview(block: Any) -> bool:
    """Tell whether this is Studio's preview or a library: nobody takes part there."""
    key = getattr(block.scope_ids.usage_id, "context_key", None)
    is_author_mode = bool(getattr(block.runtime, "is_author_mode", False))
    return is_author_mode or not getattr(key, "is_course", True)


def _user(block: Any) -> Any:
    users = service(block, "user")
    return users.get_current_user() if users else None


def _attributes_of(user: Any) -> dict[str, Any]:
    return dict(getattr(user, "opt_attrs", None) or {})


def _is_somebody_else(block: Any, attributes: dict[str, Any]) -> bool:
    """Tell whether the user service names another person than the one whose fields are loaded.

    A server that shares its services between threads has done that: neither may see the other's.
    """
    loaded_for = block.scope_ids.user_id
    named = attributes.get(f"{_PLATFORM}user_id") or attributes.get(_WORKBENCH_ID)
    return None not in (named, loaded_for) and str(named) != str(loaded_for)


def _ledger_id(block: Any, attributes: dict[str, Any], *, is_preview: bool) -> str:
    user_id = block.scope_ids.user_id
    if user_id is None or attributes.get(f"{_PLATFORM}is_authenticated") is False:
        return ""
    if _is_somebody_else(block, attributes):
        return ""
    if is_preview:
        return PREVIEW_ID
    anonymous = attributes.get(f"{_PLATFORM}anonymous_user_id")
    if anonymous:
        return str(anonymous)
    # Only the workbench lacks anonymous ids for people who are signed in.
    return str(user_id) if attributes.get(_WORKBENCH_ID) else ""


def _is_staff(attributes: dict[str, Any]) -> bool:
    """Tell whether the platform says so; in the workbench, which says nothing, by the id."""
    if any(name.startswith(_PLATFORM) for name in attributes):
        return bool(attributes.get(f"{_PLATFORM}user_is_staff"))
    return str(attributes.get(_WORKBENCH_ID) or "").startswith("staff")


def _is_instructor(attributes: dict[str, Any]) -> bool:
    """Tell whether this is somebody with the instructor role, which staff of the site have too.

    What is not told is not so: behind a wall, facilitators are those who may less.
    """
    if any(name.startswith(_PLATFORM) for name in attributes):
        is_of_site = bool(attributes.get(f"{_PLATFORM}user_is_global_staff"))
        return is_of_site or attributes.get(f"{_PLATFORM}user_role") == _INSTRUCTOR
    return bool(attributes.get(_WORKBENCH_ROLE) == _INSTRUCTOR)


def _preferences(attributes: dict[str, Any]) -> dict[str, Any]:
    preferences = attributes.get(f"{_PLATFORM}user_preferences")
    return preferences if isinstance(preferences, dict) else {}


def _is_masquerading(block: Any) -> bool:
    """Tell whether staff look as a named participant: the request is not of the state's user.

    True inside handlers only: in a view the platform has replaced the user, and nothing is written.
    Its middleware loads crum before any request; to look for what is not there takes time on each.
    """
    crum = sys.modules.get("crum")
    real = getattr(crum.get_current_user(), "id", None) if crum else None
    return real is not None and real != block.scope_ids.user_id
