from collections.abc import Callable

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.operations.sign_up import send_activation_link
from apps.messaging.models import Message
from tests.apps.accounts.people import citizen
from tests.apps.backoffice.desk import texts
from tests.factories import MessageFactory

pytestmark = pytest.mark.usefixtures("in_fresnes")


def undelivered(user: User) -> Message:
    """An activation link that the mail server refused."""
    send_activation_link(user=user, at=timezone.now())
    message = Message.objects.about(user).get()
    message.status, message.last_error, message.attempts = "failed", "550 boîte inconnue", 1
    message.save()
    return message


def test_what_did_not_arrive_is_listed_with_the_reason(sit: Callable) -> None:
    user = citizen(status="pending_email")
    undelivered(user)
    send_activation_link(user=citizen("autre", status="pending_email"), at=timezone.now())
    page = sit("reader").get("mail")
    assert texts(page, "tbody td[data-label=Destinataire]") == [user.email]
    assert texts(page, "tbody td[data-label=Raison]") == ["550 boîte inconnue"]
    assert texts(page, "tbody button") == []


def test_it_leaves_again(sit: Callable) -> None:
    message = undelivered(citizen(status="pending_email"))
    desk = sit("family_agent")
    assert desk.say("mail-resend", message.pk) == [f"« {message.subject} » repart à l’adresse {message.recipient}."]
    message.refresh_from_db()
    assert message.status == "queued"
    assert texts(desk.get("mail"), ".empty-title") == ["Tous les messages sont partis"]


def test_a_text_message_is_listed_among_them(sit: Callable) -> None:
    sms = MessageFactory(channel="sms", recipient="+33612345678", status="failed", last_error="HTTP 400", subject="Mot")
    desk = sit("family_agent")
    assert texts(desk.get("mail"), "tbody th") == ["Mot SMS"]
    assert desk.say("mail-resend", sms.pk) == ["« Mot » repart au numéro +33612345678."]


def test_it_leaves_once(sit: Callable) -> None:
    message = undelivered(citizen(status="pending_email"))
    desk = sit("family_agent")
    desk.say("mail-resend", message.pk)
    assert desk.say("mail-resend", message.pk) == ["Ce message n’est pas en échec : il n’y a rien à renvoyer."]


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(sit: Callable, constant_queries: Callable, rows: int) -> None:
    for number in range(rows):
        undelivered(citizen(f"usager{number}", status="pending_email"))
    desk = sit()
    desk.get("mail")
    with constant_queries(5):
        desk.get("mail")
