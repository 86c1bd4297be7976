"""Addresses of operation."""

from django.urls import path

from thanglong.services.operations.views import health, units

app_name = "operations"
urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("units", units.units, name="units"),
    path("units/<slug:code>", units.unit, name="unit"),
]
