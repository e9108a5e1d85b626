"""Django settings of the demo and the tests: the workbench's, made safe, with a ledger."""

from __future__ import annotations

import os
from pathlib import Path

import django

os.environ.setdefault("EXCLUDE_SAMPLE_XBLOCKS", "yes")

from workbench.settings import *  # noqa: F403 - this is how Django settings build on others
from workbench.settings import INSTALLED_APPS, MIDDLEWARE, TEMPLATES, WORKBENCH

DATA = Path(os.environ.get("MATRIX_DEMO_DATA", ".demo")).resolve()
# Of two transactions that have read and now want to write, SQLite refuses one at once, however long
# it may wait: so each asks for the right to write when it begins. Django has the option since 5.1.
WAITING = {"transaction_mode": "IMMEDIATE"} if django.VERSION >= (5, 1) else {}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("MATRIX_DEMO_DATABASE", str(DATA / "demo.sqlite3")),
        "OPTIONS": {"timeout": 20, **WAITING},
    }
}
# With an empty MEDIA_URL the workbench serves its whole working folder, database included.
MEDIA_URL = "/media/"
MEDIA_ROOT = str(DATA / "media")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
LOGGING_CONFIG = None  # the workbench's writes into ./var
SILENCED_SYSTEM_CHECKS = ["admin.E406", "admin.E408", "models.W042", "fields.W905", "urls.W005"]
INSTALLED_APPS = [*INSTALLED_APPS, "submissions"]
MIDDLEWARE = [*MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
ROOT_URLCONF = "matrix_xblock.demo.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "demo",
        "DIRS": [str(Path(__file__).parents[1] / "templates")],
        "OPTIONS": {
            "context_processors": TEMPLATES[0]["OPTIONS"]["context_processors"],
            "loaders": ["matrix_xblock.host.compact.Loader"],
        },
    },
    *TEMPLATES,
]
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
WORKBENCH = {
    **WORKBENCH,
    "services": {
        **WORKBENCH["services"],
        "user": "matrix_xblock.demo.users.PersonaService",
        "matrix_people": "matrix_xblock.demo.course.DemoPeople",
    },
}
XBLOCK_SETTINGS = {
    "matrix_review": {
        "my_people": os.environ.get("MATRIX_DEMO_MY_PEOPLE", "filter"),
        "k": 5,  # forty people are too few for figures from ten on
        "research_studies": [
            {
                "id": "demo-study",
                "title": "Demo study",
                "key": "a key that everybody can read is no key at all",
            }
        ],
    }
}
