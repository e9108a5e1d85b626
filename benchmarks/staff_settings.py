"""Settings of the staff bench: the tests' own, without a log of every query."""

from lms_site.settings import *  # noqa: F403

DEBUG = False
