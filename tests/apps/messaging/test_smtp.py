from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured

from apps.messaging.gateways.protocol import Envelope, MailRefused, MailServerUnavailable
from apps.messaging.gateways.smtp import SmtpServer

ENVELOPE = Envelope(
    message_id="<1@fresnes.example>",
    sender="Mairie <mairie@exemple.fr>",
    reply_to="accueil@exemple.fr",
    recipient="lea@exemple.fr",
    subject="Été",
    text="Bonjour.",
    html="",
)


@pytest.mark.parametrize(
    ("url", "port", "use_tls", "use_ssl"),
    [
        ("smtp://courriel.exemple.fr", 25, False, False),
        ("smtp+tls://courriel.exemple.fr", 587, True, False),
        ("smtps://courriel.exemple.fr", 465, False, True),
        ("smtp://courriel.exemple.fr:2525", 2525, False, False),
    ],
)
def test_an_address_says_the_port_and_the_protection(url, port, use_tls, use_ssl):
    options = SmtpServer(url)._options

    assert (options["port"], options["use_tls"], options["use_ssl"]) == (port, use_tls, use_ssl)


def test_user_and_password_may_have_any_character():
    options = SmtpServer("smtps://p%40rvis:mot%2Fde%3Apasse@courriel.exemple.fr")._options

    assert (options["username"], options["password"]) == ("p@rvis", "mot/de:passe")


@pytest.mark.parametrize("url", ["http://exemple.fr", "smtp://", "courriel.exemple.fr"])
def test_another_address_is_refused_without_repeating_it(url):
    with pytest.raises(ImproperlyConfigured, match="must start with smtp://"):
        SmtpServer(url)


def test_a_text_without_html_leaves_alone(smtp):
    SmtpServer(smtp.url).send(ENVELOPE)

    (received,) = smtp.received
    assert not received.is_multipart()
    assert received["Subject"] == "Été"
    assert received["Auto-Submitted"] == "auto-generated"


def test_a_server_that_wants_another_password_may_take_the_message_later(smtp):
    with pytest.raises(MailServerUnavailable):
        SmtpServer(f"smtp://inconnu:faux@127.0.0.1:{smtp.port}").send(ENVELOPE)


def test_an_address_that_no_server_could_take_is_refused_for_good(smtp):
    with pytest.raises(MailRefused, match="unsendable address"):
        SmtpServer(smtp.url).send(replace(ENVELOPE, recipient="léa@exemple.fr"))
