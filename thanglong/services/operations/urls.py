"""Addresses of operation."""

from django.urls import path

from thanglong.services.operations.views import health, reforms, units

app_name = "operations"
urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("units", units.units, name="units"),
    path("reforms", reforms.reforms, name="reforms"),
    path("reforms/rehearsals", reforms.rehearsals, name="rehearsals"),
    path("reforms/<int:reform_id>", reforms.reform, name="reform"),
    path("reforms/<int:reform_id>/carrying-out", reforms.carrying_out, name="reform_carrying_out"),
    path("reforms/<int:reform_id>/undoing", reforms.undoing, name="reform_undoing"),
    path(
        "reforms/<int:reform_id>/decisions/<slug:code>",
        reforms.decisions,
        name="reform_decisions",
    ),
    path("units/<slug:code>", units.unit, name="unit"),
]
