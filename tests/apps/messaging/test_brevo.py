"""The provider of text messages, over real HTTP."""

from dataclasses import replace

import pytest

from apps.messaging.gateways.brevo import Brevo
from apps.messaging.gateways.mailbox import DevelopmentTelephone
from apps.messaging.gateways.protocol import Sms, SmsRefused, SmsUnavailable

from . import sms_peer

SMS = Sms(
    reference="11111111-2222-4333-8444-555555555555",
    sender="FRESNES",
    recipient="+33612345678",
    text="Fresnes : un message vous attend.",
)


def brevo(provider, timeout=5.0):
    return Brevo(provider.url, "key-of-fresnes", timeout)


def test_a_text_is_handed_over_with_the_key_of_the_commune():
    with sms_peer.answering() as provider:
        brevo(provider).send(SMS)

    assert provider.keys == ["key-of-fresnes"]
    assert provider.sent == [
        {
            "sender": "FRESNES",
            "recipient": "33612345678",
            "content": "Fresnes : un message vous attend.",
            "type": "transactional",
            "tag": SMS.reference,
            "unicodeEnabled": False,
        }
    ]


def test_letters_that_no_telephone_has_are_said_to_be_unicode():
    with sms_peer.answering() as provider:
        brevo(provider).send(replace(SMS, text="Пора"))

    assert [one["unicodeEnabled"] for one in provider.sent] == [True]


@pytest.mark.parametrize("sender", [brevo, lambda _provider: DevelopmentTelephone()], ids=["brevo", "development"])
def test_what_never_left_is_not_known(sender):
    with sms_peer.answering() as provider:
        assert sender(provider).has_left(SMS.reference) is False


def test_what_left_is_found_by_its_reference():
    with sms_peer.answering() as provider:
        brevo(provider).send(SMS)

        assert brevo(provider).has_left(SMS.reference) is True
        assert brevo(provider).has_left("another") is False


@pytest.mark.parametrize(
    ("status", "answer", "words"),
    [
        (400, {"code": "invalid_parameter", "message": "+33612345678 is not a number"}, "HTTP 400 invalid_parameter"),
        (400, {"code": "+33612345678"}, "HTTP 400"),
        (404, b"<html>", "HTTP 404"),
        (422, ["a list"], "HTTP 422"),
    ],
)
def test_a_final_refusal_says_the_codes_and_not_the_number(status, answer, words):
    with sms_peer.answering(status=status, answer=answer) as provider, pytest.raises(SmsRefused) as refusal:
        brevo(provider).send(SMS)

    assert str(refusal.value) == words


@pytest.mark.parametrize(
    ("status", "answer", "words"),
    [
        (402, {"code": "not_enough_credits"}, "HTTP 402 not_enough_credits"),
        (400, {"code": "not_enough_credits"}, "HTTP 400 not_enough_credits"),
        (401, {"code": "unauthorized"}, "HTTP 401 unauthorized"),
        (429, {"code": "too_many_requests"}, "HTTP 429 too_many_requests"),
        (500, b"", "HTTP 500"),
    ],
)
def test_no_credit_too_many_or_a_wrong_key_may_pass(status, answer, words):
    with sms_peer.answering(status=status, answer=answer) as provider, pytest.raises(SmsUnavailable) as failure:
        brevo(provider).send(SMS)

    assert str(failure.value) == words


def test_a_provider_that_sends_elsewhere_is_not_followed():
    with sms_peer.answering(status=302, answer=b"", location="http://127.0.0.1:9/") as provider:
        with pytest.raises(SmsUnavailable, match="HTTP 302"):
            brevo(provider).send(SMS)

    assert len(provider.keys) == 1


def test_a_provider_that_says_nothing_may_have_taken_it():
    with sms_peer.answering(silent=True) as provider, pytest.raises(SmsUnavailable, match="ReadTimeout"):
        brevo(provider, timeout=0.2).send(SMS)

    assert len(provider.sent) == 1


def test_a_provider_that_is_not_there_took_nothing():
    with pytest.raises(SmsUnavailable, match="ConnectionError"):
        Brevo("http://127.0.0.1:9/v3", "key").send(SMS)
