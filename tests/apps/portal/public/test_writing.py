"""Writing to a service without an account."""

import time

import pytest
from django.core.signing import TimestampSigner, b62_encode

from apps.accounts.enums import AccountStatus
from apps.messaging.models import Message
from tests.apps.backoffice.desk import texts
from tests.apps.families.makers import citizen
from tests.apps.portal.signing import signed_in
from tests.configurations import offer

ADDRESS = "/nous-ecrire/"
SERVICE = "accueil-unique"
TYPED = {
    "service": SERVICE,
    "name": "Zoé\nLem",
    "email": "zoe@exemple.fr",
    "body": "Quand ouvrez-vous ?",
    "website": "",
}


class AMinuteAgo(TimestampSigner):
    def timestamp(self) -> str:
        return b62_encode(int(time.time()) - 60)


SHOWN = {"shown": AMinuteAgo(salt="portal.write-to-us").sign("")}


@pytest.fixture
def visitor(client_of, in_fresnes):
    return client_of(in_fresnes)


def test_the_service_receives_it_and_answers_the_visitor(visitor):
    assert texts(visitor.get("/aide/"), "main .button") == ["Nous écrire"]
    assert visitor.get(ADDRESS).status_code == 200
    answer = visitor.post(ADDRESS, {**TYPED, **SHOWN}, follow=True)
    assert answer.redirect_chain == [("/nous-ecrire/envoye/", 302)]
    message = Message.objects.get()
    assert (message.recipient, message.reply_to) == ("accueil.unique@fresnes94.fr", "zoe@exemple.fr")
    assert message.subject == "Message de Zoé Lem, sans compte sur le portail"
    assert "Quand ouvrez-vous ?" in message.text


@pytest.mark.parametrize("service", ["", "voirie"])
def test_a_service_of_the_commune_is_named(visitor, service):
    answer = visitor.post(ADDRESS, {**TYPED, **SHOWN, "service": service})
    assert (answer.status_code, Message.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    "robot", [{"website": "https://exemple.fr"}, {"shown": ""}, {"shown": "forged:1:2"}, {"shown": None}]
)
def test_a_robot_sends_nothing_and_a_hasty_person_sends_again(visitor, robot):
    shown = TimestampSigner(salt="portal.write-to-us").sign("") if robot.get("shown", "") is None else None
    answer = visitor.post(ADDRESS, {**TYPED, **SHOWN, **robot, **({"shown": shown} if shown else {})})
    assert texts(answer, ".error-summary li") == ["Relisez votre message, puis envoyez-le de nouveau."]
    assert (answer.status_code, Message.objects.count()) == (422, 0)
    assert "Quand ouvrez-vous ?" in texts(answer, "textarea")


def test_a_connection_that_writes_too_much_is_led_to_the_telephone(visitor):
    for _ in range(20):
        visitor.post(ADDRESS, {**TYPED, **SHOWN})
    answer = visitor.post(ADDRESS, {**TYPED, **SHOWN})
    assert "Trop de messages viennent de cette connexion" in texts(answer, ".error-summary li")[0]
    assert Message.objects.count() == 20


def test_who_has_an_account_writes_by_a_request_that_is_followed(visitor):
    assert signed_in(visitor, citizen()).get(ADDRESS).url == "/demarches/contact/"


def test_who_waits_for_the_town_hall_writes_as_a_visitor(visitor):
    waiting = citizen(status=AccountStatus.PENDING_APPROVAL)
    assert signed_in(visitor, waiting).get(ADDRESS).status_code == 200


def test_a_commune_without_a_contact_form_has_no_page(visitor, in_fresnes):
    offer(in_fresnes)
    assert visitor.get(ADDRESS).status_code == 404
    assert texts(visitor.get("/aide/"), "main .button") == []
