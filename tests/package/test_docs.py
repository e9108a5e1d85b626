"""The documentation says what the code says."""

import ast
import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from lxml import etree
from xblock.fields import Scope

from builders import NOW
from fakes import FakeHost
from matrix_xblock.author.bringing import bring
from matrix_xblock.block import MatrixReviewXBlock
from matrix_xblock.codec.common import table as table_codec
from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.cpd import cpd as cpd_codec
from matrix_xblock.codec.figures.releases import read_releases, write_release
from matrix_xblock.codec.framework import setup_tree
from matrix_xblock.codec.framework.authored import read_framework
from matrix_xblock.codec.framework.framework_csv import read_csv
from matrix_xblock.codec.framework.framework_json import read_file
from matrix_xblock.codec.plans import board
from matrix_xblock.codec.record import state, trail
from matrix_xblock.codec.review import ledger, opportunity_rows
from matrix_xblock.codec.review.counted_choices import counted_entry, read_counted
from matrix_xblock.codec.review.status import standing_entry
from matrix_xblock.codec.staff import bank as bank_rows
from matrix_xblock.codec.staff import drafts as drafts_codec
from matrix_xblock.codec.staff.given_cohorts import read_given, write_given
from matrix_xblock.domain.cpd import cpd
from matrix_xblock.domain.facts import (
    BoardChanged,
    CpdLogged,
    Exported,
    OpportunityMarked,
    OpportunityMoved,
    Replied,
    Responded,
    SignedOff,
    Started,
    StepMoved,
)
from matrix_xblock.domain.framework import credit, framework, priorities, rounds
from matrix_xblock.domain.framework.setup import SETTINGS
from matrix_xblock.domain.plans import next_step, opportunity
from matrix_xblock.domain.record import holdings, record
from matrix_xblock.domain.review import attachment, feedback, planned_step, review
from matrix_xblock.domain.staff import bank, drafts, saved_filters, several
from matrix_xblock.domain.values import dates, untrusted_json
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.host import bodies, edge
from matrix_xblock.host.block_host import BlockHost
from matrix_xblock.host.framework_catalogue import preset, presets
from matrix_xblock.olx.elements import NAMES, read_inside
from matrix_xblock.participant import cpd_import

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "matrix_xblock"
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def name(path):
    return path.relative_to(ROOT).as_posix()


def read(path):
    return (ROOT / path).read_text()


def anchors(page):
    """Give the addresses of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads_somewhere(page, link):
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


def table(text, heading):
    """Give the cells of the first table after these words, without its head."""
    lines = text.partition(heading)[2].splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("|"))
    stop = next((n for n in range(start, len(lines)) if not lines[n].startswith("|")), len(lines))
    return [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for line in lines[start + 2 : stop]
    ]


def example(page, heading):
    """Give the JSON that stands under a heading."""
    return json.loads(
        read(page).partition(f"# {heading}\n")[2].split("```")[1].removeprefix("json")
    )


def handlers():
    declared = vars(MatrixReviewXBlock).items()
    return {key: each for key, each in declared if getattr(each, "_is_xblock_handler", False)}


class Told:
    """A block that notes what is published."""

    def __init__(self):
        self.runtime = self
        self.scope_ids = SimpleNamespace(user_id=None, usage_id="one")
        self.events = {}

    def service(self, block, name):
        return None

    def publish(self, block, name, payload):
        self.events[name] = payload

    def set_score(self, score):
        """Let go of it."""

    save = publish_grade = lambda self: None


@pytest.fixture
def published():
    """What the block publishes when every fact happens."""
    block = Told()
    counts = dict.fromkeys(("revision", "areas", "reflections", "earned", "possible"), 1)
    host = BlockHost(block)
    host.publish(Started("baseline", completion=0.0))
    host.publish(SignedOff("baseline", completion=0.5, **counts))
    host.publish(CpdLogged("visit", "done", 360))
    host.publish(StepMoved("done"))
    host.publish(OpportunityMoved("secondment", "offered"))
    host.publish(Replied("baseline"))
    host.publish(Responded("baseline", "returned", 2, 49))
    host.publish(OpportunityMarked("offered"))
    host.publish(BoardChanged("posted"))
    host.publish(Exported("reviews"))
    return {event: payload for event, payload in block.events.items() if "." in event}


def listed_in_setup():
    """Give each requirement of setup.py and of the build, without versions."""
    lists = [
        node.elts for node in ast.walk(ast.parse(read("setup.py"))) if isinstance(node, ast.List)
    ]
    words = {each.value for elts in lists for each in elts if isinstance(each, ast.Constant)}
    build = tomllib.loads(read("pyproject.toml"))["build-system"]["requires"]
    named = {word for word in words if re.fullmatch(r"[\w\-]+(\[\w+\])?(>=[\d.]+)?", word)}
    return {re.split(r"[=>]", word)[0] for word in [*named, *build]} - {"LICENSE", "matrix_xblock"}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_link_leads_somewhere(page):
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link]

    assert [link for link in links if not leads_somewhere(page, link)] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_code_block_that_is_opened_is_closed(page):
    assert page.read_text().count("```") % 2 == 0


def test_the_handlers_page_lists_every_handler_with_its_audience_and_method():
    rows = table(read("docs/reference/handlers.md"), "# Handlers")

    assert {key: (each.audience, each.method) for key, each in handlers().items()} == {
        handler: (audience, method) for handler, audience, method, *_ in rows
    }


def test_the_handlers_page_lists_every_refusal_with_its_status():
    rows = table(read("docs/reference/handlers.md"), "A refusal has its code")

    assert {code: int(status) for code, status, _ in rows} == edge._STATUSES


def test_the_events_page_shows_every_event(published):
    headings = re.findall(r"^### (\S+)$", read("docs/reference/events.md"), re.MULTILINE)

    assert set(headings) == set(published)


def test_the_events_page_shows_the_keys_of_every_event(published):
    shown = {event: set(example("docs/reference/events.md", event)) for event in published}

    assert shown == {event: set(payload) for event, payload in published.items()}


def test_no_other_event_is_named_in_the_code(published):
    texts = [
        node.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    events = {text for text in texts if re.fullmatch(r"matrix_review\.[a-z_]+", text)}

    assert events == set(published)


def test_the_record_shown_is_one_that_the_block_reads_and_writes():
    shown = example("docs/reference/state.md", "Record")

    assert state.write_record(state.read_record(shown)) == shown


def test_the_cpd_log_shown_is_read_and_written():
    shown = example("docs/reference/state.md", "CPD log")
    log = cpd_codec.read_log(shown)

    whole = replace(log, changed={each.id: each for each in log.entries(log.glances)})
    assert cpd_codec.write_log({}, whole) == shown


def test_the_private_answers_shown_are_read_and_written():
    shown = example("docs/reference/state.md", "Private answers")
    [usage] = shown["answers"]
    answers = state.read_private(shown, usage, "baseline")

    assert answers.values
    assert state.write_private({}, usage, "baseline", answers) == shown


def test_the_summary_shown_is_the_one_of_the_snapshot_shown():
    shown = example("docs/reference/state.md", "Snapshot")
    review_, _ = ledger.read_snapshot([shown])

    assert example("docs/reference/state.md", "Summary") == ledger.write_summary(
        review_, possible=10, attached=ledger.read_attached([shown])
    )


def test_the_snapshot_shown_is_read_and_written():
    shown = example("docs/reference/state.md", "Snapshot")

    attached = ledger.read_attached([shown])
    assert ledger.write_snapshot(*ledger.read_snapshot([shown]), attached) == [shown]


def test_the_response_shown_is_read_and_written():
    shown = example("docs/reference/state.md", "Response")

    assert ledger.write_return(ledger.read_return(Reading.of(shown))) == shown


def test_the_standing_shown_is_read_and_written():
    shown = example("docs/reference/state.md", "Standing")
    before = Entry(Kind.STANDING, "who", shown, NOW)

    again = standing_entry("who", [before], rounds=("baseline",), now=NOW)

    assert again.body == shown


def test_the_drafts_shown_is_read_and_written():
    shown = example("docs/reference/state.md", "Drafts of course staff")

    assert drafts_codec.write_drafts(drafts_codec.read_drafts(shown)) == shown


def test_the_post_shown_is_read_and_written():
    shown = example("docs/reference/state.md", "Board")
    [post] = board.read_posts([shown])

    assert board.write_post(post) == shown


def test_the_release_shown_is_read_and_written():
    shown = example("docs/reference/state.md", "Release")
    [release] = read_releases([shown]).made

    assert write_release(release) == [shown]


def test_the_row_of_the_bank_shown_is_read_and_written():
    shown = example("docs/reference/state.md", "Bank")
    [phrase] = bank_rows.read_team_phrases([shown])

    assert bank_rows.write_added(phrase) == shown


def test_the_access_and_the_consent_shown_are_read_and_written():
    opened = Entry(Kind.ACCESS, "who", example("docs/reference/state.md", "Access"), NOW)
    agreed = Entry(Kind.CONSENT, "who", example("docs/reference/state.md", "Consent"), NOW)

    assert trail.write_access(trail.read_accesses([opened])[0]) == opened.body
    assert trail.write_consent(trail.read_consents([agreed])[0]) == agreed.body


def test_the_choice_shown_that_is_counted_is_read_and_written():
    shown = Entry(Kind.COUNTED, "who", example("docs/reference/state.md", "Counted"), NOW)

    assert counted_entry("who", read_counted([shown])[0]) == shown


def test_the_cohorts_shown_are_read_and_written():
    given = Entry(Kind.COHORTS, "who", example("docs/reference/state.md", "Cohorts"), NOW)

    assert write_given(read_given([given])) == given.body


def test_the_row_of_opportunities_shown_is_read_and_written():
    shown = example("docs/reference/state.md", "Opportunities")

    assert opportunity_rows.written(opportunity_rows.read_row(shown)) == shown


def test_the_limits_shown_are_those_of_the_code():
    rows = table(read("docs/reference/state.md"), "# Limits")

    assert [
        [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*\b", row[1])] for row in rows
    ] == [
        [review.REFLECTION_LIMIT],
        [review.EVIDENCE_LIMIT],
        [review.ANSWER_LIMIT],
        [feedback.COMMENT_LIMIT],
        [feedback.MOST_REPLIES],
        [
            drafts.MOST_DRAFTS,
            bank.MOST_PHRASES,
            bank.MOST_TEAM_PHRASES,
            bank.PHRASE_LIMIT,
        ],
        [saved_filters.MOST_FILTERS, saved_filters.FILTER_NAME_LIMIT],
        [several.MOST_AT_ONCE],
        [framework.MOST_AREAS, framework.MOST_LEVELS, framework.MOST_PROMPTS],
        [rounds.MOST_ROUNDS],
        [credit.MOST_POINTS],
        [cpd.MOST_ENTRIES],
        [cpd.MOST_MINUTES // 60],
        [cpd.TEXT_LIMITS["title"], cpd.TEXT_LIMITS["learned"], cpd.TEXT_LIMITS["evidence"]],
        [next_step.MOST_STEPS, opportunity.MOST_OPPORTUNITIES],
        [next_step.TEXT_LIMITS["text"], next_step.REASON_LIMIT],
        [planned_step.WHEN_LIMIT],
        [*opportunity.OFFER_LIMITS.values()],
        [priorities.MOST_PRIORITIES, priorities.PRIORITY_LIMIT],
        [record.YEAR_NOTE_LIMIT],
        [holdings.MOST_PAST],
        [attachment.MOST_ATTACHED],
        [table_codec.MOST_ROWS, table_codec.MOST_COLUMNS],
        [bodies.BODY_LIMIT // 1024],
        [bodies.UPLOAD_LIMIT],
        [dates.FIRST_YEAR, dates.LAST_YEAR],
        [untrusted_json.DEEPEST],
        [setup_tree.MOST_PLACES, setup_tree.MOST_FIELDS, setup_tree.MOST_VALUES],
    ]


def test_the_olx_page_lists_every_authored_field_with_its_scope():
    inherited = {"name", "parent", "tags"}
    fields = {
        key: field.scope.name
        for key, field in MatrixReviewXBlock.fields.items()
        if field.scope in {Scope.content, Scope.settings} and key not in inherited
    }

    rows = table(read("docs/reference/olx.md"), "# OLX")

    assert {field: scope for field, scope, _ in rows} == fields


def test_the_olx_page_says_how_each_setting_is_written():
    text = read("docs/reference/olx.md")
    places = {field: where.partition(":")[0] for field, _, where in table(text, "# OLX")}
    [always] = re.findall(r"\n\n([^|]+) are always written in full", text)

    for setting in SETTINGS:
        expected = "element" if setting.is_element else "attribute"
        assert places[setting.name].split()[0] == expected
    assert set(re.findall(r"`(\w+)`", always)) == {
        each.name for each in SETTINGS if each.is_always_written
    }


def test_every_dependency_is_on_its_page_with_a_reason():
    text = read("docs/dependencies.md")
    headings = re.findall(r"^## .+$", text, re.MULTILINE)
    rows = {cells[0]: cells[1] for heading in headings for cells in table(text, heading)}

    assert set(rows) == listed_in_setup()
    assert all(rows.values())


def test_continuous_integration_runs_the_test_command_of_the_readme():
    run = re.findall(r"^make \w+$", read(".ci/run"), re.MULTILINE)
    shown = read("README.md").partition("## Test it")[2].split("```")[1]

    assert run[0] == shown.removeprefix("sh").strip()


def test_the_map_lists_every_module_in_the_words_of_its_head():
    def row(path):
        head = ast.get_docstring(ast.parse(path.read_text())).partition("\n\n")[0]
        module = path.relative_to(PACKAGE).as_posix().removesuffix("__init__.py") or "./"
        return f"| `{module}` | {head} |"

    rows = {row(path) for path in PACKAGE.rglob("*.py")}
    text = read("docs/map.md")

    assert {line for line in text.splitlines() if line.startswith("| `")} == rows


def test_the_readme_can_be_read_in_one_sitting():
    assert len(read("README.md").splitlines()) <= 110


def test_every_decision_has_a_status():
    paths = sorted((ROOT / "docs/decisions").glob("*.md"))

    assert [path.name for path in paths if "\nStatus: " not in path.read_text()] == []


def test_the_readme_names_the_releases_that_are_tested():
    def row(cell):
        text = cell.read_text()
        release, _, python = text.splitlines()[0].removeprefix("# Open edX ").partition(": Python ")
        pins = dict(re.findall(r"^(\w+)==(\d+\.\d+)", text, re.MULTILINE))
        return [release, python, *(pins[name] for name in named)]

    named = ("Django", "XBlock", "lxml", "icalendar")
    cells = [cell for cell in (ROOT / ".ci/constraints").glob("*.txt") if cell.stem != "tools"]

    assert sorted(table(read("README.md"), "# Install it")) == sorted(map(row, cells))


def test_the_readme_counts_the_frameworks():
    assert f"one of {len(presets())} frameworks" in read("README.md")


def test_the_participants_page_speaks_the_words_of_the_screens():
    text = read("docs/how-to/participant.md")
    quoted = {
        *re.findall(r"\*\*(.+?)\*\*", text),
        *(row[0] for row in table(text, "# When saving")),
    }
    screens = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html")).lower()

    assert {words for words in quoted if words.lower() not in screens} == set()


def test_decisions_are_numbered_without_gaps():
    assert [path.name[:4] for path in DECISIONS] == [
        f"{n:04}" for n in range(1, len(DECISIONS) + 1)
    ]


@pytest.mark.parametrize("path", DECISIONS, ids=name)
def test_a_decision_has_context_decision_rejected_ways_and_consequences(path):
    assert re.findall(r"^## (.+)$", path.read_text(), re.MULTILINE) == [
        "Context",
        "Decision",
        "Rejected ways",
        "Consequences",
    ]


def test_what_the_quality_scale_calls_done_can_be_looked_up():
    text = read("docs/quality-scale.yaml")
    rules = re.findall(r"^  ([\w-]+):\n    (\w[\w ]*): (.+)$", text, re.MULTILINE)

    assert len(rules) == len(re.findall(r"^  [\w-]+:$", text, re.MULTILINE))
    assert {status for _, status, _ in rules} <= {"done", "not yet", "exempt"}
    assert [
        place for _, status, place in rules if status == "done" and not (ROOT / place).exists()
    ] == []


def test_the_olx_shown_is_read_and_says_nothing_that_is_not_understood():
    [example] = re.findall(r"```xml\n(.*?)```", read("docs/reference/olx.md"), re.DOTALL)

    inside = read_inside(etree.fromstring(example))

    assert set(inside.values) == set(NAMES)
    assert not inside.left_out
    assert not inside.elements
    assert read_framework(inside.values["framework"]).prompts[1].names_next_step


def test_every_example_of_a_format_is_read_as_its_page_says():
    rows = table(read("docs/how-to/import.md"), "## What can be read")
    examples = {path.name for path in (ROOT / "docs/how-to/examples").iterdir()}
    form = preset("talent-development-v1")

    assert {re.findall(r"examples/([^)]+)", row[1])[0] for row in rows} == examples
    for row in rows:
        [example] = re.findall(r"examples/[^)]+", row[1])
        content = (ROOT / "docs/how-to" / example).read_bytes()
        framework = bring(content, {}, form, ()).framework
        assert [len(framework.areas), len(framework.levels)] == [int(row[2]), int(row[3])], example


def test_every_example_of_a_cpd_log_is_read_as_its_page_says():
    rows = table(read("docs/how-to/import.md"), "## Your CPD log")
    examples = {path.name for path in (ROOT / "docs/how-to/cpd-examples").iterdir()}

    assert {re.findall(r"examples/([^)]+)", row[1])[0] for row in rows} == examples
    for row in rows:
        [example] = re.findall(r"cpd-examples/[^)]+", row[1])
        content = (ROOT / "docs/how-to" / example).read_bytes()
        is_paste = example.endswith(".txt")
        sent = {"pasted": [content.decode()]} if is_paste else {}
        names = cpd_import.read(FakeHost(), sent, b"" if is_paste else content).names
        assert names.get("new", names.get("matching")) == int(row[2]), example


def test_the_framework_files_shown_are_read():
    page = read("docs/reference/framework-files.md")
    [as_json] = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    [as_csv] = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)

    framework = read_file(as_json.encode())

    assert read_csv(as_csv.encode(), framework).areas[0].prompts == ("What went well?",)
