"""Pages around the blocks: the landing page, and a page that looks like a unit of a course."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST
from workbench.views import show_scenario

from matrix_xblock.demo import seed
from matrix_xblock.demo.people import PERSONAS, persona

__all__ = ["landing", "reset", "unit"]


@ensure_csrf_cookie
def landing(request: HttpRequest) -> HttpResponse:
    """Link every persona and state."""
    cards = [(each, seed.scenario_name(each.scenario)) for each in PERSONAS]
    return render(request, "demo/landing.html", {"cards": cards})


def unit(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Show a block as a course would: with a course around it and nothing of the workbench."""
    request.persona = persona(request.GET.get("student", ""))  # type: ignore[attr-defined]
    answer: HttpResponse = show_scenario(request, scenario_id, template="demo/unit.html")
    return answer


@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    """Begin the demo again."""
    del request
    seed.reset()
    return redirect("landing")
