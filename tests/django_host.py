"""Django for the tests that need it: the demo's settings with a database in memory.

MATRIX_TEST_DATABASE names another database: see .ci/databases.
"""

import os
from contextlib import contextmanager
from functools import cache


@cache
def set_up(site="lms_site.settings"):
    """Set Django up and make the tables, once in a process."""
    os.environ["MATRIX_DEMO_DATABASE"] = ":memory:"
    os.environ["DJANGO_SETTINGS_MODULE"] = site
    import django
    from django.core.management import call_command

    django.setup()
    from matrix_xblock.host import pages
    from strict_names import StrictFrame

    pages.Frame = StrictFrame
    # The stand-ins have no migrations, and their tables refer to accounts.
    call_command("migrate", "auth", interactive=False, verbosity=0)
    # The wheel of the older workbench has no migrations; its tables are made without them.
    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)


@contextmanager
def rolled_back():
    """Let a test write what it likes; afterwards nothing of it is there."""
    from django.core.cache import cache as django_cache
    from django.db import reset_queries, transaction

    django_cache.clear()
    reset_queries()  # the workbench logs every one, and counting them fails after 9,000
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    django_cache.clear()
