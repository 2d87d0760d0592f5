"""Accounts opened at the counter, and access given back."""

from collections.abc import Callable

import pytest

from apps.accounts.models import User
from apps.messaging.models import Message
from tests.apps.accounts.people import PASSWORD, citizen
from tests.apps.backoffice.desk import texts

pytestmark = pytest.mark.usefixtures("in_carbon_blanc")

PERSON = {
    "civility": "mrs",
    "usual_name": "Castaing",
    "first_names": "Louise",
    "street": "rue du Puits",
    "number": "4",
    "postal_code": "33560",
    "city": "Carbon-Blanc",
}


def test_the_form_is_empty_at_first(sit: Callable) -> None:
    assert texts(sit("family_agent").get("account-new"), ".error-summary") == []


def test_with_an_address_a_link_leaves_by_email(sit: Callable) -> None:
    said = sit("family_agent").say("account-new", **PERSON, email="louise@exemple.fr")
    assert said == ["Le compte de Mme Louise CASTAING est créé : un lien part à l’adresse louise@exemple.fr."]
    user = User.objects.citizens().get()
    assert (user.username, user.status, user.address.lines()) == (
        "louise.castaing",
        "pending_email",
        ("4 rue du Puits", "33560 Carbon-Blanc"),
    )
    assert Message.objects.get().template == "accounts/invitation"


def test_without_one_a_letter_carries_a_password_that_works_once_read(sit: Callable) -> None:
    page = sit("family_agent").post("account-new", **PERSON)
    user = User.objects.citizens().get()
    username, password = texts(page, "dd.letter-secret")
    assert (username, user.check_password(password), user.must_change_password) == (user.username, True, True)
    assert "4 rue du Puits" in texts(page, ".letter-to")[0]
    assert page["Cache-Control"] == "private, no-store"
    assert Message.objects.count() == 0


@pytest.mark.parametrize(("missing", "label"), [("usual_name", "Nom"), ("first_names", "Prénom(s)")])
def test_what_is_missing_is_said_and_the_rest_kept(sit: Callable, missing: str, label: str) -> None:
    page = sit("family_agent").post("account-new", **{**PERSON, missing: ""})
    assert texts(page, ".error-summary a") == [f"Le champ « {label} » est obligatoire."]
    assert 'value="33560"' in page.content.decode()
    assert User.objects.citizens().count() == 0


def test_a_new_password_link_leaves_by_email(sit: Callable) -> None:
    user = citizen()
    assert sit("family_agent").say("account-reset", user.pk, moyen="courriel") == [
        f"Un lien pour choisir un nouveau mot de passe part à l’adresse {user.email}."
    ]
    assert Message.objects.get().template == "accounts/password_reset"


def test_a_letter_replaces_the_password(sit: Callable) -> None:
    user = citizen()
    page = sit("family_agent").post("account-reset", user.pk, moyen="courrier")
    user.refresh_from_db()
    assert user.check_password(texts(page, "dd.letter-secret")[1])
    assert not user.check_password(PASSWORD)


def test_no_link_leaves_for_who_may_not_sign_in(sit: Callable) -> None:
    user = citizen(status="disabled")
    assert sit("family_agent").say("account-reset", user.pk, moyen="courriel") == [
        "Ce compte est désactivé. Contactez la mairie pour le rétablir."
    ]


def test_no_link_leaves_for_who_has_no_address(sit: Callable) -> None:
    user = citizen(email="")
    assert sit("family_agent").say("account-reset", user.pk, moyen="courriel") == [
        "Une adresse électronique est nécessaire."
    ]


def test_a_name_no_account_can_take_is_said(sit: Callable) -> None:
    page = sit("family_agent").post("account-new", **{**PERSON, "usual_name": "王", "first_names": "李"})
    assert "Choisissez un identifiant" in texts(page, ".error-summary")[0]
    assert User.objects.citizens().count() == 0
