"""The door for the process of live updates (ASGI)."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thanglong.config.settings")
django.setup()

from thanglong.kernel.web.live import application  # noqa: E402 - settings come first

__all__ = ["application"]
