import json
import logging

import pytest
import sentry_sdk
from django.db import IntegrityError
from sentry_sdk.transport import Transport

from deploy import observability

# What a person is known by, or can be reached by, or opens doors with.
PERSONAL = [
    "maurice.testo@exemple.fr",
    "Maurice",
    "TESTO",
    "06 12 34 56 78",
    "Cerises&Noyaux7",
    "3vN5qWmXk2bYtR8uZpLc7dJfHs1aGe0o",
    "sessionid-9f2c",
    "192.0.2.44",
]

EVENT = {
    "event_id": "9d1f",
    "level": "error",
    "transaction": "portal:activation",
    "server_name": "web-1.interne",
    "user": {"id": "12", "email": "maurice.testo@exemple.fr", "ip_address": "192.0.2.44"},
    "request": {
        "method": "POST",
        "url": "https://fresnes.example/activation/3vN5qWmXk2bYtR8uZpLc7dJfHs1aGe0o/?courriel=maurice.testo@exemple.fr",
        "query_string": "courriel=maurice.testo@exemple.fr",
        "data": {"usual_name": "TESTO", "password": "Cerises&Noyaux7"},
        "cookies": {"session": "sessionid-9f2c"},
        "headers": {"Cookie": "session=sessionid-9f2c", "X-Forwarded-For": "192.0.2.44"},
        "env": {"REMOTE_ADDR": "192.0.2.44"},
    },
    "exception": {
        "values": [
            {
                "type": "IntegrityError",
                "value": "DETAIL: Key (email_key)=(maurice.testo@exemple.fr) already exists.",
                "mechanism": {"type": "django", "data": {"name": "Maurice"}},
                "stacktrace": {
                    "frames": [
                        {
                            "function": "sign_up",
                            "lineno": 42,
                            "vars": {"entry": "Maurice TESTO", "phone": "06 12 34 56 78"},
                        }
                    ]
                },
            }
        ]
    },
    "threads": {"values": [{"stacktrace": {"frames": [{"function": "run", "vars": {"name": "Maurice"}}]}}]},
    "breadcrumbs": {"values": [{"message": "SELECT … WHERE usual_name = 'TESTO'"}]},
    "extra": {"form": {"first_names": "Maurice"}},
    "logentry": {"message": "no mail for %s at maurice.testo@exemple.fr", "params": ["Maurice TESTO"]},
    "message": "no mail for Maurice TESTO",
    "contexts": {"runtime": {"name": "CPython"}, "procrastinate": {"args": {"name": "Maurice"}}},
    "tags": {"name": "Maurice"},
}


def test_a_realistic_report_says_where_and_never_who(in_fresnes):
    scrubbed = observability.scrub(json.loads(json.dumps(EVENT)))

    text = json.dumps(scrubbed, ensure_ascii=False)
    assert [fact for fact in PERSONAL if fact in text] == []
    assert scrubbed == {
        "event_id": "9d1f",
        "level": "error",
        "transaction": "portal:activation",
        "request": {"method": "POST", "url": "https://fresnes.example/activation/[secret]/"},
        "exception": {
            "values": [{"type": "IntegrityError", "stacktrace": {"frames": [{"function": "sign_up", "lineno": 42}]}}]
        },
        "threads": {"values": [{"stacktrace": {"frames": [{"function": "run"}]}}]},
        "logentry": {"message": "no mail for %s at [adresse]"},
        "contexts": {"runtime": {"name": "CPython"}},
        "tags": {"commune": "fresnes"},
    }


def test_the_report_itself_would_have_told(in_fresnes):
    """The negative control: without the scrubbing every one of these leaves."""
    text = json.dumps(EVENT, ensure_ascii=False)

    assert [fact for fact in PERSONAL if fact in text] == PERSONAL


class Outbox(Transport):
    """Keeps what the library would have sent over the network."""

    def __init__(self):
        super().__init__()
        self.sent = []

    def capture_envelope(self, envelope):
        self.sent += [item.get_event() or item.payload.json for item in envelope.items]


@pytest.fixture
def sentry():
    outbox = Outbox()
    sentry_sdk.init(dsn="https://key@sentry.example/1", transport=outbox, **observability.sentry_options())
    yield outbox
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def test_an_error_caught_for_real_leaves_without_its_words_nor_its_variables(in_fresnes, sentry):
    phone = "06 12 34 56 78"
    try:
        raise IntegrityError(f"Key (mobile)=({phone}) already exists: Maurice")
    except IntegrityError as error:
        sentry_sdk.capture_exception(error)
    logging.getLogger("parvis.essai").error("no mail for %s", "maurice.testo@exemple.fr")

    first, second = sentry.sent
    assert first["exception"]["values"][0]["type"] == "IntegrityError"
    assert first["tags"] == {"commune": "fresnes"}
    assert second["logentry"] == {"message": "no mail for %s"}
    text = json.dumps(sentry.sent, ensure_ascii=False, default=str).replace(__file__, "")
    assert [fact for fact in PERSONAL if fact in _values_only(text)] == []


def _values_only(text):
    """Leave out the lines of this very file that the report quotes around each frame."""
    events = json.loads(text)
    for event in events:
        for value in event.get("exception", {}).get("values", []):
            for frame in value["stacktrace"]["frames"]:
                for quoted in ("context_line", "pre_context", "post_context"):
                    frame.pop(quoted, None)
    return json.dumps(events, ensure_ascii=False)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Not Found: /activation/3vN5qWmXk2bYtR8uZpLc7dJfHs1aGe0o/", "Not Found: /activation/[secret]/"),
        ("refused for maurice.testo@exemple.fr (550)", "refused for [adresse] (550)"),
        ("call +33 6 12 34 56 78 or 0612345678", "call [numéro] or [numéro]"),
        ("Starting job apps.messaging.tasks.send[12]", "Starting job apps.messaging.tasks.send[12]"),
        ("12 messages in 3 communes", "12 messages in 3 communes"),
    ],
)
def test_a_log_line_masks_addresses_numbers_and_tokens(written, kept):
    assert observability.mask(written) == kept


def line_of(record):
    return json.loads(observability.JsonLines().format(record))


def test_a_log_line_is_json_with_its_commune(in_fresnes):
    record = logging.LogRecord("parvis", logging.WARNING, "file.py", 1, "late for %s", ("lea@exemple.fr",), None)

    line = line_of(record)

    assert {name: line[name] for name in ("level", "logger", "message", "commune")} == {
        "level": "WARNING",
        "logger": "parvis",
        "message": "late for [adresse]",
        "commune": "fresnes",
    }


def test_a_logged_exception_says_its_kind_and_its_place_and_not_its_words():
    try:
        try:
            raise ValueError("Maurice TESTO")
        except ValueError as cause:
            raise IntegrityError("maurice.testo@exemple.fr") from cause
    except IntegrityError as error:
        record = logging.LogRecord(
            "parvis", logging.ERROR, "file.py", 1, "broken", (), (type(error), error, error.__traceback__)
        )

    line = line_of(record)

    assert [link["type"] for link in line["error"]] == ["IntegrityError", "ValueError"]
    assert line["error"][0]["stack"][0].endswith(
        "test_a_logged_exception_says_its_kind_and_its_place_and_not_its_words"
    )
    assert "Maurice" not in json.dumps(line)
    assert line["commune"] == ""


def test_without_an_address_nothing_is_reported(settings):
    settings.SENTRY_DSN = ""

    observability.start()

    assert not sentry_sdk.is_initialized()
