"""Releases against an exact solver: `make figures-audit` has it at hand."""

import os

# Not part of the other commands: these tests need scipy, and minutes.
collect_ignore_glob = [] if os.environ.get("FIGURES_AUDIT") else ["test_*.py"]
