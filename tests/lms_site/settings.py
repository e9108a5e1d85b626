"""The demo's settings with the stand-ins for the LMS's own apps."""

from matrix_xblock.demo.settings import *  # noqa: F403
from matrix_xblock.demo.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "lms_site.student", "lms_site.course_groups"]
