"""A child's own page, the days of its two homes, and what changes in a family, as a parent finds them."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apps.casework.models import Case
from apps.families.declaration import DeclaredChild, DeclaredTie
from apps.families.enums import Quality, RestrictionKind
from apps.families.models import Contact, Household, Relationship
from apps.families.operations import create_household
from core.custody import Arrangement, IsoParity, Party, to_json
from tests.apps.backoffice.desk import PDF, texts
from tests.apps.families.makers import augusta, citizen, declaration
from tests.apps.portal.browsing import held
from tests.factories import CustodyFactory, DocumentFactory, RestrictionFactory
from tests.instants import MONDAY_MORNING

LONG_AGO = date(2020, 1, 6)
PARITY = {"rhythm": "iso_parity", "party": "a", "first_day": "0", "holidays": "none", "summer": "2"}
START = {"starts_on_day": "1", "starts_on_month": "12", "starts_on_year": "2026"}


def child_page(family):
    return reverse("portal:child", args=[family.child.pk])


def shared(family, **fields):
    return CustodyFactory(
        child=family.child,
        first_household=family.fathers,
        second_household=family.mothers,
        **{"starts_on": LONG_AGO, **fields},
    )


def main(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


class TestChild:
    def test_the_page_says_who_the_child_is_and_who_may_come(self, family, fathers):
        page = fathers.get(child_page(family))
        assert texts(page, "h1") == ["Nina Testo"]
        assert texts(page, ".facts dd")[-1] == "12 rue des Lilas, 94260 Fresnes"
        assert "Aucun contact de votre famille." in main(page)
        assert "Proposer le calendrier de garde" in main(page)

    def test_it_leads_to_all_that_is_kept_about_the_child(self, family, fathers):
        page = BeautifulSoup(fathers.get(child_page(family)).content, "html.parser")
        addresses = {link["href"] for link in page.main.select("a")}
        assert {
            reverse("portal:enrolments"),
            reverse("portal:child-health", args=[family.child.pk]),
            reverse("portal:child-permissions", args=[family.child.pk]),
            reverse("portal:child-school", args=[family.child.pk]),
            reverse("portal:documents"),
        } <= addresses

    @pytest.mark.parametrize(("who", "mine"), [("father", "Vous"), ("mother", "Autre")])
    def test_each_parent_reads_the_same_days_in_their_own_words(self, family, browser_of, who, mine):
        shared(family)
        page = browser_of(getattr(family, who)).get(child_page(family), {"mois": "2026-03"})
        [monday] = [week[0] for week in page.context["month"].weeks if week[0] and week[0].day == date(2026, 3, 16)]
        assert monday.label == mine
        assert texts(page, "#calendrier nav a") == ["Février 2026", "Avril 2026"]

    def test_a_custody_to_come_is_announced(self, family, fathers):
        shared(family, starts_on=timezone.localdate() + timedelta(days=30))
        assert "Calendrier de garde" in texts(fathers.get(child_page(family)), "#calendrier h2")

    @pytest.mark.parametrize("asked", ["", "hier", "2026-13", "1850-01"])
    def test_a_month_that_is_none_is_this_one(self, family, fathers, asked):
        shared(family)
        page = fathers.get(child_page(family), {"mois": asked})
        assert page.context["month"].first == timezone.localdate().replace(day=1)

    def test_a_stranger_finds_nobody(self, family, browser_of):
        browser = browser_of(citizen("autre"))
        names = ("child", "birth", "custody")
        answers = [browser.get(reverse(f"portal:{name}", args=[family.child.pk])).status_code for name in names]
        assert answers == [404, 404, 404]

    def test_a_parent_who_may_know_nothing_finds_a_name_and_no_page(self, family, fathers):
        RestrictionFactory(
            child=family.child, adult=family.father.person, kind=RestrictionKind.NO_INFORMATION, starts_on=LONG_AGO
        )
        assert fathers.get(child_page(family)).status_code == 404
        page = main(fathers.get(reverse("portal:family")))
        assert "Les informations de cet enfant ne sont pas disponibles en ligne." in page
        assert "2019" not in page

    @pytest.mark.parametrize("contacts", [1, 3])
    def test_it_costs_the_same_whatever_the_family(self, browser_of, in_fresnes, contacts, django_assert_num_queries):
        user = citizen("constant")
        listed = tuple(augusta(key=f"c{rank}") for rank in range(contacts))
        home = create_household(declaration=declaration(contacts=listed), account=user, by=None, at=MONDAY_MORNING)
        address = reverse("portal:child", args=[home.members.get(role="child").person_id])
        browser = browser_of(user)
        browser.get(address)
        with django_assert_num_queries(17):
            page = browser.get(address)
        assert main(page).count("Augusta Testa") == contacts


class TestProposal:
    def url(self, family) -> str:
        return reverse("portal:custody", args=[family.child.pk])

    def test_the_days_are_seen_before_they_are_sent_and_53_weeks_are_warned_of(self, family, fathers):
        assert fathers.get(self.url(family)).status_code == 200
        seen = fathers.post(self.url(family), {**PARITY, **START, "apercu": "1"})
        assert len(seen.context["preview"].weeks) == 8
        assert "Année à 53 semaines" in " ".join(texts(seen, ".alert--warning"))
        assert not Case.objects.filter(procedure="garde").exists()

    def test_it_leaves_with_the_judgment(self, family, fathers):
        file = SimpleUploadedFile("jugement.pdf", PDF)
        answer = fathers.post(self.url(family), {**PARITY, **START, "envoyer": "1", "judgment": file})
        case = Case.objects.get(procedure="garde")
        assert answer.url == reverse("portal:case", args=[case.number])
        assert [one.kind for one in case.attachments.all()] == ["jugement"]

    def test_the_judgment_may_come_from_ones_own_documents(self, family, fathers):
        kept = DocumentFactory(owner=family.father, kind="jugement", title="Jugement de juin")
        DocumentFactory(title="Celui d’un autre")
        assert texts(fathers.get(self.url(family)), "select[name=document] option")[1].startswith("Jugement de juin")
        assert "Celui d’un autre" not in fathers.get(self.url(family)).text
        fathers.post(self.url(family), {**PARITY, **START, "envoyer": "1", "document": kept.pk})
        assert [one.document for one in Case.objects.get(procedure="garde").attachments.all()] == [kept]

    def test_without_the_judgment_it_stays(self, family, fathers):
        answer = fathers.post(self.url(family), {**PARITY, **START, "envoyer": "1"})
        assert texts(answer, ".error-summary li") == ["Joignez le jugement ou la convention."]

    def test_who_does_not_decide_for_the_child_is_told_why_on_its_page(self, family, fathers):
        Relationship.objects.filter(adult=family.father.person).update(parental_authority=False)
        answer = fathers.get(self.url(family), follow=True)
        assert answer.redirect_chain == [(child_page(family), 302)]
        assert "Vous n’exercez pas l’autorité parentale sur Nina : demandez à un parent" in answer.text

    def test_a_program_is_no_judgment(self, family, fathers):
        file = SimpleUploadedFile("jugement.pdf", b"MZ\x90\x00" + bytes(64))
        answer = fathers.post(self.url(family), {**PARITY, **START, "envoyer": "1", "judgment": file})
        assert len(texts(answer, ".error-summary li")) == 1
        assert not Case.objects.filter(procedure="garde").exists()

    def test_the_judgment_chosen_once_is_kept_through_the_calendar(self, family, fathers):
        file = SimpleUploadedFile("jugement.pdf", PDF)
        seen = fathers.post(self.url(family), {**PARITY, **START, "apercu": "1", "judgment": file})
        assert (seen.status_code, Case.objects.filter(procedure="garde").exists()) == (200, False)
        assert "« jugement.pdf » est bien reçu et gardé dans vos documents." in main(seen)
        answer = fathers.post(self.url(family), {**held(seen), "envoyer": "1"})
        case = Case.objects.get(procedure="garde")
        assert answer.url == reverse("portal:case", args=[case.number])
        assert [one.document.filename for one in case.attachments.all()] == ["jugement.pdf"]

    def test_an_unfinished_rhythm_is_told_beside_its_field(self, family, fathers):
        answer = fathers.post(self.url(family), {**PARITY, **START, "rhythm": "alternation", "apercu": "1"})
        assert (answer.status_code, texts(answer, ".error-summary li")) == (422, ["Donnez le premier jour."])

    def test_a_child_of_one_home_has_no_calendar_to_propose(self, family, fathers):
        family.mothers.members.filter(person=family.child).delete()
        assert fathers.get(self.url(family)).status_code == 404


class TestChanges:
    def url(self, key: object) -> str:
        return reverse("portal:member-change", args=[str(key)])

    fields = staticmethod(held)

    def test_a_telephone_changes_and_nothing_else(self, family, fathers):
        address = self.url(family.father.person.pk)
        sent = {**self.fields(fathers.get(address)), "mobile": "07 00 00 00 01"}
        answer = fathers.post(address, sent, follow=True)
        case = Case.objects.get(procedure="changement-famille")
        assert case.payload["answers"] == {"mobile": "07 00 00 00 01"}
        assert told(answer) == [f"Votre demande n° {case.number} est partie : la mairie met la fiche à jour."]

    def test_nothing_changed_is_said(self, family, fathers):
        address = self.url(family.father.person.pk)
        answer = fathers.post(address, self.fields(fathers.get(address)))
        assert answer.status_code == 422
        assert len(texts(answer, ".error-summary li")) == 1

    def test_what_must_be_is_asked(self, family, fathers):
        address = self.url(family.child.pk)
        answer = fathers.post(address, {**self.fields(fathers.get(address)), "first_names": ""})
        assert texts(answer, ".error-summary li") == ["Remplissez ce champ."]

    def test_nobody_is_born_tomorrow(self, family, fathers):
        address, tomorrow = self.url(family.child.pk), timezone.localdate() + timedelta(days=1)
        born = {
            "birth_date_day": tomorrow.day,
            "birth_date_month": tomorrow.month,
            "birth_date_year": tomorrow.year,
        }
        answer = fathers.post(address, {**self.fields(fathers.get(address)), **born})
        assert texts(answer, ".error-summary li") == ["La date de naissance ne peut pas être dans le futur."]

    def test_the_family_moves(self, family, fathers):
        address = self.url("adresse")
        sent = {**self.fields(fathers.get(address)), "number": "9", "street": "rue Neuve"}
        fathers.post(address, sent)
        case = Case.objects.get(procedure="changement-famille")
        assert case.payload["answers"]["address"]["street"] == "rue Neuve"
        assert Household.objects.get(pk=family.fathers.pk).address.street == "rue des Lilas"

    def test_a_name_calls_for_its_act_and_a_telephone_does_not(self, family, fathers):
        address = self.url(family.father.person.pk)
        page = fathers.get(address)
        assert "Selon ce qui change, une pièce sera demandée" in main(page)
        sent = {**self.fields(page), "usual_name": "Testot"}
        answer = fathers.post(address, sent)
        assert texts(answer, ".error-summary li") == ["Joignez la pièce : acte qui porte le nouveau nom."]
        act = SimpleUploadedFile("acte.pdf", PDF, content_type="application/pdf")
        fathers.post(address, {**sent, "piece-acte-du-nom": act})
        case = Case.objects.get(procedure="changement-famille")
        assert (case.payload["answers"], case.attachments.count()) == ({"usual_name": "Testot"}, 1)

    def test_an_act_chosen_once_is_kept_when_something_else_is_wrong(self, family, fathers):
        address = self.url(family.father.person.pk)
        sent = {**self.fields(fathers.get(address)), "usual_name": "Testot", "first_names": ""}
        act = SimpleUploadedFile("acte.pdf", PDF, content_type="application/pdf")
        back = fathers.post(address, {**sent, "piece-acte-du-nom": act})
        assert texts(back, ".error-summary li") == ["Remplissez ce champ."]
        assert "Joindre « acte.pdf »" in texts(back, "label")
        refused = fathers.post(address, {**self.fields(back), "first_names": "Jean", "piece-acte-du-nom-kept": ""})
        assert texts(refused, ".error-summary li") == ["Joignez la pièce : acte qui porte le nouveau nom."]
        fathers.post(address, {**self.fields(back), "first_names": "Jean"})
        case = Case.objects.get(procedure="changement-famille")
        assert [one.document.filename for one in case.attachments.all()] == ["acte.pdf"]

    def test_a_child_moves_and_a_tie_is_corrected(self, family, fathers):
        address = self.url(family.child.pk)
        sent = self.fields(fathers.get(address))
        del sent["shares_address"]
        lacking = fathers.post(address, sent)
        assert "Remplissez ce champ, ou cochez l’adresse du titulaire." in texts(lacking, ".error-summary li")[0]
        tie = f"tie-{family.father.person.pk}"
        sent |= {"street": "rue Neuve", "postal_code": "94260", "city": "Fresnes", f"{tie}-authority": "non"}
        judgment = SimpleUploadedFile("jugement.pdf", PDF, content_type="application/pdf")
        fathers.post(address, {**sent, "piece-jugement": judgment})
        asked = Case.objects.get(procedure="changement-famille").payload["answers"]
        assert asked["own_address"]["street"] == "rue Neuve"
        assert asked[tie] == {"quality": "father", "authority": False}

    def test_half_an_answer_about_an_adult_is_not_one(self, family, fathers):
        address = self.url(family.child.pk)
        sent = {**self.fields(fathers.get(address)), f"tie-{family.father.person.pk}-quality": ""}
        assert "Répondez aux deux questions sur cet adulte." in texts(fathers.post(address, sent), ".error-summary li")

    def test_the_other_parent_is_not_among_the_adults_of_a_child(self, family, fathers):
        page = fathers.get(self.url(family.child.pk)).content.decode()
        assert "Solange" not in page
        assert f"tie-{family.mother.person.pk}" not in page

    def test_benefits_are_read_and_changed(self, family, browser_of):
        mothers = browser_of(family.mother)
        assert "SECRET-77" in main(mothers.get(reverse("portal:family")))
        address = self.url("allocataire")
        mothers.post(address, {**self.fields(mothers.get(address)), "benefit_number": "7654321"})
        case = Case.objects.get(procedure="changement-famille")
        assert (case.payload["before"], case.payload["answers"]) == ({"number": "SECRET-77"}, {"number": "7654321"})

    def test_the_benefits_of_the_other_parent_are_not_shown(self, family, fathers):
        assert "SECRET-77" not in main(fathers.get(reverse("portal:family")))
        assert "SECRET-77" not in fathers.get(self.url("allocataire")).content.decode()

    def test_a_contact_is_corrected(self, family, browser_of):
        contact = Contact.objects.get(household=family.mothers)
        address = reverse("portal:contact-change", args=[contact.pk])
        assert browser_of(family.father).get(address).status_code == 404
        mothers = browser_of(family.mother)
        mothers.post(address, {**self.fields(mothers.get(address)), "may_collect": "on", "phone": "06 00 00 00 09"})
        case = Case.objects.get(procedure="changement-famille")
        assert case.payload["answers"] == {"phone": "06 00 00 00 09", "may_collect": True}

    def test_the_other_parent_is_nobody_s_to_change(self, family, fathers):
        assert fathers.get(self.url(family.mother.person.pk)).status_code == 404
        assert fathers.get(self.url("personne")).status_code == 404

    def test_a_contact_leaves_at_once(self, family, browser_of):
        contact = Contact.objects.get(household=family.mothers)
        address = reverse("portal:contact-remove", args=[contact.pk])
        assert browser_of(family.father).get(address).status_code == 404
        mothers = browser_of(family.mother)
        assert texts(mothers.get(address), "h1") == ["Retirer Augusta Testa de vos contacts ?"]
        answer = mothers.post(address, follow=True)
        assert told(answer) == ["Augusta Testa n’est plus dans vos contacts."]
        assert not Contact.objects.filter(pk=contact.pk).exists()


class TestBirth:
    @pytest.fixture
    def unborn(self, in_fresnes):
        tie = DeclaredTie(quality=Quality.FATHER, parental_authority=True)
        expected = DeclaredChild(
            key="e1", expected=True, expected_on=timezone.localdate() - timedelta(days=3), holder_tie=tie
        )
        user = citizen("futur")
        given = declaration(co_representative=None, children=(expected,))
        home = create_household(declaration=given, account=user, by=None, at=MONDAY_MORNING)
        return user, home.members.get(role="child").person

    def test_a_birth_is_declared_from_the_child_s_page(self, unborn, browser_of):
        user, child = unborn
        browser, address = browser_of(user), reverse("portal:birth", args=[child.pk])
        page = browser.get(reverse("portal:child", args=[child.pk]))
        assert "Votre enfant est né ?" in main(page)
        assert texts(browser.get(address), "h1") == ["Déclarer la naissance"]
        born = timezone.localdate() - timedelta(days=2)
        given = {
            "usual_name": "Testo",
            "first_names": "Milo",
            "sex": "male",
            "birth_date_day": born.day,
            "birth_date_month": born.month,
            "birth_date_year": born.year,
        }
        refused = browser.post(address, given)
        assert texts(refused, ".error-summary li") == ["Joignez la pièce : acte de naissance ou livret de famille."]
        act = SimpleUploadedFile("acte.pdf", PDF, content_type="application/pdf")
        answer = browser.post(address, {**given, "piece-acte-de-naissance": act})
        case = Case.objects.get(procedure="changement-famille")
        assert case.attachments.get().kind == "acte-de-naissance"
        assert answer.url == reverse("portal:case", args=[case.number])
        assert case.payload["answers"]["birth_date"] == born.isoformat()

    def test_once_born_the_address_leads_to_the_child(self, family, fathers):
        answer = fathers.get(reverse("portal:birth", args=[family.child.pk]))
        assert answer.url == child_page(family)


def test_an_arrangement_of_even_weeks_is_the_one_of_the_tests():
    assert CustodyFactory.build().arrangement == to_json(Arrangement(rhythm=IsoParity(even=Party.A)))
