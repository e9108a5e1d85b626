"""Modules of the platform, each of which may be missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = [
    "BLOCK_TYPE",
    "COURSEWARE",
    "KEYS",
    "OVERVIEWS",
    "STUDENT",
    "platform_module",
    "read_key",
]

BLOCK_TYPE = "matrix_review"
"""What the platform calls blocks of ours, in its tables and settings."""

STUDENT = "common.djangoapps.student.models"
COURSEWARE = "lms.djangoapps.courseware.models"
OVERVIEWS = "openedx.core.djangoapps.content.course_overviews.models"
KEYS = "opaque_keys.edx.keys"
_KEY_ERRORS = "opaque_keys"


def platform_module(name: str) -> Any:
    """Import a module of the platform, or tell that it is not there."""
    try:
        return import_module(name)
    except (ImportError, RuntimeError):
        # Django raises RuntimeError for models of an app that is not installed, as in Studio.
        return None


def read_key(kind: str, text: str) -> Any:
    """Return a `CourseKey` or `UsageKey` of the platform; None where the text is none."""
    keys, errors = platform_module(KEYS), platform_module(_KEY_ERRORS)
    if keys is None:
        return None
    try:
        return getattr(keys, kind).from_string(text)
    except errors.InvalidKeyError:
        return None
