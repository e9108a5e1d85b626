"""Statements by a validator of another learning record store, in Node: where npm is to be had."""

import json
import subprocess

from analytics.conftest import VALIDATOR
from analytics.test_statements import golden
from matrix_xblock.plugin.analytics import vocabulary

SCRIPT = """
const validate = require("@learninglocker/xapi-validation").default;
const statements = JSON.parse(require("fs").readFileSync(0, "utf8"));
const complaints = statements.map((each) => validate(each).map(String));
process.stdout.write(JSON.stringify(complaints));
"""


def complaints(statements):
    run = subprocess.run(
        ["node", "-e", SCRIPT],
        cwd=VALIDATOR,
        input=json.dumps(statements),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def test_it_complains_of_no_statement_and_of_a_broken_one():
    statements = [golden(name) for name in vocabulary.VERBS]
    broken = {**statements[0], "verb": {"id": "signed off"}}

    *of_ours, last = complaints([*statements, broken])

    assert of_ours == [[]] * len(statements)
    assert last
