"""What a family reads and changes of its children's places."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from apps.activities.models import AuthorisationText
from apps.casework.enums import CaseStatus
from apps.casework.operations import open_draft
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import AuthorisedPerson, PermissionAnswer
from apps.messaging.models import Message
from communes_config.schema import FieldState, PaiPolicy, Public
from core.schooling import SchoolKind, SchoolYear
from tests.apps.accounts.people import citizen
from tests.apps.activities.makers import child_of, parent
from tests.apps.backoffice.desk import texts
from tests.apps.portal.enrolments.conftest import today
from tests.apps.portal.signing import signed_in
from tests.configurations import adjust, offer
from tests.factories import (
    ActivityFactory,
    AuthorisationTextFactory,
    AuthorisedPersonFactory,
    CaseFactory,
    ContactFactory,
    EnrolmentFactory,
    HouseholdMemberFactory,
    IndividualPlanFactory,
    PeriodFactory,
    PersonFactory,
    RelationshipFactory,
    RestrictionFactory,
    SchoolFactory,
    activity_rules,
)
from tests.instants import MONDAY_MORNING

NO_AUTHORITY = "Vous n’exercez pas l’autorité parentale sur Léo : demandez à un parent qui l’exerce"


def home_of(user):
    return user.person.memberships.get().household


def leo_of(user, first_names: str = "Léo"):
    return child_of(user, first_names, born=today() - timedelta(days=2500))


def enrolled(child, user, **fields: object):
    year = SchoolYear.of(today())
    days = {"school_year": str(year), "starts_on": year.first_day, "ends_on": year.last_day}
    return EnrolmentFactory(child=child, household=home_of(user), **{**days, **fields})


def canteen(slug: str = "cantine", **rules: object):
    return ActivityFactory(slug=slug, rules=activity_rules(**rules))


def get(browser, name: str, *args: object):
    return browser.get(reverse(f"portal:{name}", args=args))


def post(browser, name: str, *args: object, **data: object):
    return browser.post(reverse(f"portal:{name}", args=args), data)


class TestList:
    def test_each_child_has_its_places_those_that_are_over_folded(self, browser, mother) -> None:
        leo = leo_of(mother)
        enrolled(leo, mother, activity=canteen())
        enrolled(leo, mother, activity=canteen("judo"), status=EnrolmentStatus.REFUSED, reason="Complet.")
        words = texts(get(browser, "enrolments"), "main")[0]
        assert "Inscrit " in words
        assert "Inscriptions passées ou closes de Léo (1)" in words
        assert "Demander une inscription" in words

    def test_without_a_child_or_a_family_it_says_what_to_do(self, browser, client_of, in_fresnes) -> None:
        assert "Aucun enfant à inscrire" in texts(get(browser, "enrolments"), "main")[0]
        newcomer = signed_in(client_of(in_fresnes), citizen("nouveau"))
        assert "Votre famille n’est pas encore connue" in texts(get(newcomer, "enrolments"), "main")[0]

    def test_it_leads_to_the_procedure_of_the_commune_whatever_its_name_and_to_none_without_one(
        self, browser, mother, in_fresnes
    ) -> None:
        leo_of(mother)
        known = in_fresnes.config.procedure("inscription")
        offer(in_fresnes, replace(known, slug="mes-activites"))
        assert 'href="/demarches/mes-activites/"' in get(browser, "enrolments").text
        offer(in_fresnes)
        assert "Demander une inscription" not in get(browser, "enrolments").text

    def test_the_days_that_the_commune_says_are_told(self, browser, mother, in_fresnes) -> None:
        leo_of(mother)
        assert "dossier d’inscription" not in texts(get(browser, "enrolments"), "main")[0]
        rules = replace(
            in_fresnes.config.enrolment, file_due_by="06-30", bookings_open_on="08-01", keeps_previous_bookings=True
        )
        adjust(in_fresnes, enrolment=rules)
        words = texts(get(browser, "enrolments"), "main ul.list")[0]
        assert "se rend au plus tard le" in words
        assert "30 juin" in words
        assert "1 août" in words
        assert "ancien portail sont reprises" in words

    def test_what_keeps_a_child_from_coming_is_said_wherever_its_place_is(self, browser, mother) -> None:
        leo = leo_of(mother)
        IndividualPlanFactory(child=leo)
        place = enrolled(leo, mother, activity=canteen(pai=PaiPolicy(blocks_until_signed=True)))
        said = "PAI en attente de signature pour Léo. Léo y viendra une fois le PAI signé. Voir le PAI"
        for name, *args in (("enrolments",), ("enrolment", place.pk), ("child", leo.pk)):
            assert said in texts(get(browser, name, *args), "main")[0]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(self, browser, mother, constant_queries: Callable, rows: int) -> None:
        for rank in range(rows):
            leo = leo_of(mother, f"Léo{rank}")
            for name in ("cantine", "judo"):
                enrolled(leo, mother, activity=canteen(f"{name}-{rank}"))
        get(browser, "enrolments")
        with constant_queries(16):
            get(browser, "enrolments")


class TestOne:
    def test_a_place_a_wait_and_a_refusal_are_told_apart(self, browser, mother) -> None:
        leo = leo_of(mother)
        waiting = enrolled(leo, mother, activity=canteen(), status=EnrolmentStatus.WAITING)
        refused = enrolled(
            leo, mother, activity=canteen("judo"), status=EnrolmentStatus.REFUSED, reason="Certificat périmé."
        )
        asked = enrolled(leo, mother, activity=canteen("dessin"), status=EnrolmentStatus.REQUESTED)
        assert "vous n’avez rien à faire" in texts(get(browser, "enrolment", waiting.pk), "main")[0]
        assert "Certificat périmé." in texts(get(browser, "enrolment", refused.pk), "main")[0]
        assert "Le service étudie votre demande" in texts(get(browser, "enrolment", asked.pk), "main")[0]

    def test_another_family_reads_nothing(self, browser, in_fresnes) -> None:
        other = parent("autre")
        theirs = enrolled(leo_of(other), other)
        for name in ("enrolment", "enrolment-stop"):
            assert get(browser, name, theirs.pk).status_code == 404
        assert post(browser, "enrolment-stop", theirs.pk).status_code == 404
        theirs.refresh_from_db()
        assert theirs.status == EnrolmentStatus.ACTIVE

    def test_the_other_home_of_the_child_reads_and_does_not_stop(self, browser, mother) -> None:
        father = parent("pere")
        leo = leo_of(father)
        HouseholdMemberFactory(household=home_of(mother), person=leo, role="child")
        theirs = enrolled(leo, father)
        page = get(browser, "enrolment", theirs.pk)
        assert page.status_code == 200
        assert "Arrêter" not in texts(page, "main")[0]
        assert get(browser, "enrolment-stop", theirs.pk).status_code == 404

    def test_a_visitor_signs_in_first(self, client_of, in_fresnes) -> None:
        assert get(client_of(in_fresnes), "enrolments").status_code == 302


class TestCertificate:
    def test_it_attests_the_places_and_nothing_that_is_only_asked(self, browser, mother) -> None:
        leo = leo_of(mother)
        enrolled(leo, mother, activity=ActivityFactory(title="Judo"), status=EnrolmentStatus.ACTIVE)
        enrolled(leo, mother, activity=ActivityFactory(title="Piscine"), status=EnrolmentStatus.WAITING)

        response = browser.get(reverse("portal:enrolment-certificate", args=[leo.pk]))

        assert response["Content-Disposition"] == 'attachment; filename="attestation-inscription.pdf"'
        [page] = PdfReader(BytesIO(response.content)).pages
        text = " ".join(page.extract_text().split())
        assert f"La mairie atteste que {leo.first_names} {leo.usual_name.upper()}" in text
        assert ["Judo" in text, "Piscine" in text] == [True, False]

    def test_there_is_none_without_a_place_nor_for_another_family(self, browser, mother, client_of, in_fresnes) -> None:
        waiting, placed = leo_of(mother), leo_of(mother, "Ana")
        enrolled(waiting, mother, status=EnrolmentStatus.WAITING)
        enrolled(placed, mother, status=EnrolmentStatus.ACTIVE)
        stranger = signed_in(client_of(in_fresnes), parent("autre"))

        assert browser.get(reverse("portal:enrolment-certificate", args=[waiting.pk])).status_code == 404
        assert stranger.get(reverse("portal:enrolment-certificate", args=[placed.pk])).status_code == 404
        assert get(browser, "enrolments").content.count(b"/attestation/") == 1


class TestRequest:
    def test_the_page_of_a_request_repeats_what_was_answered_to_each_line(self, browser, mother, in_fresnes) -> None:
        leo = leo_of(mother)
        IndividualPlanFactory(child=leo)
        decided = {"status": CaseStatus.ACCEPTED, "decided_at": MONDAY_MORNING}
        case = CaseFactory(filed=True, procedure="inscription", requester=mother, payload={"answers": {}}, **decided)
        lunch = canteen(pai=PaiPolicy(blocks_until_signed=True))
        enrolled(leo, mother, activity=lunch, case=case)
        enrolled(leo, mother, activity=canteen("judo"), case=case, status=EnrolmentStatus.REFUSED, reason="Complet.")
        page = get(browser, "case", case.number)
        place, refusal = texts(page, "#reponses + .card li")
        assert "PAI en attente de signature pour Léo. Léo y viendra une fois le PAI signé. Voir le PAI" in place
        assert "Refusée Inscription refusée. Complet." in refusal


class TestStopping:
    def test_a_place_is_left_on_a_day(self, browser, mother) -> None:
        found = enrolled(leo_of(mother), mother)
        assert "Arrêter l’inscription de Léo" in texts(get(browser, "enrolment-stop", found.pk), "h1")[0]
        last = {"last_day_day": found.ends_on.day, "last_day_month": found.ends_on.month}
        late = post(browser, "enrolment-stop", found.pk, **last, last_day_year=found.ends_on.year + 1)
        assert late.status_code == 422
        done = post(browser, "enrolment-stop", found.pk, **last, last_day_year=found.ends_on.year)
        assert done.url == reverse("portal:enrolments")
        found.refresh_from_db()
        assert found.status == EnrolmentStatus.ENDED
        assert Message.objects.filter(template="enrolments/change").count() == 1
        assert get(browser, "enrolment-stop", found.pk).status_code == 404

    def test_a_wait_is_given_up(self, browser, mother) -> None:
        found = enrolled(leo_of(mother), mother, status=EnrolmentStatus.WAITING)
        assert "votre rang sur la liste d’attente" in texts(get(browser, "enrolment-stop", found.pk), "main")[0]
        post(browser, "enrolment-stop", found.pk)
        found.refresh_from_db()
        assert found.status == EnrolmentStatus.CANCELLED

    def test_who_does_not_decide_for_the_child_is_told_why(self, browser, mother) -> None:
        leo = leo_of(mother)
        found = enrolled(leo, mother, status=EnrolmentStatus.WAITING)
        RelationshipFactory(adult=PersonFactory(), child=leo)
        for answer in (browser.get, browser.post):
            page = answer(reverse("portal:enrolment-stop", args=[found.pk]), follow=True)
            assert (NO_AUTHORITY in page.text, "Renoncer à cette inscription" in page.text) == (True, False)
        found.refresh_from_db()
        assert found.status == EnrolmentStatus.WAITING

    def test_the_adult_whom_a_judge_keeps_from_knowing_is_not_written_to(self, browser, mother) -> None:
        leo = leo_of(mother)
        found = enrolled(leo, mother, status=EnrolmentStatus.WAITING)
        RestrictionFactory(adult=mother.person, child=leo, kind="no_information", starts_on=date(2020, 1, 1))
        post(browser, "enrolment-stop", found.pk)
        assert not Message.objects.filter(template="enrolments/change").exists()


class TestPermissions:
    @pytest.fixture
    def leo(self, mother):
        leo = leo_of(mother)
        rules = {"authorisations": ("image",), "authorised_persons": FieldState.OPTIONAL}
        enrolled(leo, mother, activity=canteen(**rules))
        AuthorisationText.objects.filter(slug="image").delete()
        AuthorisationTextFactory(slug="image", title="Publier son image")
        return leo

    def _yes(self) -> dict[str, str]:
        return {f"text-{text.pk}": "oui" for text in AuthorisationText.objects.filter(slug="image")}

    def test_nothing_is_chosen_beforehand_and_each_question_is_compulsory(self, browser, leo) -> None:
        page = get(browser, "child-permissions", leo.pk)
        assert "checked" not in page.content.decode()
        refused = post(browser, "child-permissions", leo.pk)
        assert refused.status_code == 422
        assert "Choisissez d’autoriser ou non" in texts(refused, "main")[0]

    def test_answers_count_at_once_and_the_same_one_is_not_written_twice(self, browser, leo) -> None:
        for _ in range(2):
            assert post(browser, "child-permissions", leo.pk, **self._yes()).status_code == 302
        assert [answer.allowed for answer in PermissionAnswer.objects.filter(child=leo)] == [True]
        assert "checked" in get(browser, "child-permissions", leo.pk).content.decode()

    def test_a_new_version_of_a_text_is_to_be_answered_again(self, browser, leo) -> None:
        post(browser, "child-permissions", leo.pk, **self._yes())
        assert "Un texte a changé" not in texts(get(browser, "enrolments"), "main")[0]
        AuthorisationTextFactory(slug="image", version="2", published_at=timezone.now())
        assert "Un texte a changé" in texts(get(browser, "enrolments"), "main")[0]

    def test_contacts_are_allowed_and_forbidden_and_who_was_named_stays(self, browser, mother, leo) -> None:
        contact = ContactFactory(household=home_of(mother))
        AuthorisedPersonFactory(child=leo, household=home_of(mother), first_names="Ana", usual_name="Lopes")
        answers = self._yes()
        post(browser, "child-permissions", leo.pk, **answers, **{f"contact-{contact.pk}": "oui"})
        allowed = AuthorisedPerson.objects.on(today()).filter(child=leo)
        assert {person.full_name for person in allowed} == {"Ana Lopes", str(contact)}
        post(browser, "child-permissions", leo.pk, **answers, **{f"contact-{contact.pk}": "non"})
        assert [person.full_name for person in allowed.all()] == ["Ana Lopes"]

    def test_whom_a_judge_keeps_away_cannot_be_allowed(self, browser, mother, leo) -> None:
        contact = ContactFactory(household=home_of(mother), first_names="Paul", usual_name="Roux")
        barred = PersonFactory(first_names="Paul", usual_name="Roux")
        RestrictionFactory(adult=barred, child=leo, kind="no_collection", starts_on=date(2020, 1, 1))
        answers = {**self._yes(), f"contact-{contact.pk}": "oui"}
        page = post(browser, "child-permissions", leo.pk, **answers)
        assert page.status_code == 200
        assert not AuthorisedPerson.objects.exists()

    def test_who_does_not_decide_for_the_child_reads_why_in_place_of_the_questions(self, browser, leo) -> None:
        RelationshipFactory(adult=PersonFactory(), child=leo)
        page = get(browser, "child-permissions", leo.pk)
        assert [NO_AUTHORITY in page.text, "Publier son image" in page.text] == [True, False]
        assert NO_AUTHORITY in post(browser, "child-permissions", leo.pk, **self._yes()).text
        assert not PermissionAnswer.objects.exists()

    def test_another_family_answers_nothing(self, browser) -> None:
        other = parent("autre")
        assert get(browser, "child-permissions", leo_of(other).pk).status_code == 404


class TestBlocks:
    def test_each_thing_that_is_missing_leads_to_where_it_is_mended(self, browser, mother) -> None:
        year = SchoolYear.of(today())
        PeriodFactory(slug="annee", school_year=str(year), first_day=year.first_day, last_day=year.last_day)
        public = Public(min_age=3, max_age=11, school=SchoolKind.PUBLIC)
        canteen(periods=("annee",), public=public)
        leo = leo_of(mother)
        page = get(browser, "enrolment-blocks", leo.pk, "cantine.annee")
        assert texts(page, "h1") == ["Ce qui manque pour Léo"]
        assert "Il manque l’école de l’enfant." in texts(page, "main")[0]
        assert f"/mes-enfants/{leo.pk}/ecole/{year}/" in page.content.decode()

    def test_nothing_is_missing(self, browser, mother) -> None:
        canteen()
        page = get(browser, "enrolment-blocks", leo_of(mother).pk, "cantine")
        assert texts(page, "h1") == ["Léo peut s’inscrire"]

    def test_an_unknown_activity_and_another_family(self, browser, mother) -> None:
        canteen()
        assert get(browser, "enrolment-blocks", leo_of(mother).pk, "inconnue").status_code == 404
        assert get(browser, "enrolment-blocks", leo_of(parent("autre")).pk, "cantine").status_code == 404

    def test_once_the_school_is_said_one_is_back_in_the_request(self, browser, mother) -> None:
        leo = leo_of(mother)
        year = SchoolYear.of(today())
        school = SchoolFactory()
        said = {"school": school.slug, "level": "ce1"}
        assert post(browser, "child-school", leo.pk, str(year), **said).url == reverse("portal:activities")
        open_draft(procedure="inscription", by=mother, at=timezone.now())
        grid = reverse("portal:procedure-step", args=["inscription", "activites"])
        assert post(browser, "child-school", leo.pk, str(year), **said).url == grid
