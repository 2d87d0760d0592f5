"""The suite: a real PostgreSQL whose data need not survive, cheap password hashes, no outside world."""

from deploy.local import postgres

from .base import *  # noqa: F403 - an environment is the base and what it changes
from .base import DATABASE_ENGINE, STORAGES, VAR, env

SECRET_KEY = "only-for-the-tests"  # noqa: S105 - signs nothing that matters
PUBLIC_SCHEME = "http"
ENCRYPTION_SECRETS = ["only-for-the-tests"]


def _database() -> dict[str, object]:
    if env.str("DATABASE_URL", default=""):
        return {**env.db_url("DATABASE_URL"), "ENGINE": DATABASE_ENGINE}
    reached = postgres.ensure_running(VAR / "test" / "postgres", volatile=True)
    return {"ENGINE": DATABASE_ENGINE, "NAME": "postgres", "USER": reached["user"], "HOST": reached["host"]}


DATABASES = {"default": _database()}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_COOKIE_NAME = "session"
SIGN_UP_COOKIE_NAME = "sign-up"
TRUSTED_BROWSER_COOKIE_NAME = "trusted"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_SECURE = False
DEVELOPMENT_MAILBOX = True
DOCUMENTS_FOLDER = env.path("DOCUMENTS_FOLDER", default=str(VAR / "test" / "documents"))()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DOCUMENTS_FOLDER}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SECONDS_A_COMMUNE_IS_REMEMBERED = 600.0  # a slow machine reads no more than a quick one
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None  # nothing is collected: files are served from where they are written
ADDRESS_SEARCH_URL = "fake:"  # the verified fake answers
BIRTH_PLACES_URL = "fake:"  # the same
FRANCECONNECT_ISSUER = "http://127.0.0.1:9/api/v2"  # nobody there, unless a test starts a provider
FRANCECONNECT_CLIENTS = {"CARBON_BLANC": ("client-of-carbon-blanc", "secret-of-carbon-blanc")}
