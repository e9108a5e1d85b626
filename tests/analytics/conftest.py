"""What analytics get, by the packages that sites have for it: `make analytics` has them."""

import os

# Not part of the other commands: these tests need packages of 500 MB, and a minute.
collect_ignore_glob = [] if os.environ.get("ANALYTICS") else ["test_*.py"]
