"""One lock for a person: what they keep is read again under it, decided about, written, checked.

The platform reads fields when it loads a block and writes whole fields at the end of a request, so
of two requests at once the later one would win. Where each host keeps a person's rows is known here
only.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, router, transaction
from django.db.models import F
from xblock.exceptions import XBlockSaveError
from xblock.fields import Scope

from matrix_xblock.domain.errors import Busy
from matrix_xblock.host.fields import put_back_on_failure, sealed, take_in, values
from matrix_xblock.host.platform_modules import COURSEWARE, platform_module
from matrix_xblock.host.transactions import bounded, is_passing, lock_account

__all__ = ["locked", "transaction_of"]

_log = logging.getLogger(__name__)

_WORKBENCH = "workbench.models"


class _Rows(Protocol):
    """Where a host keeps what belongs to one person."""

    using: str

    def lock(self) -> None:
        """Let nobody else decide about this person until the transaction ends."""

    def read(self) -> Mapping[str, Any] | None:
        """Return what is kept now, by field, or None where it is as it was loaded."""

    def holds(self, written: Mapping[str, Any]) -> bool:
        """Tell whether the rows hold what was written."""


@contextmanager
def locked(block: Any, publish: Callable[[], None], *, may_record: bool) -> Iterator[None]:
    """Do something as the only one who changes what this person keeps, as a whole or not at all.

    What it has put into the fields is written, then `publish` tells the platform, then all of it
    stays. Raises `Busy` where somebody else was there at the same time: nothing has happened then.
    Where nothing may be recorded, as in a preview, there is nothing to lock.
    """
    rows = _rows(block, may_record=may_record)
    try:
        with put_back_on_failure(block), bounded(rows.using):
            rows.lock()
            if (stored := rows.read()) is not None:
                take_in(block, stored)
            before = values(block)
            yield
            _write(block, rows, before)
            publish()
            block.save()
    except _errors() as error:
        if not (isinstance(error, XBlockSaveError) or is_passing(error)):
            raise
        # The database's own message may hold what was to be written.
        _log.info("A change was not kept, to be tried again: %s", type(error).__name__)
        raise Busy from None


@contextmanager
def transaction_of(block: Any) -> Iterator[None]:
    """Keep ledger and fields as a whole or not at all."""
    with put_back_on_failure(block), transaction.atomic():
        yield


def _write(block: Any, rows: _Rows, before: Mapping[str, Any]) -> None:
    """Write the fields now, and look whether it was done.

    The platform's writer logs an error of the first insert, and returns as if it had saved.
    """
    fields = sealed(block)
    changed = {name: each for name, each in values(block).items() if each is not before.get(name)}
    block.save()
    written = {name: fields[name].to_json(each) for name, each in changed.items()}
    if connections[rows.using].needs_rollback or not rows.holds(written):
        raise XBlockSaveError([], list(written))


def _errors() -> tuple[type[Exception], ...]:
    try:
        from submissions.errors import SubmissionError
    except ImportError:
        return DatabaseError, XBlockSaveError
    return DatabaseError, XBlockSaveError, SubmissionError


def _rows(block: Any, *, may_record: bool) -> _Rows:
    if may_record:
        if (lms := platform_module(COURSEWARE)) is not None:
            return _LmsRows(lms, block)
        is_workbench = isinstance(block.scope_ids.usage_id, str)
        if is_workbench and (workbench := platform_module(_WORKBENCH)) is not None:
            return _WorkbenchRows(workbench, block)
    return _AsLoaded()


class _AsLoaded:
    """A preview, or a host that has nothing that could be locked."""

    using = DEFAULT_DB_ALIAS

    def lock(self) -> None:
        """Do nothing."""

    def read(self) -> None:
        """Leave the fields as they are."""

    def holds(self, written: Mapping[str, Any]) -> bool:
        """Believe the host."""
        del written
        return True


class _LmsRows:
    """One row of `user_state` for the block, and one for each field of `preferences`."""

    def __init__(self, models: Any, block: Any) -> None:
        ids = block.scope_ids
        self.using: str = router.db_for_write(models.StudentModule)
        self._person = ids.user_id
        self._names = _by_scope(block)
        self._state = models.StudentModule.objects.using(self.using).filter(
            student_id=ids.user_id,
            course_id=ids.usage_id.context_key,
            module_state_key=ids.usage_id,
        )
        self._preferences = models.XModuleStudentPrefsField.objects.using(self.using).filter(
            student_id=ids.user_id,
            module_type=ids.block_type,
            field_name__in=self._names[Scope.preferences],
        )

    def lock(self) -> None:
        """Lock the row of the account: it is there before anything of ours is."""
        if not connections[self.using].features.has_select_for_update:
            self._state.update(state=F("state"))  # SQLite locks the whole file for whoever writes
            return
        lock_account(self.using, self._person)

    def read(self) -> Mapping[str, Any]:
        """Read what is committed, whatever this transaction has seen."""
        state = self._read_state(self._state.select_for_update())
        rows = self._preferences.select_for_update().values_list("field_name", "value")
        return {**state, **{name: json.loads(value) for name, value in rows}}

    def holds(self, written: Mapping[str, Any]) -> bool:
        """Look at the state: errors of a preference are raised by the platform's own writer."""
        expected = {name: each for name, each in written.items() if name in self._state_names}
        if not expected:
            return True
        state = self._read_state(self._state)
        return all(name in state and state[name] == each for name, each in expected.items())

    @property
    def _state_names(self) -> list[str]:
        return self._names[Scope.user_state]

    def _read_state(self, rows: Any) -> dict[str, Any]:
        texts = list(rows.values_list("state", flat=True))
        state = json.loads(texts[0] or "{}") if texts else {}
        return {name: state[name] for name in self._state_names if name in state}


class _WorkbenchRows:
    """One row for the person in the block, and one for the person with this kind of block."""

    using = DEFAULT_DB_ALIAS

    def __init__(self, models: Any, block: Any) -> None:
        ids = block.scope_ids
        self._names = {name for names in _by_scope(block).values() for name in names}
        self._rows = models.XBlockState.objects.filter(
            user_id=ids.user_id, scope_id__in=[ids.usage_id, ids.block_type]
        )

    def lock(self) -> None:
        """Begin to write: the workbench runs on SQLite, which locks its whole file."""
        self._rows.update(state=F("state"))

    def read(self) -> Mapping[str, Any]:
        """Read both rows."""
        states = [json.loads(text) for text in self._rows.values_list("state", flat=True)]
        return {n: each[n] for each in states for n in each.keys() & self._names}

    def holds(self, written: Mapping[str, Any]) -> bool:
        """Look at both rows."""
        state = self.read()
        return all(name in state and state[name] == each for name, each in written.items())


def _by_scope(block: Any) -> dict[Any, list[str]]:
    names: dict[Any, list[str]] = {Scope.user_state: [], Scope.preferences: []}
    for name, field in sealed(block).items():
        names[field.scope].append(name)
    return names
