"""A real platform: everything that has no safe default must be given by the environment."""

from deploy.observability import logging_configuration

from .base import *  # noqa: F403 - an environment is the base and what it changes
from .base import DATABASE_ENGINE, PLATFORM, env

SECRET_KEY = env.str("SECRET_KEY")
ENCRYPTION_SECRETS = env.list("ENCRYPTION_SECRETS")
BASE_DOMAIN = env.str("BASE_DOMAIN")
DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL"),
        "ENGINE": DATABASE_ENGINE,
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
    }
}
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^sante/"]  # probes come from inside, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
EMAIL_URL = env.str("EMAIL_URL")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")
PLATFORM = PLATFORM | {
    "publisher": env.str("PLATFORM_PUBLISHER"),
    "address": env.str("PLATFORM_ADDRESS"),
    "director": env.str("PLATFORM_DIRECTOR"),
    "email": env.str("PLATFORM_EMAIL"),
    "host": env.str("PLATFORM_HOST"),
}
LOGGING = logging_configuration(env.str("LOG_LEVEL", default="INFO"))
