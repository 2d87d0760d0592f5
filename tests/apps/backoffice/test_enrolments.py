"""Enrolments at the agents' desk: the lists and their places, one enrolment, a child, the counter."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.enums import Role
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import Enrolment
from apps.messaging.models import Message
from communes_config.schema import Group, PaiPolicy, Unit
from core.care_plans import Closed
from core.schooling import SchoolYear
from tenants import context
from tests.apps.activities.makers import child_of, no_catalogue, parent
from tests.apps.backoffice.desk import Desk, texts
from tests.factories import (
    ActivityFactory,
    ActivityGroupFactory,
    AgentRoleFactory,
    AuthorisedPersonFactory,
    EnrolmentFactory,
    IndividualPlanFactory,
    PeriodFactory,
    UnitFactory,
    activity_rules,
)

SERVICE = "accueil-unique"


@pytest.fixture(autouse=True)
def _own_catalogue(in_fresnes) -> None:
    no_catalogue()


def today() -> date:
    return context.local_date(timezone.now())


def canteen(capacity: int | None = 2, *, slug: str = "cantine", service: str = SERVICE, **rules: object):
    year = SchoolYear.of(today())
    period = PeriodFactory(
        slug=f"annee-{slug}",
        title="Cette année",
        school_year=str(year),
        first_day=year.first_day,
        last_day=year.last_day,
    )
    groups = (Group(slug="tous", title="Tous"),)
    given = {"periods": (period.slug,), "groups": groups, "service": service, "title": slug.capitalize(), **rules}
    activity = ActivityFactory(slug=slug, title=slug.capitalize(), rules=activity_rules(**given))
    ActivityGroupFactory(activity=activity, slug="tous", title="Tous", capacity=capacity)
    UnitFactory(activity=activity, slug="menu", title="Menu classique")
    return activity


def enrolled(activity, child=None, **fields: object) -> Enrolment:
    year = SchoolYear.of(today())
    if child is None:
        number = Enrolment.objects.count()
        child = child_of(parent(f"mere{number}"), f"Enfant{number}", born=today() - timedelta(days=2500))
    days = {"school_year": str(year), "starts_on": year.first_day, "ends_on": year.last_day}
    home = child.memberships.get().household
    group = activity.groups.get()
    return EnrolmentFactory(child=child, household=home, activity=activity, group=group, **{**days, **fields})


def names(page: object) -> list[str]:
    return texts(page, "tbody th a")


class TestList:
    def test_every_activity_is_counted_and_every_child_listed(self, sit: Callable) -> None:
        lunch = canteen()
        enrolled(lunch)
        enrolled(lunch, status=EnrolmentStatus.REQUESTED)
        enrolled(lunch, status=EnrolmentStatus.WAITING)
        page = sit("reader").get("enrolments")
        counts, *children = texts(page, "tbody tr")
        assert counts == "Cantine 1 1 1"
        assert len(children) == 3

    def test_what_is_over_is_kept_for_who_asks(self, sit: Callable) -> None:
        lunch = canteen()
        enrolled(lunch, status=EnrolmentStatus.REFUSED, reason="Complet.")
        desk = sit("reader")
        assert texts(desk.get("enrolments"), ".empty-title") == ["Aucune inscription ne correspond"]
        assert len(texts(desk.get("enrolments", etat="toutes", activite="cantine"), "tbody tr")) == 1
        assert len(texts(desk.get("enrolments", etat="refused", activite="cantine"), "tbody tr")) == 1

    def test_an_activity_says_how_full_its_groups_are(self, sit: Callable) -> None:
        lunch = canteen(2)
        enrolled(lunch)
        enrolled(lunch)
        enrolled(lunch, status=EnrolmentStatus.WAITING)
        page = sit("reader").get("enrolments", activite="cantine", groupe="tous")
        assert texts(page, ".occupancy p") == ["Tous : 2 inscrits sur 2, complet, 1 en attente Complet"]
        assert len(texts(page, "tbody tr")) == 3

    def test_another_year_and_another_name(self, sit: Callable) -> None:
        lunch = canteen()
        before = SchoolYear.of(today()).previous
        old = enrolled(lunch, school_year=str(before))
        desk = sit("reader")
        assert names(desk.get("enrolments", activite="cantine")) == []
        assert len(names(desk.get("enrolments", activite="cantine", annee=str(before)))) == 1
        assert len(names(desk.get("enrolments", activite="cantine", annee=str(before), q=old.child.first_names))) == 1
        assert names(desk.get("enrolments", activite="cantine", annee=str(before), q="personne")) == []

    def test_an_agent_sees_the_activities_of_their_service(self, sit: Callable) -> None:
        enrolled(canteen())
        other = enrolled(canteen(slug="judo", service="sports"))
        desk = sit("reader", service=SERVICE)
        page = desk.get("enrolments")
        assert "Judo" not in page.content.decode()
        assert len(texts(page, "tbody tr")) == 2
        assert desk.get("enrolment", other.pk).status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(self, sit: Callable, constant_queries: Callable, rows: int) -> None:
        lunch = canteen(10)
        for _ in range(rows):
            enrolled(lunch).units.set(lunch.units.all())
        desk = sit("reader")
        desk.get("enrolments")
        with constant_queries(11):
            desk.get("enrolments", activite="cantine")


class TestOne:
    def test_a_place_is_read_with_its_history(self, sit: Callable) -> None:
        found = enrolled(canteen())
        words = texts(sit("reader").get("enrolment", found.pk), "main")[0]
        assert "Inscrit" in words
        assert "Tous : 1 inscrit sur 2, il reste 1 place" in words
        assert "Arrêter l’inscription" not in words

    def test_a_freed_place_is_given_and_the_family_told(self, sit: Callable) -> None:
        waiting = enrolled(canteen(1), status=EnrolmentStatus.WAITING)
        desk = sit("family_agent")
        assert desk.say("enrolment-admit", waiting.pk) == [
            f"{waiting.child.first_names} a la place : la famille est prévenue."
        ]
        waiting.refresh_from_db()
        assert waiting.status == EnrolmentStatus.ACTIVE
        assert "une place pour votre enfant" in Message.objects.get(template="enrolments/change").subject

    def test_a_full_group_takes_nobody_from_the_waiting_list(self, sit: Callable) -> None:
        lunch = canteen(1)
        enrolled(lunch)
        waiting = enrolled(lunch, status=EnrolmentStatus.WAITING)
        page = sit("family_agent").post("enrolment-admit", waiting.pk)
        assert page.status_code == 422
        assert "« Tous » est complet" in texts(page, "main")[0]

    def test_a_place_is_ended_within_its_dates(self, sit: Callable) -> None:
        found = enrolled(canteen())
        desk = sit("family_agent")
        late = found.ends_on + timedelta(days=1)
        assert desk.post("enrolment-end", found.pk, **_day(late)).status_code == 422
        assert desk.post("enrolment-end", found.pk, **_day(found.ends_on - timedelta(days=1))).status_code == 302
        found.refresh_from_db()
        assert (found.status, found.ends_on) == (EnrolmentStatus.ENDED, late - timedelta(days=2))
        assert desk.post("enrolment-end", found.pk, **_day(found.ends_on)).status_code == 422

    def test_an_enrolment_is_cancelled_once(self, sit: Callable) -> None:
        found = enrolled(canteen())
        desk = sit("family_agent")
        assert desk.post("enrolment-cancel", found.pk, reason="x" * 1001).status_code == 422
        assert desk.say("enrolment-cancel", found.pk, reason="Déménagement.") == [
            "L’inscription est annulée : la famille est prévenue."
        ]
        assert desk.post("enrolment-cancel", found.pk).status_code == 422
        found.refresh_from_db()
        assert (found.status, found.reason) == (EnrolmentStatus.CANCELLED, "Déménagement.")

    def test_who_only_reads_changes_nothing(self, sit: Callable) -> None:
        found = enrolled(canteen())
        reader = sit("reader")
        for action in ("enrolment-admit", "enrolment-end", "enrolment-cancel"):
            assert reader.post(action, found.pk).status_code == 403
        assert reader.get("enrolment", found.pk).status_code == 200


class TestChild:
    def test_a_child_its_places_and_what_it_may_do(self, sit: Callable) -> None:
        found = enrolled(canteen())
        enrolled(canteen(slug="judo", service="sports"), found.child)
        AuthorisedPersonFactory(child=found.child, household=found.household)
        words = texts(sit("reader", service=SERVICE).get("child-enrolments", found.child_id), "main")[0]
        assert "Cantine" in words
        assert "Jeanne Petit" in words
        assert "Judo" not in words
        assert "Lecture seule" in words

    def test_an_adult_is_not_a_child(self, sit: Callable) -> None:
        user = parent("adulte")
        assert sit("reader").get("child-enrolments", user.person.pk).status_code == 404

    def test_an_identity_paper_is_seen_once(self, sit: Callable) -> None:
        found = enrolled(canteen())
        person = AuthorisedPersonFactory(child=found.child, household=found.household)
        desk = sit("family_agent")
        assert desk.say("collector-check", person.pk) == ["L’identité de Jeanne Petit est vérifiée."]
        person.refresh_from_db()
        assert (person.identity_checked_on, person.identity_checked_by) == (today(), desk.agent)
        assert "Identité vérifiée" in texts(desk.get("child-enrolments", found.child_id), "main")[0]

    def test_a_child_of_another_service_is_nobody(self, sit: Callable) -> None:
        found = enrolled(canteen(slug="judo", service="sports"))
        person = AuthorisedPersonFactory(child=found.child, household=found.household)
        assert sit("family_agent", service=SERVICE).post("collector-check", person.pk).status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(self, sit: Callable, constant_queries: Callable, rows: int) -> None:
        child = child_of(parent("famille"), born=today() - timedelta(days=2500))
        for rank in range(rows):
            enrolled(canteen(slug=f"cantine-{rank}"), child)
        desk = sit("reader")
        desk.get("child-enrolments", child.pk)
        with constant_queries(24):
            desk.get("child-enrolments", child.pk)


class TestCounter:
    def _typed(self, child, **changed: object) -> dict[str, object]:
        home = child.memberships.get().household
        start, end = today(), SchoolYear.of(today()).last_day
        return {
            "household": str(home.pk),
            **_day(start, "start"),
            **_day(end, "end"),
            "group": "tous",
            "units": ["menu"],
            **changed,
        }

    def _key(self, slug: str = "cantine") -> str:
        return f"{slug}.annee-{slug}"

    def test_a_place_is_given_at_once(self, sit: Callable) -> None:
        canteen()
        child = child_of(parent("famille"), born=today() - timedelta(days=2500))
        desk = sit("family_agent")
        assert desk.get("enrolment-new", child.pk, self._key()).status_code == 200
        made = _made(desk, child, self._key(), self._typed(child))
        assert (made.status, made.group.slug) == (EnrolmentStatus.ACTIVE, "tous")
        assert [unit.slug for unit in made.units.all()] == ["menu"]

    def test_a_full_group_is_said_and_the_waiting_list_is_offered(self, sit: Callable) -> None:
        enrolled(canteen(1))
        child = child_of(parent("famille"), born=today() - timedelta(days=2500))
        desk = sit("family_agent")
        page = desk.post("enrolment-new", child.pk, self._key(), **self._typed(child))
        assert (page.status_code, "Proposez la liste d’attente" in texts(page, "main")[0]) == (422, True)
        made = _made(desk, child, self._key(), self._typed(child, waiting="on"))
        assert made.status == EnrolmentStatus.WAITING

    def test_what_a_family_may_not_ask_is_waived_with_a_reason(self, sit: Callable) -> None:
        canteen()
        child = child_of(parent("famille"), born=today() - timedelta(days=500))
        desk = sit("family_agent")
        page = desk.post("enrolment-new", child.pk, self._key(), **self._typed(child))
        assert page.status_code == 422
        assert "Il faut avoir 3 ans" in texts(page, "main")[0]
        made = _made(desk, child, self._key(), self._typed(child, waive="Accord du maire."))
        assert (made.status, made.reason) == (EnrolmentStatus.ACTIVE, "Accord du maire.")

    def test_a_meal_closed_by_a_care_plan_is_waived_with_a_reason_and_the_rest_is_free(self, sit: Callable) -> None:
        units = (Unit(slug="menu", title="Menu", meal=True), Unit(slug="sans", title="Sans repas"))
        activity = canteen(units=units, pai=PaiPolicy(blocks_until_signed=True, closes=Closed.MEALS))
        UnitFactory(activity=activity, slug="sans", title="Sans repas")
        leo, zoe = (child_of(parent(f"famille{rank}"), born=today() - timedelta(days=2500)) for rank in range(2))
        for child in (leo, zoe):
            IndividualPlanFactory(child=child)
        desk = sit("family_agent")
        said = "PAI en attente de signature pour Léo. Les formules avec repas s’ouvriront une fois le PAI signé."
        assert said in texts(desk.get("child-enrolments", leo.pk), "main")[0]
        assert said in texts(desk.get("enrolment-new", leo.pk, self._key()), "main")[0]
        page = desk.post("enrolment-new", leo.pk, self._key(), **self._typed(leo))
        assert (page.status_code, said in texts(page, ".alert--danger")[0]) == (422, True)
        made = _made(desk, leo, self._key(), self._typed(leo, waive="Repas fourni, vu avec le médecin."))
        assert made.reason == "Repas fourni, vu avec le médecin."
        assert "À régler avant que l’enfant vienne" in texts(desk.get("enrolment", made.pk), "main")[0]
        free = _made(desk, zoe, self._key(), self._typed(zoe, units=["sans"]))
        assert (free.status, free.reason) == (EnrolmentStatus.ACTIVE, "")
        assert "À régler" not in texts(desk.get("enrolment", free.pk), "main")[0]

    def test_who_may_open_the_plan_is_led_to_it(self, sit: Callable) -> None:
        canteen(pai=PaiPolicy(blocks_until_signed=True, closes=Closed.ENROLMENT))
        child = child_of(parent("famille"), born=today() - timedelta(days=2500))
        plan = IndividualPlanFactory(child=child)
        desk = sit("administrator")
        address = reverse("backoffice:care-plan", args=[plan.pk])
        for name, *args in (("child-enrolments", child.pk), ("enrolment-new", child.pk, self._key())):
            page = desk.get(name, *args)
            assert "L’inscription s’ouvrira une fois le PAI signé." in texts(page, "main")[0]
            assert address not in page.content.decode()
        AgentRoleFactory(user=desk.agent, role=Role.HEALTH_OFFICER)
        for name, *args in (("child-enrolments", child.pk), ("enrolment-new", child.pk, self._key())):
            assert address in desk.get(name, *args).content.decode()

    def test_a_form_without_its_family_is_shown_again(self, sit: Callable) -> None:
        canteen()
        child = child_of(parent("famille"), born=today() - timedelta(days=2500))
        page = sit("family_agent").post("enrolment-new", child.pk, self._key(), **self._typed(child, household=""))
        assert page.status_code == 422
        assert not Enrolment.objects.exists()

    def test_another_service_and_an_unknown_activity_are_not_found(self, sit: Callable) -> None:
        canteen(slug="judo", service="sports")
        child = child_of(parent("famille"), born=today() - timedelta(days=2500))
        desk = sit("family_agent", service=SERVICE)
        assert desk.get("enrolment-new", child.pk, self._key("judo")).status_code == 404
        assert desk.get("enrolment-new", child.pk, "inconnue").status_code == 404


def test_an_enrolment_of_another_commune_is_not_found(sit: Callable, villefranque) -> None:
    with context.activate(villefranque):
        no_catalogue()
        elsewhere = enrolled(canteen())
    desk = sit("administrator")
    assert desk.get("enrolment", elsewhere.pk).status_code == 404
    assert desk.client.post(reverse("backoffice:enrolment-cancel", args=[elsewhere.pk])).status_code == 404


def _day(day: date, name: str = "last_day") -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def _made(desk: Desk, child, key: str, typed: dict[str, object]) -> Enrolment:
    answer = desk.client.post(reverse("backoffice:enrolment-new", args=[child.pk, key]), typed)
    assert answer.status_code == 302, texts(answer, "main")
    return Enrolment.objects.get(child=child)
