"""The demo: every persona in their state, links that work, and nothing served that is private."""

from pathlib import Path

import lxml.html
import pytest
from django.conf import settings
from django.test import Client
from submissions.models import Submission
from workbench.scenarios import get_scenarios

import django_host
import hosts
from matrix_xblock.demo import seed
from matrix_xblock.demo.people import PERSONAS

ROOT = Path(__file__).parents[2]

# What each persona's page says that no other state's page says.
SAYS = {
    "amina": "Start your review",
    "ben": "Levels in 5 of 8 areas",
    "carys": "Your finished review",
    "dev": "Your course team returned this",
    "erin": "mid-point",
    "farid": "This round has closed",
    "grace": "Levels in 3 of 10 areas",
    "hana": "Your finished review",
    "idris": "final",
}


@pytest.fixture(scope="module")
def seeded():
    """Fill the demo once for this file; what a test changes in it is rolled back."""
    with django_host.rolled_back():
        seed.seed()
        yield


@pytest.fixture
def client(seeded):
    return Client()


def unit_of(who):
    return f"/unit/{seed.scenario_name(who.scenario)}/?student={who.id}"


def test_the_landing_page_links_every_persona(client):
    answer = client.get("/")

    page = lxml.html.fromstring(answer.content)
    assert answer.status_code == 200
    assert {unit_of(who) for who in PERSONAS} <= set(page.xpath("//a/@href"))


def test_every_state_that_people_can_be_in_has_a_persona():
    assert set(SAYS) == {who.id for who in PERSONAS}


@pytest.mark.parametrize("who", PERSONAS, ids=lambda who: who.id)
def test_a_persona_is_in_their_state(client, who):
    answer = client.get(unit_of(who))

    assert answer.status_code == 200
    assert SAYS[who.id] in answer.content.decode()
    assert who.name in answer.content.decode()


def test_every_link_of_the_landing_page_leads_somewhere(client):
    page = lxml.html.fromstring(client.get("/").content)
    links = [link for link in page.xpath("//@href") if link.startswith("/")]

    statuses = {link: client.get(link).status_code for link in links}

    assert links
    assert set(statuses.values()) == {200}


def test_seeding_twice_changes_nothing(client):
    rows = hosts.ledger_rows()

    seed.seed()

    assert hosts.ledger_rows() == rows


def test_a_reset_forgets_what_visitors_did_and_leaves_no_row_twice(client):
    rows = Submission.objects.count()
    visitor = hosts.Workbench(student="amina")
    visitor.post("start_review", round="baseline")
    assert SAYS["amina"] not in visitor.page()

    answer = client.post("/reset/")

    assert answer.status_code == 302
    assert SAYS["amina"] in client.get(unit_of(PERSONAS[0])).content.decode()
    assert SAYS["carys"] in client.get(unit_of(PERSONAS[2])).content.decode()
    assert Submission.objects.count() == rows


def test_a_link_cannot_reset_the_demo(client):
    assert client.get("/reset/").status_code == 405


def test_another_site_cannot_reset_the_demo():
    assert Client(enforce_csrf_checks=True).post("/reset/").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/setup.py",
        "/matrix_xblock/block.py",
        "/var/",
        "/var/workbench.db",
        "/.demo/",
        "/.demo/demo.sqlite3",
        "/demo.sqlite3",
        "/media/",
        "/media/demo.sqlite3",
        "/resource/matrix_review/../block.py",
        "/resource/matrix_review/public/../../block.py",
    ],
)
def test_no_file_of_the_working_folder_is_served(monkeypatch, path):
    monkeypatch.chdir(ROOT)

    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/media/../", "/media/%2e%2e/", "/static/../"])
def test_no_path_leads_out_of_what_is_served(path):
    assert Client().get(f"{path}demo.sqlite3").status_code in {400, 404}


def test_what_is_served_as_media_lies_beside_the_database():
    media = Path(settings.MEDIA_ROOT)

    assert settings.MEDIA_URL not in {"", "/"}
    assert media.parent == settings.DATA


def test_the_workbench_s_own_pages_work(client):
    names = [name for name in get_scenarios() if name.startswith("matrix_review")]

    statuses = [client.get(f"/scenario/{name}/?student=zoe").status_code for name in names]

    assert statuses == [200] * len(names)


def test_a_request_without_a_token_of_this_site_is_refused():
    visitor = hosts.Workbench(enforce_csrf_checks=True)

    answer = visitor.post("start_review", round="baseline")

    assert answer.status_code == 403
    assert "X-Matrix-Review" not in answer.headers


def test_a_request_with_the_token_in_its_header_is_let_in():
    visitor = hosts.Workbench(enforce_csrf_checks=True)
    visitor.page()
    token = visitor.client.cookies["csrftoken"].value

    answer = visitor.client.post(
        f"{visitor.url('start_review')}?student=zoe",
        {"round": "baseline"},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )

    assert answer.status_code == 200


@pytest.mark.parametrize("uri", ["css/review/base.css", "css/demo.css", "js/matrix.js"])
def test_static_files_are_served(uri):
    assert Client().get(f"/resource/matrix_review/public/{uri}").status_code == 200


def test_the_demo_answers_to_this_machine_only():
    assert set(settings.ALLOWED_HOSTS) == {"127.0.0.1", "localhost", "testserver"}
