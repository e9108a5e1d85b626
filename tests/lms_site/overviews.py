"""What stands for `openedx.core.djangoapps.content.course_overviews.models`."""

from lms_site.student.models import CourseOverview

__all__ = ["CourseOverview"]
