"""The demo's settings with the stand-ins for the LMS's own apps."""

import os

from lms_site.database import settings_of
from matrix_xblock.demo.settings import *  # noqa: F403
from matrix_xblock.demo.settings import INSTALLED_APPS

OF_THE_LMS = ("student", "course_groups", "courseware", "user_api")
PLUGIN = "matrix_xblock.plugin.apps.MatrixReviewConfig"
INSTALLED_APPS = [*INSTALLED_APPS, *(f"lms_site.{each}" for each in OF_THE_LMS), PLUGIN]

if url := os.environ.get("MATRIX_TEST_DATABASE"):
    DATABASES = {"default": settings_of(url)}
    # Its tables are made as they are today: an old step of its migrations does not run on MariaDB.
    MIGRATION_MODULES = {"submissions": None}
