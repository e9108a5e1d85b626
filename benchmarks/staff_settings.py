"""Settings of the staff bench: the LMS's stand-ins on the database that the bench has started."""

import json
import os

from lms_site.settings import *  # noqa: F403

DATABASES = {"default": json.loads(os.environ["MATRIX_BENCH_DATABASE"])}
if "mysql" in DATABASES["default"]["ENGINE"]:
    import pymysql

    pymysql.install_as_MySQLdb()

# Its tables are made as they are today: an old step of its migrations does not run on MariaDB.
MIGRATION_MODULES = {"submissions": None}
