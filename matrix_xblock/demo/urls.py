"""Addresses of the demo: its own pages in front of the workbench's."""

from __future__ import annotations

from django.urls import include, path

from matrix_xblock.demo import views

urlpatterns = [
    path("", views.landing, name="landing"),
    path("reset/", views.reset, name="reset"),
    path("unit/<scenario_id>/", views.unit, name="unit"),
    path("", include("workbench.urls")),
]
