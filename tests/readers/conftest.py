"""Programs that people open our files with: `make figures-audit` has pandas at hand.

R and LibreOffice are taken where they are installed; the command says where they are not.
"""

import os
import shutil

# Not part of the other commands: these tests need packages that nothing else does.
_NEEDED = {"test_r.py": "Rscript", "test_libreoffice.py": "soffice"}
collect_ignore_glob = [] if os.environ.get("FIGURES_AUDIT") else ["test_*.py"]
collect_ignore = [name for name, program in _NEEDED.items() if not shutil.which(program)]
