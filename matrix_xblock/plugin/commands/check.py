"""`check`: what is installed, reachable and misconfigured."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError

from matrix_xblock.operator.findings import Finding
from matrix_xblock.plugin.commands.console import LOOK_AT_IT, Console
from matrix_xblock.plugin.site_checks import of_configuration, of_installation

__all__ = ["HELP", "add_arguments", "run"]

HELP = "Say what is installed, reachable and misconfigured."


def add_arguments(parser: ArgumentParser) -> None:
    """Ask for nothing."""


def run(console: Console, options: Mapping[str, Any]) -> None:
    """Say every finding. The exit code tells whether there is a problem."""
    del options
    findings = [*of_installation(), *of_configuration()]
    problems = sum(each.is_problem for each in findings)
    console.result(
        {"problems": problems, "findings": [asdict(each) for each in findings]},
        [_line(each) for each in findings],
    )
    if problems:
        message = "1 problem." if problems == 1 else f"{problems} problems."
        raise CommandError(message, returncode=LOOK_AT_IT)


def _line(finding: Finding) -> str:
    return f"PROBLEM: {finding.sentence} {finding.hint}" if finding.hint else finding.sentence
