"""The queue of accounts: found, read, decided one by one or together."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image

from apps.accounts.enums import AccountStatus
from apps.accounts.models import User
from apps.accounts.operations.profile import set_photo
from apps.audit.models import Event
from apps.messaging.models import Message
from tests.apps.accounts.people import citizen
from tests.apps.backoffice.desk import hidden, household, texts, waiting

pytestmark = pytest.mark.usefixtures("in_villennes")


def names(page: object) -> list[str]:
    return texts(page, "tbody th a")


def status_of(user: User) -> str:
    return User.objects.get(pk=user.pk).status


class TestList:
    def test_who_waits_comes_first_the_nearest_promise_first(self, sit: Callable) -> None:
        citizen("actif", first_names="Active")
        waiting("tard", hours=90, first_names="Tard")
        waiting("tot", hours=80, first_names="Tôt")
        assert names(sit().get("accounts")) == ["M. Tôt TESTO", "M. Tard TESTO", "M. Active TESTO"]

    @pytest.mark.parametrize(
        "typed",
        ["muller", "MÜLLER", "müller jean", "jean-p", "jp@exemple", "06 12 34", "+33 6 12 34 56 78", "0612345678"],
    )
    def test_a_search_forgives(self, sit: Callable, typed: str) -> None:
        citizen("jp", usual_name="Müller", first_names="Jean-Pierre", email="jp@exemple.fr", mobile="06.12.34.56.78")
        citizen("autre", usual_name="Petit", first_names="Anne", mobile="07 00 00 00 00")
        assert names(sit().get("accounts", q=typed)) == ["M. Jean-Pierre MÜLLER"]

    def test_filters_are_in_the_address(self, sit: Callable) -> None:
        citizen("cree", first_names="Importé", origin="import")
        citizen("attend", first_names="Attend", status="pending_email")
        waiting("retard", hours=-500, first_names="Oubliée")
        waiting("heure", hours=500, first_names="À l’heure")
        desk = sit()
        assert names(desk.get("accounts", etat="pending_email")) == ["M. Attend TESTO"]
        assert names(desk.get("accounts", origine="import")) == ["M. Importé TESTO"]
        assert names(desk.get("accounts", echeance="en-retard")) == ["M. Oubliée TESTO"]

    def test_nobody_is_said(self, sit: Callable) -> None:
        desk = sit()
        assert texts(desk.get("accounts", q="personne"), ".empty-title") == ["Aucun compte ne correspond"]
        queue = desk.get("accounts", etat="pending_approval")
        assert texts(queue, ".empty-title") == ["Aucun compte n’attend de validation"]

    def test_agents_are_not_in_it(self, sit: Callable) -> None:
        assert names(sit().get("accounts")) == []

    def test_a_second_page_keeps_the_filter(self, sit: Callable) -> None:
        for number in range(26):
            citizen(f"usager{number:02}")
        page = sit().get("accounts", q="testo", page=2)
        assert len(names(page)) == 1
        assert texts(page, ".pagination-now") == ["Page 2 sur 2"]

    def test_a_long_address_is_cut_after_its_at_and_in_no_word(self, sit: Callable) -> None:
        waiting("attend", email="veronique.etchegaray-bidart@exemple.fr")
        citizen("sans", email="")
        page = sit().get("accounts")
        assert "veronique.etchegaray-bidart@<wbr>exemple.fr<" in page.text
        assert "Sans courriel" in texts(page, "td[data-label=Coordonnées]")

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(self, sit: Callable, constant_queries: Callable, rows: int) -> None:
        desk = sit()
        for number in range(rows):
            waiting(f"attend{number}")
        desk.get("accounts")
        with constant_queries(6):
            desk.get("accounts")

    def test_a_reader_chooses_nobody(self, sit: Callable) -> None:
        waiting()
        assert texts(sit("reader").get("accounts", etat="pending_approval"), "input[name=compte]") == []


class TestDetail:
    def test_everything_declared_is_shown(self, sit: Callable) -> None:
        user = waiting(birth_date=date(1990, 4, 2), birth_commune="Poissy", mobile="06 12 34 56 78")
        page = sit("reader").get("account", user.pk)
        said = texts(page, ".summary dd")
        assert {"Monsieur", "Testo", "Maurice", "02/04/1990", "Poissy", "06 12 34 56 78", user.email} <= set(said)

    def test_a_probable_duplicate_is_shown_with_what_is_common(self, sit: Callable) -> None:
        born = date(1990, 4, 2)
        user = waiting("helene", usual_name="Le Goff", first_names="Hélène", birth_date=born, mobile="0612345678")
        citizen("deja.la", usual_name="LE-GOFF", first_names="Helene", birth_date=born, mobile="0612345678")
        citizen("autre", usual_name="Petit", first_names="Anne")
        page = sit().get("account", user.pk)
        assert texts(page, ".alert--warning li") == [
            "M. Helene LE-GOFF (actif) : même nom, même date de naissance, même téléphone"
        ]

    def test_a_photo_is_shown_to_agents_only(self, sit: Callable, client_of: Callable, in_villennes: object) -> None:
        user = waiting()
        desk = sit("reader")
        assert desk.get("account-photo", user.pk).status_code == 404
        image = BytesIO()
        Image.new("RGB", (60, 60), "navy").save(image, "PNG")
        set_photo(user=user, content=image.getvalue(), at=timezone.now())
        assert "portrait" in desk.get("account", user.pk).content.decode()
        answer = desk.get("account-photo", user.pk)
        assert (answer["Content-Type"], answer.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
        stranger = client_of(in_villennes).get(f"/agents/comptes/{user.pk}/photo.jpg")
        assert stranger.status_code == 302

    def test_the_family_of_the_account_is_one_click_away(self, sit: Callable) -> None:
        user = citizen()
        home = household(account=user)
        page = sit().get("account", user.pk)
        assert f'href="/agents/familles/{home.pk}/"' in page.content.decode()

    def test_a_reader_reads_and_decides_nothing(self, sit: Callable) -> None:
        user = waiting()
        page = sit("reader").get("account", user.pk)
        assert texts(page, "aside button") == []
        assert sit("family_agent").get("account", user.pk).status_code == 200

    def test_an_agent_is_not_a_citizen(self, sit: Callable) -> None:
        desk = sit()
        assert desk.get("account", desk.agent.pk).status_code == 404


class TestApprove:
    def test_the_person_is_told(self, sit: Callable) -> None:
        user = waiting()
        desk = sit("family_agent")
        said = desk.say("account-approve", user.pk)
        assert said == [f"Le compte de {user.display_name} est validé : un courriel l’en avertit."]
        assert status_of(user) == AccountStatus.ACTIVE
        assert Message.objects.get().recipient == user.email
        assert Event.objects.about(user).get().actor_id == desk.agent.pk

    def test_a_second_agent_is_told_that_it_is_done(self, sit: Callable) -> None:
        user = waiting()
        sit("family_agent").say("account-approve", user.pk)
        assert sit("administrator").say("account-approve", user.pk) == [
            "Ce compte n’attend plus de validation : il est « Actif »."
        ]

    def test_several_are_listed_first_and_the_doubtful_left_unchecked(self, sit: Callable) -> None:
        sure = waiting("sure", usual_name="Roux")
        doubtful = waiting("doute", usual_name="Petit")
        citizen("deja.la", usual_name="Petit")
        page = sit().post("accounts-approve", compte=[sure.pk, doubtful.pk])
        assert status_of(sure) == AccountStatus.PENDING_APPROVAL
        assert texts(page, "h1") == ["Valider 2 comptes"]
        html = page.content.decode()
        assert f'value="{sure.pk}" aria-label="Valider M. Maurice ROUX" checked' in html
        assert f'value="{doubtful.pk}" aria-label="Valider M. Maurice PETIT">' in html

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_preview_asks_as_much_for_one_as_for_three(
        self, sit: Callable, constant_queries: Callable, rows: int
    ) -> None:
        chosen = [waiting(f"attend{number}").pk for number in range(rows)]
        desk = sit()
        desk.get("home")
        with constant_queries(5):
            desk.post("accounts-approve", compte=chosen)

    def test_several_are_approved_once_confirmed(self, sit: Callable) -> None:
        users = [waiting(f"attend{number}", usual_name=f"Nom{number}") for number in range(3)]
        given = {"compte": [user.pk for user in users[:2]], "suite": "envoyer"}
        assert sit().say("accounts-approve", **given) == ["2 comptes validés."]
        assert [status_of(user) for user in users] == ["active", "active", "pending_approval"]

    @pytest.mark.parametrize("chosen", [[], ["999999"], ["x"]])
    def test_nobody_chosen_is_said(self, sit: Callable, chosen: list[str]) -> None:
        assert sit().say("accounts-approve", compte=chosen) == ["Cochez au moins un compte qui attend une validation."]


class TestRefuse:
    def test_the_message_is_read_before_it_leaves(self, sit: Callable) -> None:
        user = waiting()
        desk = sit("family_agent")
        given = {"motive": "hors-commune", "details": "Voyez votre mairie."}
        page = desk.post("account-refuse", user.pk, **given, suite="confirmer")
        assert "réservé aux habitants" in texts(page, ".letter-text")[0]
        assert "Voyez votre mairie." in texts(page, ".letter-text")[0]
        assert (status_of(user), Message.objects.count()) == (AccountStatus.PENDING_APPROVAL, 0)
        kept = hidden(page, "")
        assert (kept["motive"], kept["details"]) == (given["motive"], given["details"])

    def test_it_leaves_as_it_was_read(self, sit: Callable) -> None:
        user = waiting()
        desk = sit("family_agent")
        given = {"motive": "hors-commune", "details": "Voyez votre mairie."}
        page = desk.post("account-refuse", user.pk, **given, suite="confirmer")
        desk.say("account-refuse", user.pk, **given, suite="envoyer")
        assert status_of(user) == AccountStatus.REFUSED
        assert " ".join(Message.objects.get().text.split()) == texts(page, ".letter-text")[0]

    def test_it_may_be_corrected_and_nothing_is_lost(self, sit: Callable) -> None:
        user = waiting()
        page = sit().post("account-refuse", user.pk, motive="autre", details="Erreur de saisie.", suite="modifier")
        assert texts(page, "textarea") == ["Erreur de saisie."]
        assert status_of(user) == AccountStatus.PENDING_APPROVAL

    def test_another_reason_has_to_be_written(self, sit: Callable) -> None:
        page = sit().post("account-refuse", waiting().pk, motive="autre", suite="confirmer")
        assert texts(page, ".error-summary a") == ["Écrivez la raison du refus : la personne la lira."]

    def test_an_account_decided_meanwhile_is_said(self, sit: Callable) -> None:
        user = waiting()
        sit("family_agent").say("account-approve", user.pk)
        page = sit("administrator").post("account-refuse", user.pk, motive="identite", suite="envoyer")
        assert "n’attend plus de validation" in texts(page, ".error-summary")[0]
        assert status_of(user) == AccountStatus.ACTIVE

    def test_the_form_is_there(self, sit: Callable) -> None:
        assert sit("family_agent").get("account-refuse", waiting().pk).status_code == 200


class TestAccess:
    def test_the_activation_link_leaves_again(self, sit: Callable) -> None:
        user = citizen(status="pending_email")
        assert sit("family_agent").say("account-link", user.pk) == [
            f"Un nouveau lien part à l’adresse {user.email}. Les liens précédents ne fonctionnent plus."
        ]
        assert Message.objects.get().template == "accounts/activation"

    def test_an_account_the_commune_made_gets_its_invitation_again(self, sit: Callable) -> None:
        user = citizen(status="pending_email", origin="import")
        sit("family_agent").say("account-link", user.pk)
        assert Message.objects.get().template == "accounts/invitation"

    def test_an_active_account_needs_no_link(self, sit: Callable) -> None:
        user = citizen()
        assert sit().say("account-link", user.pk) == [
            "Ce compte n’attend pas d’être activé par courriel : il est « Actif »."
        ]

    def test_an_account_is_closed_with_a_reason_and_opened_again(self, sit: Callable) -> None:
        user = citizen()
        desk = sit()
        desk.say("account-disable", user.pk, reason="Demande de la personne")
        assert status_of(user) == AccountStatus.DISABLED
        assert Event.objects.about(user).get().reason == "Demande de la personne"
        assert desk.say("account-enable", user.pk) == [f"Le compte de {user.display_name} est de nouveau actif."]
        assert status_of(user) == AccountStatus.ACTIVE

    def test_closing_needs_a_reason(self, sit: Callable) -> None:
        user = citizen()
        page = sit().post("account-disable", user.pk)
        assert texts(page, ".field--error .error") == ["Le champ « Motif » est obligatoire."]
        assert status_of(user) == AccountStatus.ACTIVE
