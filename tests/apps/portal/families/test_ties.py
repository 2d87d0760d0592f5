"""A parent whose account is tied by a key alone is told what is left to do, and finds the health open once it is."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.families import operations, queries
from apps.families.models import ServiceKey
from apps.health import notices
from apps.messaging.models import Message
from tests.apps.backoffice.desk import texts
from tests.apps.families.makers import agent, citizen, declaration, maurice
from tests.apps.portal.signing import signed_in
from tests.factories import HealthRecordFactory, IndividualPlanFactory
from tests.guards import GuardedClient

TIE = "/ma-famille/lien/"


@dataclass(frozen=True)
class Parent:
    browser: GuardedClient
    user: User
    key: ServiceKey

    @property
    def child(self) -> int:
        return int(self.key.household.members.get(role="child").person_id)

    @property
    def health(self) -> str:
        return reverse("portal:child-health", args=[self.child])


@pytest.fixture
def paul(in_villefranque: object, client_of: Callable) -> Parent:
    known = operations.register_known_family(declaration=declaration(), reference="ancien-1", at=timezone.now())
    user = citizen(email="autre@exemple.fr")
    browser = signed_in(client_of(in_villefranque), user)
    answer = browser.post("/ma-famille/cle/", {"key": known.keys[0].text})
    assert (answer.status_code, answer["Location"]) == (302, TIE)
    browser.get(TIE)  # the message is read
    HealthRecordFactory(child_id=known.household.members.get(role="child").person_id)
    return Parent(browser=browser, user=user, key=known.keys[0].key)


def told(response: object) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_every_page_about_the_health_says_what_is_left_to_do(paul: Parent) -> None:
    assert "Pour voir la santé de vos enfants" in " ".join(texts(paul.browser.get("/ma-famille/"), "main"))
    page = paul.browser.get(reverse("portal:child", args=[paul.child]))
    assert "Pour voir la santé de Nina, il reste à confirmer que c’est bien vous." in " ".join(texts(page, "main"))
    answer = paul.browser.get(paul.health)
    assert (answer.status_code, answer["Location"]) == (302, TIE)
    assert texts(paul.browser.get(TIE), "h1") == ["Confirmer que c’est bien vous"]


def test_what_cannot_be_proven_is_said_then_asked_for(paul: Parent) -> None:
    assert told(paul.browser.post(TIE, {"moyen": "verifier"}, follow=True))[0].startswith(
        "Nous n’avons pas pu vérifier"
    )
    page = paul.browser.post(TIE, {"moyen": "demander"}, follow=True)
    assert told(page) == ["C’est demandé : la mairie vous appelle ou vous écrit pour confirmer."]
    assert "Votre demande est faite" in " ".join(texts(page, "main"))
    assert [tie.pk for tie in queries.ties_to_confirm()] == [paul.key.pk]


def test_the_known_address_opens_it_at_once(paul: Parent) -> None:
    User.objects.filter(pk=paul.user.pk).update(email=maurice().email, email_key=maurice().email)
    page = paul.browser.post(TIE, {"moyen": "verifier"}, follow=True)
    assert (told(page), page.redirect_chain[-1][0]) == (["C’est confirmé."], "/ma-famille/")
    assert paul.browser.get(paul.health).status_code == 200


def test_once_an_agent_confirmed_the_health_is_open(paul: Parent) -> None:
    operations.confirm_tie(key=paul.key, by=agent(), at=timezone.now())
    assert texts(paul.browser.get(paul.health), "h1") != ["Confirmer que c’est bien vous"]
    assert "Pour voir la santé" not in " ".join(texts(paul.browser.get("/ma-famille/"), "main"))


def test_the_record_is_not_filled_either_before(paul: Parent) -> None:
    paul.browser.post("/demarches/sante/")
    page = paul.browser.get("/demarches/sante/etape/enfants/")
    assert "il reste à confirmer que c’est bien vous, avant d’ouvrir son dossier santé." in page.content.decode()


def test_a_stranger_finds_no_page_at_all(paul: Parent, in_villefranque: object, client_of: Callable) -> None:
    other = signed_in(client_of(in_villefranque), citizen())
    assert other.get(paul.health).status_code == 404
    assert paul.browser.get(reverse("portal:child-health", args=[999_999])).status_code == 404


def test_the_news_of_a_plan_does_not_leave_before(paul: Parent) -> None:
    plan = IndividualPlanFactory(child_id=paul.child)
    notices.plan_refused(plan=plan, at=timezone.now())
    assert Message.objects.filter(recipient=paul.user.email).count() == 0
    operations.confirm_tie(key=paul.key, by=agent(), at=timezone.now())
    notices.plan_refused(plan=plan, at=timezone.now())
    assert Message.objects.filter(recipient=paul.user.email).count() == 1
