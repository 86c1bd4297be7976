"""Addresses of the shell itself."""

from django.urls import path

from thanglong.kernel.web import styleguide, views

app_name = "web"
urlpatterns = [
    path("language", views.language, name="language"),
    path("display", views.display, name="display"),
    path("styleguide/", styleguide.guide, name="styleguide"),
]
