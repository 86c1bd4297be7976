"""The city for any WSGI server; the one that comes along opens it by `rsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thanglong.config.settings")
application = get_wsgi_application()
