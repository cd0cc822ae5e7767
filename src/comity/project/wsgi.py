"""The entry point for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.project.settings")  # noqa: TID251 -- Django reads it here

application = get_wsgi_application()
