"""The static files of an installed package, as a build makes them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def static_files(folder):
    """Build into a folder and return where the static files are."""
    command = [sys.executable, "setup.py", "-q", "build_py", "--build-lib", folder]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return Path(folder) / "matrix_xblock" / "static"
