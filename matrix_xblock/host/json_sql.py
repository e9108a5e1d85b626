"""A value out of JSON text in SQL, for the databases that Open edX runs on."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Func, TextField, Value

__all__ = ["JsonText"]


class JsonText(Func):
    """The text of one value inside a column of JSON text; null where there is none.

    SQLite gives strings as they are, MySQL and MariaDB in quotes.
    """

    function = "JSON_EXTRACT"
    output_field = TextField()

    def __init__(self, column: str, *path: str, **extra: Any) -> None:
        if extra:  # Django makes copies from what it was made of
            super().__init__(column, *path, **extra)
            return
        super().__init__(column, Value("$" + "".join(f".{json.dumps(key)}" for key in path)))

    def as_mysql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Take the quotes away."""
        template = "JSON_UNQUOTE(%(function)s(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, **context)
