"""Blocks as they are placed in a course, met by nobody: out of the modulestore of the LMS."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.conf import settings

from matrix_xblock.domain.errors import Misconfigured
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.host import services
from matrix_xblock.host.ledger import NoLedger, SubmissionsLedger, ledger_for
from matrix_xblock.host.notifications import notifications_for
from matrix_xblock.host.platform_modules import BLOCK_TYPE, platform_module, read_key
from matrix_xblock.host.setup import read_setup
from matrix_xblock.ports.ledger import Ledger, WaitingReviews
from matrix_xblock.ports.notifications import Notifications

__all__ = ["ClockHost", "framework_of", "placed_blocks"]

_STORE, _STORE_ERRORS = "xmodule.modulestore.django", "xmodule.modulestore.exceptions"


def placed_blocks(course: str) -> Sequence[Any]:
    """Return the blocks of this type that are in a course now: none in one that is gone."""
    store, key = platform_module(_STORE), read_key("CourseKey", course)
    if store is None or key is None:
        return ()
    try:
        blocks = store.modulestore().get_items(key, qualifiers={"category": BLOCK_TYPE})
    except platform_module(_STORE_ERRORS).ItemNotFoundError:
        return ()
    return [_Placed(each) for each in blocks]


def framework_of(course: str, usage: str) -> Framework | None:
    """Return the framework that a block has now, None where its content is gone or broken."""
    for block in placed_blocks(course):
        if str(block.scope_ids.usage_id) == usage:
            try:
                return read_setup(block).framework
            except Misconfigured:
                return None
    return None


class _Placed:
    """A block with the settings of the site, which the LMS gives it where people meet it."""

    def __init__(self, block: Any) -> None:
        self._block = block
        self.runtime = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._block, name)

    def service(self, block: Any, name: str) -> Any:
        """Return a service of the platform, or this where it is asked for settings."""
        del block
        return self if name == "settings" else self._block.runtime.service(self._block, name)

    def get_settings_bucket(self, block: Any, default: Any = None) -> Any:
        """Return what the site has set."""
        del block
        of_blocks = getattr(settings, "XBLOCK_SETTINGS", None)
        bucket = of_blocks.get(BLOCK_TYPE) if isinstance(of_blocks, dict) else of_blocks
        return bucket or default


class ClockHost:
    """A block at a time of the clock: nobody is at work in it."""

    def __init__(self, block: Any) -> None:
        self._block = block

    @property
    def ledger(self) -> Ledger:
        """The ledger of this block."""
        return self._ledger

    @property
    def waiting(self) -> WaitingReviews:
        """What waits for the course team in this block."""
        return self._ledger

    @cached_property
    def _ledger(self) -> SubmissionsLedger | NoLedger:
        course, usage = services.course_key(self._block), services.usage_key(self._block)
        return ledger_for(course=course, usage=usage, may_record=True)

    @property
    def notifications(self) -> Notifications:
        """What the platform can be asked to tell people."""
        return notifications_for(self._block, may_record=True)

    def now(self) -> datetime:
        """Return the time, aware."""
        return datetime.now(UTC)

    def lock(self) -> AbstractContextManager[None]:
        """Return a context that does nothing: nothing of anybody is changed."""
        return nullcontext()
