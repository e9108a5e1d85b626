"""What is installed, reachable and misconfigured on this site, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from matrix_xblock import __version__
from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.figures.site_rules import SummaryTime
from matrix_xblock.host import assets, lms, wording
from matrix_xblock.host.events import chosen_events
from matrix_xblock.host.framework_catalogue import FrameworkFault, of_folder
from matrix_xblock.host.platform_modules import BLOCK_TYPE, COURSEWARE, platform_module
from matrix_xblock.host.site import problems_in
from matrix_xblock.operator.findings import Finding
from matrix_xblock.plugin.analytics.routing import (
    APP,
    is_routed,
    routed_events,
    what_is_strange,
)
from matrix_xblock.plugin.settings.production import IGNORED_ADDRESSES

__all__ = ["of_configuration", "of_installation"]

_SIGNALS = "openedx.core.djangoapps.user_api.accounts.signals"
_ERASING = "matrix_xblock.plugin.erase_retired"
_RESOURCES = "xblock/resources/matrix_xblock"
_NAMED = 5
"""Rules and files that are named in one finding."""


def of_configuration() -> Iterator[Finding]:
    """Yield what can be told without a database: Django asks for it whenever it starts."""
    yield from _of_settings()
    yield from _of_studies()
    yield from _of_frameworks()
    if platform_module(COURSEWARE) is not None:
        yield _of_tracking()
        yield _of_retirement()
        yield _of_ledger_app()
        if apps.is_installed(APP):
            yield from _of_analytics()


def of_installation() -> Iterator[Finding]:
    """Yield the rest: what other parts of the site say."""
    yield Finding("version", f"matrix-xblock {__version__} is installed.")
    yield _of_type()
    yield _of_static_files()
    if platform_module(COURSEWARE) is None:
        yield Finding("platform", "This is not the LMS: people, ledger and retirement are there.")
        return
    yield _of_people()
    yield _of_ledger()
    yield _of_notifications()
    if _setting("summaries") == SummaryTime.CLOCK:
        yield Finding("notifications", "Course teams have summaries from the command remind alone.")


def _bucket() -> Any:
    """Return what the site has set for the block, whatever it is."""
    of_blocks: Any = getattr(settings, "XBLOCK_SETTINGS", None) or {}
    return (of_blocks.get(BLOCK_TYPE) or {}) if isinstance(of_blocks, dict) else of_blocks


def _of_settings() -> Iterator[Finding]:
    problems = problems_in(_bucket())
    for problem in problems:
        name = problem.field.removeprefix(f"{BLOCK_TYPE}.")
        sentence = f"XBLOCK_SETTINGS breaks a rule of {BLOCK_TYPE}: {name}."
        yield Finding("settings", sentence, wording.words(problem))
    if not problems:
        yield Finding("settings", "The settings of the block keep every rule.")


def _of_studies() -> Iterator[Finding]:
    """Yield what no single study shows: two with one key give a person the same code in both."""
    studies = _setting("research_studies")
    objects = [e for e in studies if isinstance(e, dict)] if isinstance(studies, list) else []
    for name in ("id", "key"):
        values = [str(each.get(name)) for each in objects]
        if len(set(values)) < len(values):
            sentence = f"Two research studies have the same {name}."
            yield Finding("settings", sentence, f"Give each study its own {name}.")


def _setting(name: str) -> Any:
    bucket = _bucket()
    return bucket.get(name) if isinstance(bucket, dict) else None


def _of_frameworks() -> Iterator[Finding]:
    folder = _setting("frameworks_dir")
    if folder and isinstance(folder, str) and not Path(folder).is_dir():
        sentence = f"frameworks_dir names no folder that can be read here: {folder}."
        yield Finding("frameworks", sentence, "Have the same folder in LMS and Studio.")
        return
    catalogue = of_folder(folder)
    for fault in catalogue.faults:
        yield _of_fault(fault)
    for file, remarks in catalogue.remarks.items():
        sentence = f"{file} can be chosen, but something in it is wrong."
        yield Finding("frameworks", sentence, _sentences(remarks))
    if catalogue.others:
        names = ", ".join(catalogue.others[:_NAMED])
        yield Finding("frameworks", f"Files in frameworks_dir that are not read: {names}.")
    if folder and not catalogue.faults and not catalogue.remarks:
        yield Finding("frameworks", f"{len(catalogue.frameworks)} frameworks of the site are read.")


def _of_fault(fault: FrameworkFault) -> Finding:
    if not fault.causes:
        sentence = f"The framework in {fault.file} cannot be chosen."
        return Finding("frameworks", sentence, wording.words(fault.problem))
    sentence = f"{fault.file} holds no framework that can be used."
    return Finding("frameworks", sentence, _sentences(fault.causes))


def _sentences(problems: Sequence[Problem]) -> str:
    """Say what is wrong in a file, each with its place."""
    rules = [f"{each.field}: {wording.words(each)}" for each in problems[:_NAMED]]
    more = len(problems) - len(rules)
    rules += [f"And {more} more."] if more else []
    return " ".join(rules)


def _of_tracking() -> Finding:
    patterns = getattr(settings, "TRACKING_IGNORE_URL_PATTERNS", None)
    if isinstance(patterns, list | tuple) and IGNORED_ADDRESSES in patterns:
        return Finding("tracking", "Requests of the block stay out of the tracking log.")
    return Finding(
        "tracking",
        "The tracking log notes each request of the block, with who and when.",
        "TRACKING_IGNORE_URL_PATTERNS was set after the plugins had added to it: "
        f"add {IGNORED_ADDRESSES!r} where it is set.",
    )


def _of_retirement() -> Finding:
    signal = getattr(platform_module(_SIGNALS), "USER_RETIRE_LMS_MISC", None)
    receivers = signal.receivers if signal is not None else ()
    if any(_ERASING in key for key, *_ in receivers):
        return Finding("retirement", "Whoever is retired is erased in every course.")
    return Finding(
        "retirement",
        "Nothing is erased when the platform retires somebody.",
        "The platform has not connected the app's receiver: is matrix_review among its plugins?",
    )


def _of_analytics() -> Iterator[Finding]:
    """Yield what the site's analytics are told, and what can be seen there of one person."""
    chosen = chosen_events(_setting("analytics_events"))
    events = routed_events(chosen)
    if strange := what_is_strange():
        yield Finding(
            "analytics",
            f"Analytics are told nothing: {strange}.",
            "Reviews work without them. Versions that were tried are in docs/reference/xapi.md; "
            "with one of those, send past sign-offs by the command backfill.",
        )
    elif missing := [each for each in events if not is_routed(each)]:
        yield Finding(
            "analytics",
            f"Analytics are not told of {', '.join(missing)}.",
            "Some settings came after the plugins had added to the lists of events: "
            "end them with add_events(globals()) of matrix_xblock.plugin.analytics.routing.",
        )
    else:
        yield Finding("analytics", f"Analytics are told of {', '.join(events)}.")
    if chosen:
        yield Finding(
            "analytics",
            f"By the setting analytics_events also of {', '.join(chosen)}: on dashboards of their "
            "course, course staff can see what one person did, and when. The notice says so.",
        )


def _of_ledger_app() -> Finding:
    if apps.is_installed("submissions"):
        return Finding("ledger", "The ledger (edx-submissions) is installed.")
    return Finding(
        "ledger",
        "There is no ledger: nobody can sign off.",
        "Add 'submissions' to INSTALLED_APPS and migrate.",
    )


def _of_type() -> Finding:
    places = entry_points(group="xblock.v1", name=BLOCK_TYPE)
    if len(places) == 1:
        return Finding("block", f"One distribution has the block type {BLOCK_TYPE}.")
    return Finding(
        "block",
        f"{len(places)} distributions have the block type {BLOCK_TYPE}: courses cannot show it.",
        "Leave one of them installed.",
    )


def _of_static_files() -> Finding:
    names = [
        *assets.styles("participant"),
        *assets.styles("paper"),
        *assets.scripts("participant"),
    ]
    try:
        missing = [n for n in names if not staticfiles_storage.exists(f"{_RESOURCES}/{n}")]
    except (ImproperlyConfigured, OSError):
        return Finding("static", "Where static files are collected is not known here.")
    if not missing:
        return Finding("static", "Styles and scripts are collected.")
    return Finding(
        "static",
        f"{len(missing)} of {len(names)} styles and scripts are not collected: pages look bare.",
        "Run collectstatic when the installation has ended.",
    )


def _of_people() -> Finding:
    people = lms.people_source()
    if people is not None and people.has_cohorts:
        return Finding("people", "Names, enrolments and cohorts are read from the LMS.")
    return Finding(
        "people",
        "Names, enrolments or cohorts of the LMS cannot be read: lists show ids.",
        "This release of Open edX may be newer than this block: look for an upgrade.",
    )


def _of_ledger() -> Finding:
    if not apps.is_installed("submissions"):
        return _of_ledger_app()
    from submissions.models import StudentItem

    try:
        StudentItem.objects.filter(student_id="", item_type=BLOCK_TYPE).exists()
    except DatabaseError as error:
        sentence = f"The ledger cannot be read: {type(error).__name__}."
        return Finding("ledger", sentence, "Run the migrations of submissions.")
    return Finding("ledger", "The ledger can be read.")


def _of_notifications() -> Finding:
    try:
        from openedx_events.learning.signals import USER_NOTIFICATION_REQUESTED
    except ImportError:
        return Finding("notifications", "This platform has no notifications: nobody is notified.")
    if USER_NOTIFICATION_REQUESTED.has_listeners():
        return Finding("notifications", "The platform takes notifications.")
    return Finding("notifications", "Nothing here takes notifications: nobody is notified.")
