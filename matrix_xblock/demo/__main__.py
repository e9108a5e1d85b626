"""Serve the demo.

`python -m matrix_xblock.demo` works from any folder, with the environment variable PORT.
"""

from __future__ import annotations

import os
import sys

__all__ = ["main", "prepare"]

DEFAULT_PORT = "8000"


def prepare() -> None:
    """Set Django up on the demo's settings, make the database, and fill it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matrix_xblock.demo.settings")
    import django  # noqa: PLC0415 - needs the settings
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    settings.DATA.mkdir(parents=True, exist_ok=True)
    django.setup()
    # The wheel of the older workbench has no migrations; its tables are made without them.
    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    from matrix_xblock.demo.seed import seed  # noqa: PLC0415 - needs django.setup()

    seed()


def main() -> None:
    """Say where the demo is, and serve it on this machine only."""
    try:
        prepare()
    except ModuleNotFoundError as missing:
        sys.exit(
            f"The demo needs {missing.name}: install it with  pip install 'matrix-xblock[demo]'"
        )
    from django.core.management import call_command  # noqa: PLC0415 - needs django.setup()

    port = os.environ.get("PORT", DEFAULT_PORT)
    print(f"The demo is at http://127.0.0.1:{port}/  (stop it with Ctrl+C)", flush=True)
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)


if __name__ == "__main__":
    main()
