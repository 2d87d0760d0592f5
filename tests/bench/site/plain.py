"""Settings of the baseline: the same page on Django's own backend, with one commune's schema as its only one."""

from deploy.settings.test import *  # noqa: F403
from deploy.settings.test import DATABASES

DEBUG = False
ROOT_URLCONF = "tests.bench.site.view"
MIDDLEWARE: list[str] = []
DATABASE_ROUTERS: list[str] = []
INSTALLED_APPS = [
    "tenants",  # named by the code of accounts; nothing of it is used here
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "apps.audit",
    "apps.accounts",
    "apps.content",
]
TENANT_APPS = INSTALLED_APPS
DATABASES = {
    "default": {
        **DATABASES["default"],
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 300,
        "OPTIONS": {"options": "-c search_path=c_fresnes"},
    }
}
