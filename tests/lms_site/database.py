"""The database that the tests run on: SQLite in memory, or what MATRIX_TEST_DATABASE names.

`sqlite:///path` is a file: threads share it, and not what is in memory.
"""

from urllib.parse import parse_qs, urlsplit

from matrix_xblock.demo.settings import DATABASES


def settings_of(url):
    """Give Django's settings for a database by its URL, as `.ci/databases` writes it."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {**DATABASES["default"], "NAME": parts.path}
    [socket] = parse_qs(parts.query)["socket"]
    usual = {"NAME": parts.path.removeprefix("/"), "USER": parts.username}
    if parts.scheme == "postgresql":
        return {**usual, "ENGINE": "django.db.backends.postgresql", "HOST": socket}
    import pymysql

    pymysql.install_as_MySQLdb()
    options = {"unix_socket": socket, "charset": "utf8mb4"}
    return {**usual, "ENGINE": "django.db.backends.mysql", "OPTIONS": options}
