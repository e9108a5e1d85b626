"""Tasks for the workers of the platform, which finds them here. Without Celery there are none."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from matrix_xblock.host.platform_modules import platform_module
from matrix_xblock.plugin.trust_reports import ReportRequest, make_report

__all__ = ["trust_report"]

log = logging.getLogger(__name__)
celery: Any = platform_module("celery")


def _make_trust_report(message: Mapping[str, Any]) -> None:
    """Make a trust report in a worker, and log how many courses are in it. No one is named."""
    outcome = make_report(ReportRequest.read(message), log.info)
    courses = len(outcome.counted_anew) + len(outcome.as_released)
    log.info("Trust report: %s courses, %s left out.", courses, len(outcome.left_out))


trust_report: Any = celery and celery.shared_task(
    name="matrix_xblock.trust_report", ignore_result=True
)(_make_trust_report)
