"""Pages around the blocks: the landing page, and a page that looks like a unit of a course."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST
from workbench.views import show_scenario

from matrix_xblock.demo import seed
from matrix_xblock.demo.course import AUTHORS, STAFF, name_of
from matrix_xblock.demo.people import PERSONAS

__all__ = ["landing", "reset", "unit"]


@ensure_csrf_cookie
def landing(request: HttpRequest) -> HttpResponse:
    """Link every persona and state."""
    cards = [(each, seed.scenario_name(each.scenario)) for each in PERSONAS]
    staff = [(each, seed.scenario_name(each.scenario)) for each in STAFF]
    authors = [(each, seed.scenario_name(each.scenario)) for each in AUTHORS]
    is_wall = settings.XBLOCK_SETTINGS["matrix_review"]["my_people"] == "wall"
    shown = {"cards": cards, "staff": staff, "authors": authors, "is_wall": is_wall}
    return render(request, "demo/landing.html", shown)


def unit(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Show a block as a course would: with a course around it and nothing of the workbench."""
    student = request.GET.get("student", "")
    request.persona = name_of(student)  # type: ignore[attr-defined]
    request.is_staff = student in {each.id for each in STAFF}  # type: ignore[attr-defined]
    request.is_author = student in {each.id for each in AUTHORS}  # type: ignore[attr-defined]
    shown = "student_view"
    if request.is_author:  # type: ignore[attr-defined]
        shown = "studio_view" if "edit" in request.GET else "author_view"
    answer: HttpResponse = show_scenario(
        request, scenario_id, view_name=shown, template="demo/unit.html"
    )
    return answer


@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    """Begin the demo again."""
    del request
    seed.reset()
    return redirect("landing")
