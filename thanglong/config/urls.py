"""Walks SERVICES and mounts each service's addresses."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include(f"thanglong.services.{service}.urls"))
    for service in settings.SERVICES
    if find_spec(f"thanglong.services.{service}.urls")
]
