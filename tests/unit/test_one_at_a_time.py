"""A file that one process at a time writes."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from matrix_xblock.operator.one_at_a_time import claimed

CLAIM = """
import sys
from pathlib import Path
from matrix_xblock.operator.one_at_a_time import claimed
with claimed(Path(sys.argv[1])):
    print("claimed", flush=True)
    sys.stdin.read()
"""


def test_whoever_is_second_is_refused_and_may_come_later(tmp_path):
    path = tmp_path / "receipt.json"
    with claimed(path), pytest.raises(BlockingIOError), claimed(path):
        pytest.fail("two have it")
    with claimed(path):
        assert not path.exists()


def test_two_files_of_one_folder_do_not_wait_for_each_other(tmp_path):
    with claimed(tmp_path / "one.json"), claimed(tmp_path / "two.json"):
        assert len([*tmp_path.iterdir()]) == 2


def test_nothing_is_left_beside_the_file(tmp_path):
    with suppress(ZeroDivisionError), claimed(tmp_path / "receipt.json"):
        raise ZeroDivisionError
    assert [*tmp_path.iterdir()] == []


def test_another_process_is_refused_until_the_first_is_killed(tmp_path):
    path = tmp_path / "receipt.json"
    command = [sys.executable, "-c", CLAIM, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=Path.cwd()) as first:
        assert first.stdout.readline() == b"claimed\n"
        with pytest.raises(BlockingIOError), claimed(path):
            pytest.fail("two have it")
        first.kill()
        first.wait()

    with claimed(path):
        pass
    assert [*tmp_path.iterdir()] == []
