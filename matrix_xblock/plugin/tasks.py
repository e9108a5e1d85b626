"""Tasks for the workers of the platform, which finds them here. Without Celery there are none."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from matrix_xblock.host.platform_modules import platform_module
from matrix_xblock.plugin.trust_reports import ReportRequest, make_report

__all__ = ["as_task", "trust_report"]

log = logging.getLogger(__name__)


def _make_trust_report(message: Mapping[str, Any]) -> None:
    """Make a trust report in a worker, and log how many courses are in it. No one is named."""
    outcome = make_report(ReportRequest.read(message), log.info)
    courses = len(outcome.counted_anew) + len(outcome.as_released)
    log.info("Trust report: %s courses, %s left out.", courses, len(outcome.left_out))


def as_task() -> Any:
    """Return the task, or None where the platform has no workers."""
    celery = platform_module("celery")
    if celery is None:
        return None
    task = celery.shared_task(name="matrix_xblock.trust_report", ignore_result=True)
    return task(_make_trust_report)


trust_report: Any = as_task()
