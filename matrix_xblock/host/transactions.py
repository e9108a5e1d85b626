"""Transactions that wait a bounded time for a lock, and errors that pass when one tries again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from django.contrib.auth import get_user_model
from django.db import (
    DatabaseError,
    IntegrityError,
    OperationalError,
    connections,
    transaction,
)

__all__ = [
    "LONGEST_WAIT",
    "bounded",
    "bounded_waits",
    "is_passing",
    "lock_account",
    "lock_accounts",
]

LONGEST_WAIT = 5
"""Seconds that anybody waits for a lock. The browser asks again by itself."""

# MySQL: lock wait timeout, deadlock, row changed since it was read, lock not to be had at once.
_MYSQL = {1205, 1213, 1020, 3572}
# PostgreSQL: lock not available, deadlock, serialisation failure.
_POSTGRESQL = {"55P03", "40P01", "40001"}

# What reads a limit, what sets one, and how many of its units are a second. It is a setting of the
# connection; PostgreSQL can bind it to the transaction.
_LIMITS = {
    "mysql": (
        "SELECT @@SESSION.innodb_lock_wait_timeout",
        "SET SESSION innodb_lock_wait_timeout = {}",
        1,
    ),
    "sqlite": ("PRAGMA busy_timeout", "PRAGMA busy_timeout = {}", 1000),
}

_BOUNDED: ContextVar[frozenset[str]] = ContextVar("bounded", default=frozenset())
"""Databases whose limit is set already, by `bounded_waits`."""


@contextmanager
def bounded_waits(databases: Collection[str]) -> Iterator[None]:
    """Set the limit once for many transactions, one after the other: each would ask and set it."""
    with ExitStack() as limits:
        for each in sorted(databases):
            limits.enter_context(_limited(connections[each]))
        token = _BOUNDED.set(_BOUNDED.get() | {*databases})
        limits.callback(_BOUNDED.reset, token)
        yield


@contextmanager
def bounded(using: str) -> Iterator[None]:
    """Open a transaction, in which nothing waits for a lock longer than that."""
    connection = connections[using]
    with _limited(connection), transaction.atomic(using=using):
        if connection.vendor == "postgresql":
            _run(connection, f"SET LOCAL lock_timeout = '{LONGEST_WAIT}s'")
        yield


def lock_account(using: str, account: Any) -> None:
    """Lock the row of an account: it is there before anything of ours is.

    Foreign keys refer to it all the time: they need not wait where the database can tell that the
    key is not going to change.
    """
    lock_accounts(using, [account])


def lock_accounts(using: str, accounts: Collection[Any]) -> None:
    """Lock the rows of several accounts, in their order, so that no two wait for each other."""
    has_weaker = connections[using].features.has_select_for_no_key_update
    people = get_user_model()._default_manager.using(using)  # noqa: SLF001 - its name
    locked = people.select_for_update(no_key=has_weaker).filter(pk__in=accounts).order_by("pk")
    list(locked.values_list("pk"))


def is_passing(error: BaseException | None) -> bool:
    """Tell whether an error is one of somebody who was there at the same time.

    What reports it may be a follower of it: where a deadlock has ended the transaction, Django
    fails to go back to a savepoint, and edx-submissions wraps every error of the database.
    """
    while error is not None:
        if isinstance(error, IntegrityError) or (
            isinstance(error, OperationalError) and _is_of_a_lock(error)
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_of_a_lock(error: OperationalError) -> bool:
    driver = error.__cause__
    state = getattr(driver, "sqlstate", None) or getattr(driver, "pgcode", None)
    number = error.args[0] if error.args else None
    return state in _POSTGRESQL or number in _MYSQL or "is locked" in str(number)


@contextmanager
def _limited(connection: Any) -> Iterator[None]:
    if connection.vendor not in _LIMITS or connection.alias in _BOUNDED.get():
        yield
        return
    read, write, second = _LIMITS[connection.vendor]
    [usual] = _run(connection, read)
    _run(connection, write.format(LONGEST_WAIT * second))
    try:
        yield
    finally:
        # A connection that is gone, or in somebody's broken transaction, has nothing to restore.
        with suppress(DatabaseError):
            _run(connection, write.format(int(usual)))


def _run(connection: Any, statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() if cursor.description else None
