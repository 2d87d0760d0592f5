"""The lists made of requests: who waits at which stop, who asked first for a place."""

from datetime import timedelta
from typing import Any

import pytest

from apps.casework import procedures, rosters
from apps.casework.models import Case
from apps.families.enums import MemberRole
from apps.families.models import Person
from communes_config.schema import Roster, RosterOf
from tests.factories import CaseFactory, HouseholdMemberFactory, PersonFactory, UserFactory
from tests.instants import MONDAY_MORNING as AT

BUS, NURSERY = "transport-scolaire", "pre-demande-creche"


def child(first_names: str, usual_name: str = "Durand") -> Person:
    return HouseholdMemberFactory(
        person=PersonFactory(child=True, first_names=first_names, usual_name=usual_name), role=MemberRole.CHILD
    ).person


def asked(slug: str, *children: Person, days: int = 0, status: str = "accepted", **answers: Any) -> Case:
    at = AT + timedelta(days=days)
    return CaseFactory(
        filed=True,
        procedure=slug,
        status=status,
        requester=UserFactory(usual_name="Durand", first_names="Claire", mobile="06 39 98 12 34"),
        submitted_at=at,
        decided_at=at if status in {"accepted", "refused"} else None,
        decision_note="Complet." if status == "refused" else "",
        payload={"answers": answers, "children": [one.pk for one in children]},
    )


def ride(*children: Person, stop: str = "Église", journeys: tuple[str, ...] = ("morning",), **more: Any) -> Case:
    day = more.pop("starts_on", "2026-03-20")
    given = {"journeys": list(journeys), "stop": stop, "starts-on": day, "met-by": "adult", "registered": "done"}
    given["also-met-by"] = [
        {"name": "Odile Ferrand", "phone": "06 39 98 41 27"},
        {"name": "Karim Lopez", "phone": "06 39 98 16 05"},
    ]
    return asked(BUS, *children, **given, **more)


def listing(slug: str, year: str = "") -> rosters.Listing:
    procedure = procedures.get(slug)
    made_of = procedure.definition.roster
    assert made_of is not None
    return rosters.listing(procedure, made_of, Case.objects.filed().select_related("requester"), year)


def read(found: rosters.Listing) -> list[tuple[str, list[str]]]:
    return [(section.heading, [entry.name for entry in section.entries]) for section in found.sections]


@pytest.mark.usefixtures("in_villefranque")
class TestTheBus:
    def test_children_stand_under_each_trip_and_stop(self):
        ride(child("Nina"), child("Léo"), journeys=("evening", "morning"))
        ride(child("Tom"), stop="Mairie")
        assert read(listing(BUS)) == [
            ("Le matin, Église", ["Léo Durand", "Nina Durand"]),
            ("Le matin, Mairie", ["Tom Durand"]),
            ("Le soir, Église", ["Léo Durand", "Nina Durand"]),
        ]

    def test_one_stop_however_it_is_written(self):
        ride(child("Nina"), stop="Église")
        ride(child("Tom"), stop=" eglise ")
        assert read(listing(BUS)) == [("Le matin, Église", ["Nina Durand", "Tom Durand"])]

    def test_what_is_said_last_of_a_child_counts_once(self):
        nina = child("Nina")
        ride(nina)
        ride(nina, stop="Mairie", days=1)
        found = listing(BUS)
        assert (read(found), found.count) == ([("Le matin, Mairie", ["Nina Durand"])], 1)

    def test_only_what_was_accepted(self):
        ride(child("Nina"), status="refused")
        ride(child("Tom"), status="cancelled")
        assert read(listing(BUS)) == []

    def test_each_line_says_who_meets_the_child_and_whom_to_call(self):
        ride(child("Nina"))
        found = listing(BUS)
        (entry,) = found.sections[0].entries
        assert found.columns == ("À la descente", "Peuvent l’attendre", "Inscrit au réseau", "À partir du")
        waiting = "Odile Ferrand, 06 39 98 41 27 ; Karim Lopez, 06 39 98 16 05"
        assert entry.cells == ("est attendu par un adulte", waiting, "Oui", "20/03/2026")
        assert (entry.parent, entry.phone) == ("Mme Claire DURAND", "06 39 98 12 34")

    def test_a_school_year_at_a_time(self):
        ride(child("Nina"), starts_on="2025-09-01")
        ride(child("Tom"), starts_on="2026-09-01")
        procedure = procedures.get(BUS)
        made_of = procedure.definition.roster
        cases = Case.objects.filed()
        assert rosters.years_of(procedure, made_of, cases, AT.date()) == ["2025-2026", "2026-2027"]
        assert read(listing(BUS, "2025-2026")) == [("Le matin, Église", ["Nina Durand"])]
        assert read(listing(BUS, "2026-2027")) == [("Le matin, Église", ["Tom Durand"])]

    def test_a_stop_left_unsaid_is_said_so(self):
        asked(BUS, child("Nina"), journeys=[], stop="")
        assert read(listing(BUS)) == [("Non précisé, Non précisé", ["Nina Durand"])]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_costs_two_queries(self, constant_queries, rows):
        for rank in range(rows):
            ride(child(f"Enfant {rank}"))
        listing(BUS)
        with constant_queries(2):
            listing(BUS)


@pytest.mark.usefixtures("in_fresnes")
class TestTheNursery:
    def test_the_first_who_asked_is_the_first(self):
        asked(NURSERY, days=3, **{"born": True, "child-name": "Zoé Petit", "siblings": True})
        asked(NURSERY, days=1, status="in_review", **{"born": False, "expected-on": "2026-09-01", "siblings": False})
        asked(NURSERY, days=2, status="refused", **{"born": True, "child-name": "Ana Petit"})
        found = listing(NURSERY)
        assert [(one.rank, one.name, one.cells[:3]) for one in found.sections[0].entries] == [
            (1, "", ("", "01/09/2026", "Non")),
            (2, "Zoé Petit", ("", "", "Oui")),
        ]

    def test_it_has_no_years(self):
        procedure = procedures.get(NURSERY)
        assert rosters.years_of(procedure, procedure.definition.roster, Case.objects.filed(), AT.date()) == []

    def test_without_a_rank_it_is_by_name(self):
        asked(NURSERY, days=1, **{"child-name": "Zoé"})
        asked(NURSERY, days=2, **{"child-name": "Ana"})
        made_of = Roster(title="Par nom", of=RosterOf.KEPT, name="child-name")
        found = rosters.listing(procedures.get(NURSERY), made_of, Case.objects.filed().select_related("requester"))
        assert read(found) == [("", ["Ana", "Zoé"])]

    def test_a_commune_offers_its_own(self):
        assert [one.slug for one in rosters.offered()] == [NURSERY]
