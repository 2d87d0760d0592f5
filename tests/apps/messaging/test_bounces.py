from datetime import UTC, datetime

import pytest

from apps.audit.models import Event
from apps.messaging.bounces import Bounce, read_bounce
from apps.messaging.enums import MessageStatus
from apps.messaging.models import Message
from apps.messaging.operations import record_bounce
from tests.factories import MessageFactory

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
MESSAGE_ID = "<11111111-2222-4333-8444-555555555555@fresnes.localhost>"
BOUNCE = Bounce(message_id=MESSAGE_ID, status="5.1.1")
LETTER = b"From: someone@courriel.example\nSubject: Bonjour\n\nJe suis absent.\n"


def report(*, action="failed", status="5.1.1", carried="message/rfc822", message_id=MESSAGE_ID):
    """What a mail server writes back, as RFC 3464 wants it."""
    return f"""\
From: MAILER-DAEMON@mx.example
To: ne-pas-repondre@parvis.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="XX"

--XX
Content-Type: text/plain

Inconnu : Claire.

--XX
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; claire@exemple.fr
Action: {action}
Status: {status}

--XX
Content-Type: {carried}

From: ne-pas-repondre@parvis.example
Message-ID: {message_id}
Subject: Activez votre compte

--XX--
""".encode()


@pytest.mark.parametrize("carried", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_says_which_message_came_back_and_why(carried):
    assert read_bounce(report(carried=carried)) == BOUNCE
    assert BOUNCE.host == "fresnes.localhost"


def test_a_status_that_cannot_be_read_is_a_failure_without_detail():
    assert read_bounce(report(status="inconnu")) == Bounce(message_id=MESSAGE_ID, status="5.0.0")


@pytest.mark.parametrize(
    "letter",
    [
        pytest.param(LETTER, id="not a report"),
        pytest.param(report(action="delayed", status="4.4.1"), id="the server still tries"),
        pytest.param(report(message_id="<1@ailleurs.example>"), id="not a message of ours"),
        pytest.param(report(carried="text/plain"), id="nothing of the message"),
    ],
)
def test_what_reports_no_failure_of_ours_is_nothing(letter):
    assert read_bounce(letter) is None


def sent(**fields):
    return MessageFactory(message_id=MESSAGE_ID, status=MessageStatus.SENT, sent_at=NOON, text="", **fields)


def test_a_message_that_came_back_is_lost_once(in_fresnes):
    message = sent()

    assert [record_bounce(bounce=BOUNCE, at=NOON), record_bounce(bounce=BOUNCE, at=NOON)] == [True, False]

    [lost] = Message.objects.lost()
    assert (lost.pk, lost.bounced_at, lost.last_error) == (message.pk, NOON, "Retour 5.1.1")
    assert Event.objects.filter(action="message.bounced").count() == 1


def test_a_message_that_never_left_cannot_come_back(in_fresnes):
    MessageFactory(message_id=MESSAGE_ID)

    assert record_bounce(bounce=BOUNCE, at=NOON) is False
    assert not Message.objects.lost().exists()
