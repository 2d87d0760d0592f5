from datetime import UTC, datetime

import pytest
from django.db import transaction

from apps.messaging.enums import MessageStatus
from apps.messaging.errors import RecipientMissing, TextPartMissing
from apps.messaging.models import Message
from apps.messaging.operations import send_email
from tenants import context

from . import jobs

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


@pytest.fixture
def hello(templates):
    return templates(
        "essai/bonjour",
        subject="Bienvenue à {{ name }},\n  l'essai",
        text="Bonjour {{ name }}, c'est l'{{ config.name }}.",
        html="<p>Bonjour {{ name }}</p>",
    )


def send(**changes):
    return send_email(
        **{"template": "essai/bonjour", "to": "lea@exemple.fr", "context": {"name": "Léa <3"}, "at": NOON} | changes
    )


def test_an_email_is_rendered_at_once_and_waits_in_the_outbox(in_fresnes, hello):
    message = send()

    assert (message.subject, message.text, message.html) == (
        "Bienvenue à Léa <3, l'essai",
        "Bonjour Léa <3, c'est l'Fresnes.\n",
        "<p>Bonjour Léa &lt;3</p>",
    )
    assert (message.status, message.attempts, message.sent_at) == (MessageStatus.QUEUED, 0, None)
    assert message.message_id == f"<{message.reference}@fresnes.localhost>"


def test_the_queue_knows_the_number_of_the_message_and_nothing_of_the_person(in_fresnes, hello):
    message = send()

    assert jobs.waiting() == [("apps.messaging.tasks.send", {"commune": "fresnes", "message_id": message.pk})]


def test_an_email_remembers_what_it_is_about(in_fresnes, hello):
    first = send()
    second = send(subject_of=first)

    assert list(Message.objects.about(first)) == [second]
    assert list(Message.objects.about(second)) == []


def test_whoever_has_an_address_can_be_written_to(in_fresnes, hello):
    class Parent:
        email = "parent@exemple.fr"

    assert send(to=Parent()).recipient == "parent@exemple.fr"


def test_nothing_is_sent_for_what_was_rolled_back(in_fresnes, hello):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send()
        1 / 0  # noqa: B018 - what comes after the e-mail fails

    assert Message.objects.count() == 0
    assert jobs.waiting() == []


@pytest.mark.parametrize("text", [None, "   \n"])
def test_an_email_without_a_text_part_is_refused(in_fresnes, templates, text):
    templates("essai/image", text=text, html="<p>Bonjour</p>")

    with pytest.raises(TextPartMissing) as refusal:
        send(template="essai/image")

    assert str(refusal.value) == "Le courriel « essai/image » n’a pas de version texte."
    assert Message.objects.count() == 0


def test_blocks_that_drew_nothing_leave_one_blank_line(in_fresnes, templates):
    templates("essai/blocs", text="Bonjour.\n\n{% if False %}{% endif %}\n  \n\nMerci.\n\n\n")

    assert send(template="essai/blocs").text == "Bonjour.\n\nMerci.\n"


def test_an_email_may_have_no_html_part(in_fresnes, templates):
    templates("essai/texte")

    assert send(template="essai/texte").html == ""


def test_an_html_part_that_includes_what_is_missing_is_an_error(in_fresnes, templates):
    templates("essai/casse", html='{% include "nulle/part.html" %}')

    with pytest.raises(Exception, match="nulle/part"):
        send(template="essai/casse")


def test_an_email_to_nobody_is_refused(in_fresnes, hello):
    with pytest.raises(RecipientMissing):
        send(to="")


def test_the_outbox_of_one_commune_is_not_read_from_another(fresnes, villefranque, hello):
    with context.activate(fresnes):
        send()
        assert Message.objects.count() == 1
    with context.activate(villefranque):
        assert Message.objects.count() == 0
