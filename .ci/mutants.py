"""Change the rules in one place at a time, and count how often tests/unit notice.

mutants.py [--seed N] [--sample N] [--least PERCENT] [--only WORD]: a sample of the changes that
mutmut can make to matrix_xblock/domain, the same ones for a seed. It prints what no test notices,
and fails where fewer than LEAST percent are noticed.
"""

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import get_mutant_name

ROOT = Path(__file__).resolve().parents[1]
RULES = Path("matrix_xblock", "domain")
EQUIVALENT = ROOT / ".ci" / "equivalent-mutants.txt"
MUTMUT = Path(sys.executable).with_name("mutmut")
NOTICED = ("killed", "timeout")
UNTRIED = (None, 255)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--sample", type=int, default=300, help="0 for all of them")
    parser.add_argument("--least", type=float, default=95, help="percent")
    parser.add_argument("--only", default="", help="a part of the name: a package, a function")
    return parser.parse_args()


def mutants() -> list[str]:
    """Name every change that can be made, in one order."""
    return sorted(
        get_mutant_name(path, function)
        for path in sorted(RULES.rglob("*.py"))
        for function in mutate_file_contents(str(path), path.read_text("utf-8")).mutant_names
    )


def mutmut(*arguments: str) -> str:
    done = subprocess.run([MUTMUT, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        # Without the lines that turn a wheel.
        said = re.sub(r"^[\u2800-\u28ff].*\n", "", done.stdout + done.stderr, flags=re.MULTILINE)
        sys.exit(f"mutmut {arguments[0]} ended with {done.returncode}:\n{said[-4000:]}")
    return done.stdout


def outcomes(chosen: list[str]) -> dict[str, str]:
    """Run the tests against these changes; tell what became of each."""
    shutil.rmtree("mutants", ignore_errors=True)
    mutmut("run", *chosen)
    codes: dict[str, int] = {}
    for kept in Path("mutants").rglob("*.meta"):
        codes |= json.loads(kept.read_text("utf-8"))["exit_code_by_key"]
    # What mutmut calls a timeout as well: pytest could not even begin.
    if broken := [name for name in chosen if codes[name] in UNTRIED]:
        sys.exit(f"mutmut could not try {len(broken)} changes, the first: {broken[0]}")
    return {name: status_by_exit_code[codes[name]] for name in chosen}


def change(name: str) -> str:
    """Show the lines that a change takes away and puts in."""
    lines = mutmut("show", name).splitlines()
    return "\n".join(line for line in lines if re.match(r"[-+](?!--|\+\+)", line))


def equivalents() -> set[tuple[str, str]]:
    """Give the changes that make no difference: the function, and what is put in."""
    found, function = set(), ""
    for line in EQUIVALENT.read_text("utf-8").splitlines():
        if line.startswith("+"):
            found.add((function, line[1:].strip()))
        elif line and not line.startswith("#"):
            function = line
    return found


def is_among(excused: set[tuple[str, str]], name: str, shown: str) -> bool:
    added = {line[1:].strip() for line in shown.splitlines() if line.startswith("+")}
    function = name.rpartition("__mutmut_")[0]
    return bool(added) and {(function, line) for line in added} <= excused


def main() -> int:
    asked = options()
    every = [name for name in mutants() if asked.only in name]
    size = min(asked.sample or len(every), len(every))
    chosen = random.Random(asked.seed).sample(every, size)  # noqa: S311 - no secret
    print(f"Trying {size} of {len(every)} changes to {RULES} (seed {asked.seed}).", flush=True)
    excused, survivors = equivalents(), {}
    for name, outcome in outcomes(chosen).items():
        if outcome in NOTICED:
            continue
        shown = change(name)
        if is_among(excused, name, shown):
            size -= 1
        else:
            survivors[name] = f"{name}: {outcome}\n{shown}"
    print("\n\n".join(survivors[name] for name in sorted(survivors)))
    share = 100 * (size - len(survivors)) / size
    print(f"Noticed {size - len(survivors)} of {size} changes: {share:.1f} percent.")
    return int(share < asked.least)


if __name__ == "__main__":
    sys.exit(main())
