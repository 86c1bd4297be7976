"""Walks SERVICES and mounts each service's addresses."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from thanglong.config.api import api

urlpatterns = [
    path("", include("thanglong.kernel.web.urls")),
    path("api/v1/", api.urls),
    *(
        path("", include(f"thanglong.services.{service}.urls"))
        for service in settings.SERVICES
        if find_spec(f"thanglong.services.{service}.urls")
    ),
]

handler400 = "thanglong.kernel.web.errors.bad_request"
handler403 = "thanglong.kernel.web.errors.not_allowed"
handler404 = "thanglong.kernel.web.errors.not_found"
handler500 = "thanglong.kernel.web.errors.fault"
