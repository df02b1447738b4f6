"""What the server runs. A worker loads all its pages before it takes its first request, not while that one waits."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinzhi.site.settings")
application = get_wsgi_application()
import_module("xinzhi.site.urls")
