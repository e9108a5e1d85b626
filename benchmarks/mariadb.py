"""A MariaDB of one's own for as long as a bench runs, on a socket in a folder of its own."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

READY_WITHIN = 60
DATABASE = "matrix"
MYSQL_MODES = "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ENGINE_SUBSTITUTION"
"""What MySQL 8 is strict about and MariaDB is not by itself."""


@contextmanager
def running() -> Iterator[dict[str, Any]]:
    """Start a server, make a database, give Django's settings for it, and stop the server."""
    server, installer = shutil.which("mariadbd"), shutil.which("mariadb-install-db")
    if not server or not installer:
        sys.exit("The bench needs MariaDB: apt-get install mariadb-server")
    with TemporaryDirectory(prefix="matrix-bench-") as folder:
        socket = str(Path(folder) / "socket")
        user = ["--user=root"] if os.geteuid() == 0 else []
        places = [f"--datadir={folder}/rows", *user]
        subprocess.run(
            [installer, *places, "--auth-root-authentication-method=normal", "--skip-test-db"],
            check=True,
            capture_output=True,
        )
        process = subprocess.Popen(
            [server, "--no-defaults", *places, f"--socket={socket}", "--skip-networking"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _make_database(socket)
            yield {
                "ENGINE": "django.db.backends.mysql",
                "NAME": DATABASE,
                "USER": "root",
                "HOST": socket,
                "OPTIONS": {
                    "unix_socket": socket,
                    "charset": "utf8mb4",
                    "init_command": f"SET sql_mode='{MYSQL_MODES}'",
                },
            }
        finally:
            process.terminate()
            process.wait(timeout=30)


def _make_database(socket: str) -> None:
    import pymysql  # noqa: PLC0415 - only here

    until = time.monotonic() + READY_WITHIN
    while True:
        try:
            connection = pymysql.connect(unix_socket=socket, user="root")
            break
        except pymysql.err.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
    with connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4")
