"""The talent matrix review in Tutor: its line in the image, its settings, and its commands.

One file that needs nothing but Tutor. `docs/how-to/install.md` says how to install it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import click
from tutor import hooks

SETTINGS = {
    "analytics_events": [],
    "k": 10,
    "my_people": "filter",
    "notifications": True,
    "frameworks_dir": "",
    "research_studies": [],
    "summaries": "save",
}
"""What the block reads on a site, with its defaults. In Tutor: `MATRIX_K` and so on."""

IMAGE = r"""
{% if MATRIX_SOURCE %}
RUN --mount=type=cache,target=/openedx/.cache/pip,sharing=shared \
    $PIP_COMMAND install '{{ MATRIX_SOURCE }}'
{% else %}
RUN echo "MATRIX_SOURCE is not set: give the address of matrix-xblock." && exit 1
{% endif %}
"""

# JSON, because what stands in a template would be Python of its own: true is no True.
COMMON = (
    "# Talent matrix review. What is set elsewhere stays.\n"
    "import json\n"
    "XBLOCK_SETTINGS.setdefault('matrix_review', {}).update({\n"
    "    _key: _value\n"
    "    for _key, _value in json.loads({{ {"
    + ", ".join(f"'{key}': MATRIX_{key.upper()}" for key in SETTINGS)
    + "} | tojson | tojson }}).items()\n"
    "    if _value not in ('', None) and _key not in XBLOCK_SETTINGS['matrix_review']\n"
    "})\n"
    "{% if MATRIX_ANALYTICS_EVENTS %}\n"
    "# The app has added to the platform's lists before these settings were there.\n"
    "from matrix_xblock.plugin.analytics.routing import add_events\n"
    "add_events(globals())\n"
    "{% endif %}\n"
)

STUDIO = """
{% if MATRIX_IN_LIBRARIES %}
# Talent matrix review: offered in content libraries.
if "matrix_review" not in LIBRARY_ENABLED_BLOCKS:
    LIBRARY_ENABLED_BLOCKS.append("matrix_review")
{% endif %}
"""

hooks.Filters.CONFIG_DEFAULTS.add_items(
    [
        ("MATRIX_SOURCE", ""),
        ("MATRIX_IN_LIBRARIES", True),
        *((f"MATRIX_{key.upper()}", value) for key, value in SETTINGS.items()),
    ]
)
hooks.Filters.ENV_PATCHES.add_items(
    [
        ("openedx-dockerfile-post-python-requirements", IMAGE),
        ("openedx-common-settings", COMMON),
        ("openedx-cms-common-settings", STUDIO),
    ]
)


@click.command(
    name="matrix-review",
    help="Run a command of the talent matrix review in the LMS, such as check",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def matrix_review(arguments: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Give the job for `tutor local do matrix-review ...`."""
    yield "lms", shlex.join(["./manage.py", "lms", "matrix_review", *arguments])


hooks.Filters.CLI_DO_COMMANDS.add_item(matrix_review)
