"""The health page of a child: for the parents who hold the authority, and for nobody else."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.families.enums import RestrictionKind
from apps.families.models import Restriction
from apps.health.enums import PlanStatus, VaccinationState
from apps.health.models import IndividualPlan
from tenants import context
from tests.apps.casework.health_cases import filed
from tests.apps.health.makers import Family, family, officer
from tests.apps.portal.signing import signed_in
from tests.configurations import offer
from tests.factories import (
    EnrolmentFactory,
    HealthAccessFactory,
    HealthRecordFactory,
    IndividualPlanFactory,
    UserFactory,
    VaccinationFactory,
)
from tests.guards import GuardedClient

type Browse = Callable[[User], GuardedClient]
pytestmark = pytest.mark.usefixtures("in_villefranque")
SECRETS = ("Arachides", "Stylo", "Ventoline", "Sans porc", "Petit", "Allergie alimentaire", "Sortie à la piscine")


@pytest.fixture
def browse(client_of: Callable[..., GuardedClient]) -> Browse:
    return lambda user: signed_in(client_of(context.current()), user)


def ill(known: Family) -> Family:
    HealthRecordFactory(child=known.child, updated_at=timezone.now())
    IndividualPlanFactory(child=known.child)
    VaccinationFactory(child=known.child, state=VaccinationState.INCOMPLETE, missing=["measles"])
    HealthAccessFactory(child=known.child, function="Référent santé", why="Sortie à la piscine")
    return known


def address(known: Family) -> str:
    return reverse("portal:child-health", args=[known.child.pk])


def main(response: HttpResponse) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def links(response: HttpResponse) -> dict[str, str]:
    found = BeautifulSoup(response.content, "html.parser").main.select("a")
    return {" ".join(link.get_text(" ").split()): link["href"] for link in found}


def year_ago(known: Family) -> Family:
    """A record that the family told before the school year that ends."""
    HealthRecordFactory(child=known.child, updated_at=timezone.now() - timedelta(days=500))
    return known


def forbid(known: Family) -> None:
    Restriction.objects.create(
        child=known.child,
        adult=known.adult,
        kind=RestrictionKind.NO_INFORMATION,
        starts_on=timezone.localdate(),
        reference="JAF 2026/4",
        recorded_at=timezone.now(),
    )


class TestParent:
    def test_all_that_is_known_and_who_read_it(self, browse: Browse) -> None:
        known = ill(family())
        said = main(browse(known.parent).get(address(known)))
        assert [word for word in SECRETS if word not in said] == []
        assert "PAI en attente de signature" in said
        assert "Il manque des vaccins Rougeole" in said
        assert "Référent santé" in said

    def test_an_empty_record_leads_to_the_procedure(self, browse: Browse) -> None:
        known = family()
        page = browse(known.parent).get(address(known))
        assert "Le dossier santé est vide" in main(page)
        assert "Aucun agent n’a encore ouvert ce dossier." in main(page)
        assert {name: href for name, href in links(page).items() if "/demarches/" in href} == {
            "Remplir le dossier": "/demarches/sante/",
            "Demander un PAI": "/demarches/sante/",
        }

    def test_once_filled_it_is_updated_and_a_plan_that_waits_is_not_asked_twice(self, browse: Browse) -> None:
        known = ill(family())
        page = browse(known.parent).get(address(known))
        assert {name for name, href in links(page).items() if "/demarches/" in href} == {"Mettre à jour le dossier"}

    def test_a_commune_without_the_procedure_leads_nowhere(self, browse: Browse) -> None:
        known = family()
        offer(context.current())
        page = browse(known.parent).get(address(known))
        assert [href for href in links(page).values() if "/demarches/" in href] == []

    @pytest.mark.parametrize(
        ("status", "words"),
        [
            (PlanStatus.SIGNED, "Signé du 15 septembre 2025 au 4 juillet 2096 inclus · panier-repas fourni"),
            (PlanStatus.EXPIRED, "Le PAI est arrivé à son terme"),
        ],
    )
    def test_a_plan_says_its_dates(self, browse: Browse, status: PlanStatus, words: str) -> None:
        known = family()
        end = date(2096, 7, 4) if status is PlanStatus.SIGNED else date(2026, 7, 4)
        IndividualPlanFactory(child=known.child, signed=True, status=status, valid_until=end, packed_lunch=True)
        page = browse(known.parent).get(address(known))
        assert words in main(page)
        assert "Demander un nouveau PAI" in links(page)

    def test_a_refusal_is_read_here(self, browse: Browse) -> None:
        known = family()
        IndividualPlanFactory(child=known.child, status=PlanStatus.REFUSED, reason="Une ordonnance suffit.")
        assert "Réponse de la mairie : Une ordonnance suffit." in main(browse(known.parent).get(address(known)))

    def test_twenty_readings_a_page(self, browse: Browse) -> None:
        known = family()
        for day in range(21):
            HealthAccessFactory(child=known.child, at=timezone.now() - timedelta(days=day), why=f"Motif {day:02d}")
        browser = browse(known.parent)
        first, second = main(browser.get(address(known))), main(browser.get(address(known), {"page": 2}))
        assert ("Motif 19" in first, "Motif 20" in first, "Motif 20" in second) == (True, False, True)

    def test_the_page_of_the_child_leads_here(self, browse: Browse) -> None:
        known = family()
        page = browse(known.parent).get(reverse("portal:child", args=[known.child.pk]))
        assert links(page)["Voir la page santé de Léo"] == address(known)


class TestWithdrawal:
    def test_a_demand_is_given_up_after_a_question(self, browse: Browse) -> None:
        known = family()
        plan = IndividualPlanFactory(child=known.child)
        where = reverse("portal:child-plan-withdraw", args=[known.child.pk, plan.pk])
        browser = browse(known.parent)
        assert browser.get(where).status_code == 200
        assert "Votre demande de PAI est retirée." in browser.post(where, follow=True).content.decode()
        assert IndividualPlan.objects.get().status == PlanStatus.WITHDRAWN
        assert browser.get(where).status_code == 404

    def test_a_plan_in_force_or_of_another_child_is_not_given_up(self, browse: Browse) -> None:
        known, other = family(), family()
        signed = IndividualPlanFactory(child=known.child, signed=True)
        theirs = IndividualPlanFactory(child=other.child)
        browser = browse(known.parent)
        for plan in (signed, theirs):
            where = reverse("portal:child-plan-withdraw", args=[known.child.pk, plan.pk])
            assert browser.post(where).status_code == 404
        assert set(IndividualPlan.objects.values_list("status", flat=True)) == {"signed", "asked"}


class TestStrangers:
    def test_both_parents_of_two_households_read_it(self, browse: Browse) -> None:
        mother = ill(family())
        father = family(child=mother.child, quality="father")
        assert [browse(one.parent).get(address(mother)).status_code for one in (mother, father)] == [200, 200]

    @pytest.mark.parametrize("who", ["stranger", "step parent", "other family", "restricted"])
    def test_for_the_others_it_does_not_exist(self, browse: Browse, who: str) -> None:
        mother = ill(family())
        plan = mother.child.care_plans.get()
        if who == "restricted":
            father = family(child=mother.child, quality="father")
            forbid(father)
            person = father.parent
        elif who == "step parent":
            person = family(child=mother.child, quality="step_parent", authority=False).parent
        else:
            person = family().parent if who == "other family" else UserFactory()
        browser = browse(person)
        assert browser.get(address(mother)).status_code == 404
        where = reverse("portal:child-plan-withdraw", args=[mother.child.pk, plan.pk])
        assert [browser.get(where).status_code, browser.post(where).status_code] == [404, 404]

    def test_a_visitor_signs_in_first(self, client_of: Callable[..., GuardedClient]) -> None:
        response = client_of(context.current()).get(address(family()))
        assert (response.status_code, response.url.split("?")[0]) == (302, "/connexion/")

    def test_a_parent_whom_a_judge_silenced_finds_no_way_in_and_no_answer_proposed(self, browse: Browse) -> None:
        mother = ill(family())
        father = family(child=mother.child, quality="father")
        forbid(father)
        browser = browse(father.parent)
        assert browser.get(reverse("portal:child", args=[mother.child.pk])).status_code == 404
        browser.post(reverse("portal:procedure", args=["sante"]))
        pages = [
            browser.get(reverse("portal:procedure-step", args=["sante", step])) for step in ("enfants", "allergies")
        ]
        told = " ".join(main(page) for page in pages if page.status_code == 200)
        assert [word for word in ("Léo", *SECRETS[1:]) if word in told] == []
        assert [
            box for page in pages for box in BeautifulSoup(page.content, "html.parser").select("input[checked]")
        ] == []

    def test_the_other_parent_never_sees_the_request_of_the_first(self, browse: Browse) -> None:
        mother = family()
        father = family(child=mother.child, quality="father")
        case = filed(mother)
        assert browse(father.parent).get(reverse("portal:case", args=[case.number])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_whatever_the_child_has_been_through(
    browse: Browse, constant_queries: Callable[[int], AbstractContextManager[Any]], rows: int
) -> None:
    known = ill(family())
    agent = officer()
    for year in range(rows - 1):
        IndividualPlanFactory(
            child=known.child, status=PlanStatus.RENEWED, signed=True, valid_until=date(2026 + year, 7, 4)
        )
        HealthAccessFactory(child=known.child, by=agent)
    browser = browse(known.parent)
    browser.get(address(known))
    with constant_queries(13):
        browser.get(address(known))


class TestKeeping:
    def test_one_click_keeps_what_is_still_exact(self, browse: Browse) -> None:
        known = year_ago(family())
        parent = browse(known.parent)
        page = parent.get(address(known))
        assert "Tout est-il toujours exact ?" in main(page)
        form = BeautifulSoup(page.content, "html.parser").select_one("#conservation form")
        assert form is not None
        said = main(parent.post(form["action"], follow=True))
        assert "Nous vous demanderons avant cette date si tout est toujours exact" in said
        assert "Tout est-il toujours exact ?" not in said

    def test_a_second_click_says_that_nothing_is_left_to_confirm(self, browse: Browse) -> None:
        known = year_ago(family())
        parent = browse(known.parent)
        confirm = reverse("portal:child-health-confirm", args=[known.child.pk])
        parent.post(confirm)
        page = parent.post(confirm, follow=True)
        assert "il vaut déjà pour l’année à venir" in " ".join(page.content.decode().split())

    def test_a_child_that_is_enrolled_is_said_to_be_kept(self, browse: Browse) -> None:
        known = year_ago(family())
        EnrolmentFactory(child=known.child, ends_on=timezone.localdate() + timedelta(days=300))
        assert "la mairie garde son dossier" in main(browse(known.parent).get(address(known)))

    def test_an_empty_page_says_nothing_of_it(self, browse: Browse) -> None:
        assert "Combien de temps" not in main(browse((known := family()).parent).get(address(known)))

    def test_it_is_neither_a_stranger_s_nor_a_silenced_parent_s_click(self, browse: Browse) -> None:
        known = year_ago(family())
        other = family(child=known.child)
        forbid(other)
        for user in (family().parent, other.parent):
            confirm = reverse("portal:child-health-confirm", args=[known.child.pk])
            assert browse(user).post(confirm).status_code == 404
