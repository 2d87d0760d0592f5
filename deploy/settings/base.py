"""Settings shared by every way of running Parvis; each value that depends on the place comes from the environment."""

import os
from pathlib import Path

import environ
from django.utils.csp import CSP

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"

env = environ.Env()

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = ["*"]  # the commune middleware answers 404 to a host that no commune owns
BASE_DOMAIN = env.str("BASE_DOMAIN", default="localhost")
PUBLIC_SCHEME = env.str("PUBLIC_SCHEME", default="https")
PUBLIC_PORT = env.str("PUBLIC_PORT", default="")

# ---- Applications: what the platform shares, and what each commune has of its own
SHARED_APPS = ["tenants", "django_tenants", "procrastinate.contrib.django"]
TENANT_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "apps.audit",
    "apps.accounts",
    "apps.documents",
    "apps.messaging",
    "apps.content",
    "apps.families",
    "apps.health",
    "apps.casework",
    "apps.activities",
    "apps.enrolments",
]
INTERFACE_APPS = [
    "apps.design",
    "apps.portal",
    "apps.backoffice",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS, *INTERFACE_APPS]

# Exclusion constraints need nothing of `django.contrib.postgres` but its class: the application itself would ask the
# database for its types at each new connection.
SILENCED_SYSTEM_CHECKS = ["postgres.E005"]

TENANT_MODEL = "tenants.Commune"
TENANT_DOMAIN_MODEL = "tenants.Domain"
PUBLIC_SCHEMA_URLCONF = "deploy.urls.platform"
ROOT_URLCONF = "deploy.urls.commune"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DATABASE_ENGINE = "tenants.backend"
SECONDS_A_COMMUNE_IS_REMEMBERED = 5.0  # how long a suspension takes to reach every process
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tenants.middleware.CommuneMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tenants.context_processors.commune",
            ],
        },
    },
]

# ---- Sign-in
AUTHENTICATION_BACKENDS = ["apps.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "portal:sign-in"
LOGIN_REDIRECT_URL = "portal:dashboard"
LOGOUT_REDIRECT_URL = "portal:home"
SESSION_ENGINE = "apps.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 2  # counted from the last page seen
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # many families share a device
SIGN_UP_COOKIE_NAME = "__Host-sign-up"
TRUSTED_BROWSER_COOKIE_NAME = "__Host-trusted"
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True

# ---- Browser protections: no inline script, no inline style, nothing from elsewhere
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "media-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# ---- Encryption at rest: newest secret first, the others only read (see tenants/encryption.py)
ENCRYPTION_SECRETS = env.list("ENCRYPTION_SECRETS", default=[])

# ---- Language and time
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# ---- Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
DOCUMENTS_FOLDER = env.path("DOCUMENTS_FOLDER", default=str(VAR / "documents"))()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DOCUMENTS_FOLDER}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DOCUMENTS_BUCKET = env.str("DOCUMENTS_BUCKET", default="")
DOCUMENTS_ENDPOINT = env.str("DOCUMENTS_ENDPOINT", default="")
DOCUMENTS_PUBLIC_ENDPOINT = env.str("DOCUMENTS_PUBLIC_ENDPOINT", default="")  # where browsers reach the bucket
DOCUMENTS_DIRECT_LINKS = env.bool("DOCUMENTS_DIRECT_LINKS", default=True)  # false: the application reads the bucket
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")  # unix:///path or tcp://host:port; empty: files are not scanned

# ---- E-mail: sent by SMTP when EMAIL_URL says where, otherwise kept in the development mailbox
EMAIL_URL = env.str("EMAIL_URL", default="")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ne-pas-repondre@parvis.example")
DEVELOPMENT_MAILBOX = False
CATALOGUE = False  # of the components of the design system

# ---- Jobs
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

# ---- Who runs the platform: shown on its own site, where the law wants it (LCEN, article 6)
PLATFORM = {
    "publisher": env.str("PLATFORM_PUBLISHER", default="l’exploitant de cette installation de Parvis"),
    "address": env.str("PLATFORM_ADDRESS", default=""),
    "director": env.str("PLATFORM_DIRECTOR", default=""),
    "email": env.str("PLATFORM_EMAIL", default=f"contact@{BASE_DOMAIN}"),
    "host": env.str("PLATFORM_HOST", default=""),
}
CSRF_FAILURE_VIEW = "apps.portal.errors.csrf_failure"

# ---- Errors and logs: no personal data leaves (see deploy/observability.py)
SENTRY_DSN = env.str("SENTRY_DSN", default="")

# ---- Addresses: suggested by the State's geocoder; empty where there is none, and people type theirs
ADDRESS_SEARCH_URL = env.str("ADDRESS_SEARCH_URL", default="https://data.geopf.fr/geocodage/search")

# ---- Communes of birth: their names from their codes; empty where nobody knows, and people write theirs
BIRTH_PLACES_URL = env.str("BIRTH_PLACES_URL", default="https://geo.api.gouv.fr/communes")

# ---- FranceConnect: one client for each commune, FRANCECONNECT_CLIENT_ID_<COMMUNE> and FRANCECONNECT_CLIENT_SECRET_…
FRANCECONNECT_ISSUER = env.str("FRANCECONNECT_ISSUER", default="https://oidc.franceconnect.gouv.fr/api/v2")
FRANCECONNECT_CLIENTS = {
    name: (os.environ[f"FRANCECONNECT_CLIENT_ID_{name}"], os.environ.get(f"FRANCECONNECT_CLIENT_SECRET_{name}", ""))
    for name in (key.removeprefix("FRANCECONNECT_CLIENT_ID_") for key in os.environ)
    if f"FRANCECONNECT_CLIENT_ID_{name}" in os.environ
}

# ---- Visitors: the header in which the reverse proxy writes their address (HTTP_X_REAL_IP); empty without a proxy
CLIENT_ADDRESS_HEADER = env.str("CLIENT_ADDRESS_HEADER", default="")
