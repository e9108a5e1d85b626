"""What people call courses, where the platform knows it."""

from __future__ import annotations

from typing import Any

from matrix_xblock.host.platform_modules import OVERVIEWS, platform_module, read_key

__all__ = ["course_name"]


def course_name(course: str) -> str:
    """Return the name of a course, or its key where the name is not known."""
    overviews: Any = platform_module(OVERVIEWS)
    key = read_key("CourseKey", course)
    if overviews is None or key is None:
        return course
    row = overviews.CourseOverview.objects.filter(id=key).values("display_name").first()
    return str((row and row["display_name"]) or course)
