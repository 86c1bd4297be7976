"""Addresses of operation."""

from django.urls import path

from thanglong.services.operations.views import calendar, changes, health, reforms, units

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
    path("calendar", calendar.year, name="calendar"),
    path("calendar/<int:number>", calendar.year, name="calendar_year"),
    path("calendar/<int:year_number>/<int:number>", calendar.month, name="calendar_month"),
    path("calendar/changes", changes.changes, name="calendar_changes"),
    path("calendar/changes/new", changes.new, name="calendar_new"),
    path("calendar/changes/<uuid:key>", changes.change, name="calendar_change"),
    path("calendar/changes/<uuid:key>/parts", changes.part, name="calendar_part"),
    path("calendar/changes/<uuid:key>/dates", changes.dates, name="calendar_dates"),
    path("calendar/changes/<uuid:key>/declaration", changes.declare, name="calendar_declaration"),
    path("calendar/changes/<uuid:key>/removal", changes.drop, name="calendar_removal"),
]
