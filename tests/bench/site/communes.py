"""Settings of the measured side: the page behind the middleware and the backend of the communes."""

from deploy.settings.test import *  # noqa: F403
from deploy.settings.test import DATABASES

DEBUG = False
ROOT_URLCONF = "tests.bench.site.view"
MIDDLEWARE = ["tenants.middleware.CommuneMiddleware"]
DATABASES = {"default": {**DATABASES["default"], "CONN_MAX_AGE": 300}}
