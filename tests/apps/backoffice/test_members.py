"""A family kept up to date at the desk: typed, read again beside what was known, kept; the second agent is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Event
from apps.families.enums import MemberRole
from apps.families.models import Household, Person, Relationship
from apps.families.operations import change_person
from apps.families.queries import household_of
from tenants import context
from tests.apps.accounts.people import citizen
from tests.apps.backoffice.conftest import Sit
from tests.apps.backoffice.desk import Desk, declaration, household, texts
from tests.apps.families.makers import solange
from tests.apps.families.separated import separated
from tests.apps.portal.signing import signed_in
from tests.factories import AuthorisedPersonFactory, PersonFactory

pytestmark = pytest.mark.usefixtures("in_fresnes")
KEEP = {"suite": "enregistrer"}
ADULT = {
    "civility": "mrs",
    "usual_name": "Martin",
    "birth_name": "Dupré",
    "first_names": "Hélène",
    "birth_date_day": "2",
    "birth_date_month": "5",
    "birth_date_year": "1988",
    "birth_commune": "Antony",
    "birth_department": "Hauts-de-Seine",
    "birth_country": "France",
    "phone": "01 46 00 00 00",
    "mobile": "06 11 22 33 44",
    "profession": "Infirmière",
    "employer": "Hôpital",
    "work_phone": "01 46 00 00 01",
}
CHILD = {
    "usual_name": "Martin",
    "first_names": "Léa",
    "sex": "female",
    "birth_date_day": "1",
    "birth_date_month": "9",
    "birth_date_year": "2018",
}
CONTACT = {
    "civility": "mrs",
    "usual_name": "Dupré",
    "first_names": "Odile",
    "phone": "06 00 00 00 00",
    "link": "grandmother",
    "emergency": "on",
    "shares_address": "on",
}


@pytest.fixture
def desk(sit: Sit) -> Desk:
    return sit("family_agent")


@pytest.fixture
def home() -> Household:
    return household()


def of(home: Household, role: str) -> Person:
    return home.members.get(role=role).person


def two_adults() -> Household:
    return household(declaration(co_representative=solange()))


def today() -> dict[str, str]:
    now = context.local_date(timezone.now())
    return {"left_on_day": str(now.day), "left_on_month": str(now.month), "left_on_year": str(now.year)}


def since_today() -> dict[str, str]:
    return {name.replace("left_on", "since"): value for name, value in today().items()}


def actions() -> list[tuple[str, str]]:
    return list(Event.objects.filter(action__startswith="families.").order_by("-pk").values_list("action", "reason"))


class TestARecord:
    def test_what_changes_is_read_again_then_kept(self, desk: Desk, home: Household) -> None:
        person = of(home, "holder")
        typed = {**ADULT, "email": "helene@exemple.fr", "usual_name": "Durand", "version": "1", "reason": "mariage"}
        page = desk.post("member-edit", home.pk, person.pk, **typed)
        assert texts(page, "tbody tr") == ["Nom d’usage Martin Durand"]
        person.refresh_from_db()
        assert person.usual_name == "Martin"
        assert desk.say("member-edit", home.pk, person.pk, **typed, **KEEP) == ["La fiche de Hélène Martin est à jour."]
        person.refresh_from_db()
        assert (person.usual_name, person.version) == ("Durand", 2)
        assert actions()[0] == ("families.person_changed", "mariage")

    def test_the_code_of_a_place_of_birth_follows_it(self, desk: Desk, home: Household) -> None:
        person = of(home, "holder")
        typed = {**ADULT, "email": "helene@exemple.fr", **KEEP}
        bayonne = {"birth_commune": "Bayonne", "birth_department": "64"}
        desk.post("member-edit", home.pk, person.pk, **typed | bayonne, version="1")
        person.refresh_from_db()
        assert (person.birth_department, person.birth_place_code) == ("Pyrénées-Atlantiques", "64102")
        nowhere = {"birth_commune": "Trifouillis", "birth_department": "Ain"}
        desk.post("member-edit", home.pk, person.pk, **typed | nowhere, version="2")
        person.refresh_from_db()
        assert (person.birth_commune, person.birth_place_code) == ("Trifouillis", "")

    def test_what_was_typed_comes_back_to_be_modified(self, desk: Desk, home: Household) -> None:
        typed = {**ADULT, "usual_name": "Durand", "version": "1", "suite": "modifier"}
        page = desk.post("member-edit", home.pk, of(home, "holder").pk, **typed)
        assert page.status_code == 200
        assert 'value="Durand"' in page.content.decode()

    def test_nothing_to_change_offers_nothing_to_keep(self, desk: Desk, home: Household) -> None:
        page = desk.post("member-edit", home.pk, of(home, "holder").pk, **ADULT, email="helene@exemple.fr", version="1")
        assert texts(page, "main .button") == ["Modifier", "Revenir sans rien changer"]

    def test_the_second_agent_reads_what_the_first_kept(self, desk: Desk, home: Household) -> None:
        person = of(home, "holder")
        change_person(person=person, values={"mobile": "06 99 99 99 99"}, by=desk.agent, at=timezone.now())
        page = desk.post("member-edit", home.pk, person.pk, **ADULT, version="1", **KEEP)
        assert page.status_code == 422
        assert "a changé pendant que vous la lisiez" in texts(page, ".error-summary")[0]
        assert 'name="version" value="2"' in page.content.decode()
        person.refresh_from_db()
        assert person.mobile == "06 99 99 99 99"

    def test_the_email_of_an_account_is_not_the_town_halls(self, desk: Desk) -> None:
        home = household(account=citizen())
        page = desk.get("member-edit", home.pk, of(home, "holder").pk)
        assert 'name="email"' not in page.content.decode()
        assert "celle de son compte" in texts(page, ".lead")[0]

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"first_names": ""}, "Remplissez ce champ."),
            ({"mobile": "12"}, "Écrivez un numéro à 10 chiffres"),
            ({"birth_date_year": "2999"}, "ne peut pas être dans le futur"),
            ({"version": ""}, "Rechargez la page"),
        ],
    )
    def test_what_is_wrong_is_said(self, desk: Desk, home: Household, typed: dict, said: str) -> None:
        page = desk.post("member-edit", home.pk, of(home, "holder").pk, **{**ADULT, "version": "1", **typed})
        assert page.status_code == 422
        assert said in page.content.decode()

    def test_a_child_of_two_families_is_corrected_in_both(self, desk: Desk) -> None:
        parents = separated()
        typed = {**CHILD, "first_names": "Ninon", "version": str(parents.child.version)}
        page = desk.post("member-edit", parents.mothers.pk, parents.child.pk, **typed)
        assert texts(page, "main .section li") == [
            "L’enfant est le même dans ses deux familles : chacune lira la fiche corrigée."
        ]
        assert "Maurice" not in " ".join(texts(page, "main"))

    def test_a_stranger_is_not_found(self, desk: Desk, home: Household) -> None:
        stranger = PersonFactory()
        for name in ("member-edit", "member-leave"):
            assert desk.get(name, home.pk, stranger.pk).status_code == 404


class TestTheAddress:
    def test_who_follows_is_said_first(self, desk: Desk, home: Household) -> None:
        typed = {"number": "7", "street": "rue Neuve", "postal_code": "94260", "city": "Fresnes", "country": "France"}
        page = desk.post("family-address", home.pk, **typed, version="1")
        assert texts(page, "main .section li") == ["Suivent : Hélène Martin, Léa Martin."]
        desk.say("family-address", home.pk, **typed, version="1", **KEEP)
        home.refresh_from_db()
        assert home.address.lines() == ("7 rue Neuve", "94260 Fresnes")

    def test_who_has_their_own_keeps_it(self, desk: Desk) -> None:
        home = two_adults()
        own = home.members.get(role="co_representative")
        own.own_address = home.address
        own.save()
        typed = {"street": "rue Neuve", "postal_code": "94260", "city": "Fresnes", "country": "France"}
        page = desk.post("family-address", home.pk, **typed, version="1")
        assert texts(page, "main .section li")[1] == "Gardent leur propre adresse : Solange Testa."


class TestContacts:
    def test_one_is_added_with_what_they_may_do(self, desk: Desk, home: Household) -> None:
        typed = {**CONTACT, "first_names": "Rose", "may_collect": "on", "version": "1"}
        page = desk.post("contact-new", home.pk, **typed)
        assert "Autorisé à venir chercher les enfants Non Oui" in texts(page, "tbody tr")
        assert desk.say("contact-new", home.pk, **typed, **KEEP) == ["Le contact est ajouté."]
        rose = home.contacts.get(first_names="Rose")
        assert (rose.may_collect, rose.emergency) == (True, True)

    def test_what_one_may_do_is_corrected(self, desk: Desk, home: Household) -> None:
        contact = home.contacts.get()
        page = desk.post("contact-edit", home.pk, contact.pk, **CONTACT, version="1")
        assert texts(page, "tbody tr") == ["Autorisé à venir chercher les enfants Oui Non"]
        desk.say("contact-edit", home.pk, contact.pk, **CONTACT, version="1", **KEEP)
        contact.refresh_from_db()
        assert not contact.may_collect

    def test_one_is_removed_and_what_remains_is_said(self, desk: Desk, home: Household) -> None:
        contact = home.contacts.get()
        AuthorisedPersonFactory(
            child=of(home, "child"),
            household=home,
            contact=contact,
            since=context.local_date(timezone.now()) - timedelta(days=1),
        )
        page = desk.post("contact-remove", home.pk, contact.pk, version="1")
        assert texts(page, "main .section li") == [
            "Odile Dupré ne sera plus parmi les contacts de cette famille.",
            "Reste autorisé à venir chercher Léa Martin : la famille le retire de ses autorisations.",
        ]
        desk.say("contact-remove", home.pk, contact.pk, version="1", **KEEP)
        assert not home.contacts.exists()

    def test_of_another_family_is_not_found(self, desk: Desk, home: Household) -> None:
        other = household(declaration(children=()))
        for name in ("contact-edit", "contact-remove"):
            assert desk.get(name, other.pk, home.contacts.get().pk).status_code == 404


class TestASeparation:
    def test_what_it_changes_is_read_before_it_is_done(self, desk: Desk) -> None:
        user = citizen()
        home = household(declaration(co_representative=solange()), account=user)
        person = of(home, "holder")
        typed = {**today(), "reason": "jugement de divorce", "version": str(home.version)}
        page = desk.post("member-leave", home.pk, person.pk, **typed)
        assert texts(page, "main .section li") == [
            f"Le compte de {person} ne verra plus rien de cette famille : adresse, contacts, enfants.",
            f"{person} reste mère de Léa Martin, avec autorité parentale.",
            "Solange Testa devient titulaire de la famille.",
        ]
        assert household_of(user) == home
        said = desk.say("member-leave", home.pk, person.pk, **typed, **KEEP)
        assert said == [f"{person} ne fait plus partie de cette famille."]
        assert household_of(user) is None
        assert f"{person}, titulaire du compte, jusqu’au" in texts(desk.get("family", home.pk), "main .section li")[0]

    def test_the_parent_who_left_reads_nothing_of_the_family(
        self, desk: Desk, client_of: Callable, fresnes: object
    ) -> None:
        user = citizen()
        home = household(declaration(co_representative=solange()), account=user)
        typed = {**today(), "reason": "départ", "version": str(home.version), **KEEP}
        desk.say("member-leave", home.pk, of(home, "holder").pk, **typed)
        browser = signed_in(client_of(fresnes), user)
        child = of(home, "child")
        assert browser.get(reverse("portal:child", args=[child.pk])).status_code == 404
        page = browser.get(reverse("portal:family"), follow=True).content.decode()
        assert "Solange" not in page
        assert "Odile" not in page

    def test_a_refusal_is_read_beside_what_was_typed(self, desk: Desk, home: Household) -> None:
        typed = {**today(), "reason": "départ", "version": "1", **KEEP}
        page = desk.post("member-leave", home.pk, of(home, "holder").pk, **typed)
        assert page.status_code == 422
        assert "est le seul adulte de cette famille" in texts(page, ".error-summary")[0]

    def test_a_day_and_a_reason_are_asked(self, desk: Desk, home: Household) -> None:
        page = desk.post("member-leave", home.pk, of(home, "child").pk, version="1", suite="enregistrer")
        assert page.status_code == 422
        assert home.members.count() == 2


class TestATie:
    def test_authority_is_corrected_from_the_childs_page(self, desk: Desk) -> None:
        home = two_adults()
        adult, child = of(home, "holder"), of(home, "child")
        page = desk.get("child", child.pk)
        assert "Hélène Martin Mère, avec autorité parentale Corriger le lien de Hélène Martin" in texts(
            page, "aside li"
        )
        typed = {
            "quality": "guardian",
            "authority": "non",
            **since_today(),
            "reason": "jugement du 3 mars",
            "version": str(child.version),
        }
        page = desk.post("tie-edit", child.pk, adult.pk, **typed)
        assert texts(page, "tbody tr") == ["Qualité Mère Tuteur ou tutrice", "Autorité parentale Oui Non"]
        desk.say("tie-edit", child.pk, adult.pk, **typed, **KEEP)
        tie = Relationship.objects.get(adult=adult, child=child)
        assert (tie.quality, tie.parental_authority) == ("guardian", False)
        assert actions()[0] == ("families.tie_corrected", "jugement du 3 mars")

    def test_who_does_not_live_with_the_child_sees_no_more_of_it(self, desk: Desk) -> None:
        home = two_adults()
        adult, child = of(home, "holder"), of(home, "child")
        typed = {**today(), "reason": "départ", "version": str(home.version), **KEEP}
        desk.say("member-leave", home.pk, adult.pk, **typed)
        given = {"quality": "mother", "authority": "non", **since_today(), "reason": "x", "version": str(child.version)}
        page = desk.post("tie-edit", child.pk, adult.pk, **given)
        assert "ne vit pas dans une famille de Léa Martin" in texts(page, "main .section li")[1]

    def test_a_reason_is_asked_and_a_stranger_is_not_found(self, desk: Desk, home: Household) -> None:
        adult, child = of(home, "holder"), of(home, "child")
        typed = {"quality": "guardian", "authority": "oui", **since_today(), "version": "1"}
        assert desk.post("tie-edit", child.pk, adult.pk, **typed).status_code == 422
        assert desk.get("tie-edit", child.pk, PersonFactory().pk).status_code == 404


class TestNewcomers:
    def test_an_adult_joins_with_what_they_are_to_the_children(self, desk: Desk, home: Household) -> None:
        child = of(home, "child")
        typed = {
            **ADULT,
            "email": "paul@exemple.fr",
            "civility": "mr",
            "first_names": "Paul",
            "shares_address": "on",
            f"tie-{child.pk}-quality": "step_parent",
            "version": "1",
        }
        page = desk.post("adult-new", home.pk, **typed)
        assert page.status_code == 422
        assert "Dites si cette personne a l’autorité parentale sur Léa Martin" in texts(page, ".error-summary")[0]
        typed[f"tie-{child.pk}-authority"] = "non"
        assert desk.say("adult-new", home.pk, **typed, **KEEP) == ["L’adulte est ajouté à la famille."]
        paul = of(home, MemberRole.CO_REPRESENTATIVE)
        assert (paul.first_names, Relationship.objects.get(adult=paul).quality) == ("Paul", "step_parent")

    def test_a_third_adult_is_not_offered(self, desk: Desk) -> None:
        home = two_adults()
        assert "Ajouter un adulte" not in texts(desk.get("family", home.pk), "main .button")
        assert "a déjà deux adultes" in desk.say("adult-new", home.pk)[0]

    def test_a_child_joins_under_the_rules_of_the_declaration(self, desk: Desk, home: Household) -> None:
        typed = {**CHILD, "first_names": "Tom", "sex": "male", "shares_address": "on", "version": "1"}
        typed |= {"birth_name": "Martin", "birth_commune": "Antony"}
        page = desk.post("child-new", home.pk, **typed)
        assert page.status_code == 422
        assert "Indiquez la qualité de Hélène Martin." in page.content.decode()
        typed |= {"holder_quality": "mother", "holder_authority": "oui"}
        assert texts(desk.post("child-new", home.pk, **typed), "main .button")[0] == "Enregistrer"
        assert desk.say("child-new", home.pk, **typed, **KEEP) == ["L’enfant est ajouté à la famille."]
        assert home.members.filter(person__first_names="Tom", role="child").exists()

    def test_the_same_child_does_not_join_twice(self, desk: Desk, home: Household) -> None:
        typed = {**CHILD, "birth_name": "Martin", "birth_commune": "Antony", "shares_address": "on", "version": "1"}
        typed |= {"holder_quality": "mother", "holder_authority": "oui"}
        page = desk.post("child-new", home.pk, **typed, **KEEP)
        assert "fait déjà partie de la famille" in texts(page, ".error-summary")[0]


class TestWhoMay:
    def test_a_reader_is_offered_nothing(self, sit: Sit, home: Household) -> None:
        reader = sit("reader")
        child = of(home, "child")
        for page in (reader.get("family", home.pk), reader.get("child", child.pk)):
            assert "Corriger" not in " ".join(texts(page, "main"))
        for name, args in (
            ("family-address", ()),
            ("adult-new", ()),
            ("child-new", ()),
            ("contact-new", ()),
            ("contact-edit", (home.contacts.get().pk,)),
            ("contact-remove", (home.contacts.get().pk,)),
            ("member-edit", (child.pk,)),
            ("member-leave", (child.pk,)),
        ):
            assert reader.post(name, home.pk, *args, **KEEP).status_code == 403
        assert reader.post("tie-edit", child.pk, of(home, "holder").pk, **KEEP).status_code == 403
