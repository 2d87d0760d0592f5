"""The agents' lists: on screen, on paper, in a spreadsheet, for the services of each agent alone."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from apps.families.enums import RestrictionKind
from core.schooling import SchoolYear
from tenants import context
from tests.apps.backoffice.desk import texts
from tests.apps.casework.test_rosters import BUS, NURSERY, asked, child, ride
from tests.factories import PersonFactory, RestrictionFactory


def this_year() -> str:
    return f"{SchoolYear.of(context.local_date(timezone.now())).first_day:%Y-%m-%d}"


@pytest.mark.usefixtures("in_villefranque")
class TestTheBus:
    def test_it_is_read_by_trip_and_stop(self, sit: Callable) -> None:
        ride(child("Nina"), journeys=("morning", "evening"), starts_on=this_year())
        desk = sit("reader")
        assert texts(desk.get("rosters"), ".card-title") == ["Qui monte dans le car"]
        page = desk.get("roster", BUS)
        assert texts(page, "main h2") == ["Le matin, Église (1)", "Le soir, Église (1)"]
        assert texts(page, "tbody th")[0] == "Nina Durand"
        assert "06 39 98 12 34" in texts(page, "tbody td[data-label=Parent]")[0]

    def test_what_a_judge_forbids_is_beside_the_child(self, sit: Callable) -> None:
        nina = child("Nina")
        adult = PersonFactory(first_names="Marc", usual_name="Durand")
        RestrictionFactory(child=nina, adult=adult, kind=RestrictionKind.NO_COLLECTION, starts_on="2020-01-01")
        ride(nina, starts_on=this_year())
        desk = sit("reader")
        assert "Ne doit pas venir chercher l’enfant Marc Durand" in texts(desk.get("roster", BUS), "tbody th")[0]
        assert "Marc Durand : ne doit pas venir chercher l’enfant" in desk.get("roster-csv", BUS).content.decode()

    def test_it_leaves_for_a_spreadsheet(self, sit: Callable) -> None:
        case = ride(child("Nina"), stop="=1+1", starts_on=this_year())
        page = sit("reader").get("roster-csv", BUS)
        assert page["Content-Disposition"] == 'attachment; filename="transport-scolaire.csv"'
        head, line = page.content.decode("utf-8-sig").splitlines()
        assert head.startswith("Liste;Enfant;")
        waiting = '"Odile Ferrand, 06 39 98 41 27 ; Karim Lopez, 06 39 98 16 05"'
        assert line.startswith(f"Le matin, =1+1;Nina Durand;est attendu par un adulte;{waiting};Oui;")
        assert line.endswith(f";{case.number}")

    def test_what_a_spreadsheet_would_run_is_text(self, sit: Callable) -> None:
        ride(child("=CMD()"), starts_on=this_year())
        assert ";'=CMD() Durand;" in sit("reader").get("roster-csv", BUS).content.decode()

    def test_it_is_printed(self, sit: Callable) -> None:
        ride(child("Nina"), starts_on=this_year())
        page = sit("reader").get("roster-print", BUS)
        assert (page["Content-Type"], page.content[:5]) == ("application/pdf", b"%PDF-")

    def test_another_year_is_another_list(self, sit: Callable) -> None:
        ride(child("Nina"), starts_on="2020-10-01")
        desk = sit("reader")
        assert texts(desk.get("roster", BUS), ".empty-title") == ["Personne sur cette liste"]
        assert texts(desk.get("roster", BUS, annee="2020-2021"), "tbody th") == ["Nina Durand"]

    def test_an_agent_of_another_service_finds_nothing(self, sit: Callable) -> None:
        ride(child("Nina"), starts_on=this_year())
        desk = sit("reader", service="ailleurs", username="lecteur.ailleurs")
        assert texts(desk.get("rosters"), ".card-title") == []
        for name in ("roster", "roster-print", "roster-csv"):
            assert desk.get(name, BUS).status_code == 404


@pytest.mark.usefixtures("in_fresnes")
class TestTheNursery:
    def test_the_rank_and_what_was_declared(self, sit: Callable) -> None:
        asked(NURSERY, days=2, **{"born": True, "child-name": "Zoé Petit", "siblings": True})
        asked(NURSERY, days=1, status="submitted", **{"born": False, "expected-on": "2026-09-01"})
        desk = sit("reader")
        page = desk.get("roster", NURSERY)
        assert texts(page, "tbody td[data-label=Rang]") == ["1", "2"]
        assert texts(page, "tbody th") == ["À naître", "Zoé Petit"]
        assert desk.get("roster-csv", NURSERY).content.decode("utf-8-sig").startswith("Rang;Enfant;")
        assert "Pré-demandes de place en crèche" in texts(desk.get("cases"), "main p a")

    def test_a_procedure_without_a_list_has_none(self, sit: Callable) -> None:
        assert sit("reader").get("roster", "contact").status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(self, sit: Callable, constant_queries: Callable, rows: int) -> None:
        desk = sit("reader")
        for rank in range(rows):
            asked(NURSERY, child(f"Enfant {rank}"), days=rank, **{"child-name": "Zoé"})
        desk.get("roster", NURSERY)
        with constant_queries(7):
            desk.get("roster", NURSERY)
