"""What leaves a running platform about itself: log lines and error reports, without personal data.

Whatever a person typed or is known by stays out: bodies, cookies, headers, local variables, the words of exceptions
(PostgreSQL quotes the row in them), addresses, tokens. What is left says where, when, in which commune and what kind.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

import sentry_sdk
from django.conf import settings

EMAIL = re.compile(r"[^\s@<>\"'«»(),;:/=]+@[^\s@<>\"'«»(),;:/=]+")
NUMBER = re.compile(r"\+?\d(?:[ .-]?\d){7,}")  # telephone, social security, bank account
SECRET = re.compile(r"[A-Za-z0-9_\-]{20,}")  # tokens of links are longer than any word of an address
KEPT_CONTEXTS = ("runtime", "os", "trace")
KEPT_IN_REQUEST = ("method", "url")


def mask(text: str) -> str:
    """Replace what may name a person or open a door."""
    return SECRET.sub("[secret]", NUMBER.sub("[numéro]", EMAIL.sub("[adresse]", text)))


def commune_slug() -> str:
    """Return the slug of the commune the code runs in, or an empty string."""
    from tenants import context  # models exist once Django is set up

    commune = context.current_or_none()
    return commune.slug if commune else ""


class JsonLines(logging.Formatter):
    """One JSON object a line, for machines that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": mask(record.getMessage()),
            "commune": commune_slug(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _chain(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _chain(error: BaseException) -> list[dict[str, Any]]:
    """Name each exception and where it came from, never what it says."""
    links = []
    current: BaseException | None = error
    while current is not None:
        frames = traceback.extract_tb(current.__traceback__)
        stack = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        links.append({"type": type(current).__qualname__, "stack": stack})
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return links


def logging_configuration(level: str = "INFO") -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "deploy.observability.JsonLines"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "procrastinate": {"level": "WARNING"},
        },
    }


def start() -> None:
    """Report errors to Sentry when the settings say where."""
    if settings.SENTRY_DSN:
        sentry_sdk.init(dsn=settings.SENTRY_DSN, **sentry_options())


def sentry_options() -> dict[str, Any]:
    return {
        "include_local_variables": False,
        "max_request_body_size": "never",
        "traces_sample_rate": 0.0,
        "before_send": scrub,
        "before_breadcrumb": lambda _crumb, _hint: None,
    }


def scrub(event: dict[str, Any], _hint: dict[str, Any] | None = None) -> dict[str, Any]:
    """Keep of an error report what helps to repair and says nothing of anybody."""
    for name in ("user", "breadcrumbs", "extra", "modules", "server_name"):
        event.pop(name, None)
    if "request" in event:
        request = {name: event["request"][name] for name in KEPT_IN_REQUEST if name in event["request"]}
        event["request"] = request | {"url": mask(request.get("url", "").partition("?")[0])}
    for values in (event.get("exception", {}), event.get("threads", {})):
        for value in values.get("values", ()):
            _scrub_exception(value)
    _scrub_words(event)
    contexts = event.get("contexts", {})
    event["contexts"] = {name: contexts[name] for name in KEPT_CONTEXTS if name in contexts}
    event["tags"] = {"commune": commune_slug()}
    return event


def _scrub_exception(value: dict[str, Any]) -> None:
    value.pop("value", None)
    value.pop("mechanism", None)
    for frame in value.get("stacktrace", {}).get("frames", ()):
        frame.pop("vars", None)


def _scrub_words(event: dict[str, Any]) -> None:
    """Keep the sentence of the programmer, not the values put in it."""
    event.pop("message", None)
    entry = event.pop("logentry", None)
    if entry and entry.get("message"):
        event["logentry"] = {"message": mask(entry["message"])}
