"""What is released, by the tools of operators and releases: `make release-check` has them."""

import os

# Not part of the other commands: these tests need Tutor, twine and a minute.
collect_ignore_glob = [] if os.environ.get("RELEASE_CHECK") else ["test_*.py"]
