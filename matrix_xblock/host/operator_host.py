"""The port of course staff for an operator: a command of the site does what a page does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction

from matrix_xblock.domain.facts import Fact
from matrix_xblock.host import translation
from matrix_xblock.host.services import Viewer
from matrix_xblock.host.staff_host import BlockStaff
from matrix_xblock.host.wording import label

__all__ = ["OPERATOR_ID", "SiteOperator"]

OPERATOR_ID = "operator"
"""Stands in rows for whoever ran a command: it is no account, and is shorter than any id of one."""


class SiteOperator(BlockStaff):
    """An operator at work in a block as it is placed in its course.

    They may do what somebody with the instructor role may. Nothing is a person's own here. Their
    name is in the language of the site.
    """

    def __init__(self, block: Any) -> None:
        with translation.speaking_to(settings.LANGUAGE_CODE):
            name = label("by.operator")
        super().__init__(block, Viewer(OPERATOR_ID, name, is_staff=True, is_instructor=True))

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Do nothing: nothing of anybody's own is changed."""
        yield

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep the rows of the ledger as a whole or not at all."""
        with transaction.atomic():
            yield

    def publish(self, fact: Fact) -> None:
        """Tell nobody: events are of people at work, and the rows say what was done."""
