"""The same on SQLite, where threads need a file, and so a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROUNDS = "5"


def test_requests_that_meet_lose_nothing_on_sqlite(tmp_path):
    environment = {
        **os.environ,
        "MATRIX_TEST_DATABASE": f"sqlite://{tmp_path}/races.sqlite3",
        "MATRIX_RACE_ROUNDS": ROUNDS,
    }
    tests = ["tests/databases/test_races.py", "tests/databases/test_waiting.py"]

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *tests],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout[-4000:]
