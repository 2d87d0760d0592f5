"""`make demo`: embedded PostgreSQL unless DATABASE_URL names another, plain http on *.localhost, mailbox at hand."""

from deploy.local import postgres

from .base import *  # noqa: F403 - an environment is the base and what it changes
from .base import DATABASE_ENGINE, STORAGES, VAR, env

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-a-machine-that-nobody-else-reaches")
ENCRYPTION_SECRETS = env.list("ENCRYPTION_SECRETS", default=["only-for-a-machine-that-nobody-else-reaches"])
PUBLIC_SCHEME = "http"
PUBLIC_PORT = env.str("PORT", default="8000")


def _database() -> dict[str, object]:
    if env.str("DATABASE_URL", default=""):
        return {**env.db_url("DATABASE_URL"), "ENGINE": DATABASE_ENGINE}
    reached = postgres.ensure_running(VAR / "demo" / "postgres")
    return {"ENGINE": DATABASE_ENGINE, "NAME": "postgres", "USER": reached["user"], "HOST": reached["host"]}


DATABASES = {"default": {**_database(), "CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}}

PASSWORD_HASHERS = ["deploy.local.hashers.QuickArgon2PasswordHasher"]
SESSION_COOKIE_NAME = "session"
SIGN_UP_COOKIE_NAME = "sign-up"
TRUSTED_BROWSER_COOKIE_NAME = "trusted"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_SECURE = False
DEVELOPMENT_MAILBOX = True
CATALOGUE = True
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None  # nothing is collected: files are served from where they are written
