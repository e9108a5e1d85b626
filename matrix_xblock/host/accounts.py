"""Accounts of the platform, by what an operator knows somebody by."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

from matrix_xblock.domain.errors import Problem, Unknown

__all__ = ["find_account"]


def find_account(by: str, value: str) -> Any:
    """Return the account with this `username`, `email` or `pk`. Raises `Unknown`.

    Of several with one address there is none: nobody can tell which is meant.
    """
    accounts = list(get_user_model()._default_manager.filter(**{by: value})[:2])  # noqa: SLF001
    if len(accounts) != 1:
        raise Unknown(Problem("account", "unknown_person"))
    return accounts[0]
