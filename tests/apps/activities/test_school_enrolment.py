"""Enrolment in a public school: the sector of the address, or another school with its reason."""

import pytest

from apps.accounts.models import User
from apps.activities.errors import ChildGone, SectorUnknown
from apps.activities.models import School, Schooling
from apps.casework import handlers, operations, procedures, queries
from apps.casework.errors import AttachmentsMissing
from apps.families.errors import NoAuthority
from apps.families.models import Household, Person, Relationship
from apps.families.operations import create_household
from apps.health.enums import VaccinationState
from apps.health.models import Vaccination
from apps.messaging.models import Message
from tests.apps.casework.makers import AT
from tests.apps.casework.questionnaires import answered, filed, in_review, rows
from tests.apps.families.makers import agent, citizen, declaration
from tests.factories import HouseholdMemberFactory, PersonFactory, SchoolFactory, SchoolingFactory

pytestmark = pytest.mark.usefixtures("in_fresnes")
ASKED = {"school_year": "2026-2027", "level": "cp", "already_enrolled": "no", "statement-autorite-parentale": "yes"}
SECTOR = {**ASKED, "derogation": "no"}
OTHER = {
    **ASKED,
    "derogation": "yes",
    "wished_school": "elementaire-de-la-fontaine",
    "derogation_reason": "sibling",
    "derogation_details": "Son frère y est en CE2.",
}


@pytest.fixture
def parent() -> User:
    user = citizen("maurice")
    create_household(declaration=declaration(), account=user, by=None, at=AT)
    return user


@pytest.fixture
def nina(parent: User) -> Person:
    return Person.objects.get(first_names="Nina")


def live_at(user: User, street: str, postal_code: str = "94260") -> None:
    address = Household.objects.get(members__person__account=user).address
    address.street, address.postal_code = street, postal_code
    address.save()


def schooling() -> list[tuple[str, str, str]]:
    return list(Schooling.objects.values_list("school__slug", "level", "school_year"))


@pytest.mark.parametrize(
    ("street", "school"),
    [
        ("rue des Lilas", "École élémentaire des Lilas"),
        ("RUE PASTEUR", "École élémentaire de la Fontaine"),
    ],
)
def test_the_address_gives_the_school(parent: User, nina: Person, street: str, school: str) -> None:
    live_at(parent, street)
    officer = agent()
    case = in_review("inscription-scolaire", parent, officer, children=str(nina.pk), **SECTOR)
    assert rows(case)["École de votre secteur"] == school
    operations.accept(case=case, by=officer, at=AT)
    assert schooling() == [(School.objects.get(name=school).slug, "cp", "2026-2027")]
    assert f"Nina est inscrit(e) à {school}, en CP" in Message.objects.order_by("pk").last().text


def test_the_sector_is_that_of_the_day_it_was_asked(parent: User, nina: Person) -> None:
    officer = agent()
    case = in_review("inscription-scolaire", parent, officer, children=str(nina.pk), **SECTOR)
    live_at(parent, "rue Pasteur")
    operations.accept(case=case, by=officer, at=AT)
    assert schooling() == [("elementaire-des-lilas", "cp", "2026-2027")]


def test_a_derogation_gives_its_reason_and_its_proof(parent: User, nina: Person) -> None:
    officer = agent()
    case = answered("inscription-scolaire", parent, children=str(nina.pk), **OTHER)
    with pytest.raises(AttachmentsMissing, match="Justificatif du motif de dérogation"):
        operations.submit(case=case, by=parent, at=AT)
    operations.abandon(case=case, by=parent, at=AT)
    case = in_review("inscription-scolaire", parent, officer, children=str(nina.pk), **OTHER)
    school, level = queries.decision_file(case).known.rows
    assert (school.old, school.new) == ("", "École élémentaire de la Fontaine")
    assert (level.old, level.new) == ("", "CP")
    operations.accept(case=case, by=officer, at=AT)
    assert schooling() == [("elementaire-de-la-fontaine", "cp", "2026-2027")]


def test_schools_that_cannot_be_chosen_say_why(parent: User, nina: Person) -> None:
    case = answered("inscription-scolaire", parent, children=str(nina.pk), **ASKED, derogation="yes")
    form = handlers.of_case(case).form(procedures.of_case(case), parent, case.payload, AT)
    refused = {option.value: option.refused for option in form.question("wished-school").options}
    assert refused == {
        "maternelle-des-lilas": "cette école n’accueille pas la classe « CP ».",
        "elementaire-des-lilas": "c’est l’école de votre secteur, sans dérogation.",
        "maternelle-de-la-fontaine": "cette école n’accueille pas la classe « CP ».",
        "elementaire-de-la-fontaine": "",
    }


def test_an_address_outside_every_sector_is_the_services_to_place(parent: User, nina: Person) -> None:
    live_at(parent, "rue de Rivoli", "75001")
    officer = agent()
    case = in_review("inscription-scolaire", parent, officer, children=str(nina.pk), **SECTOR)
    assert rows(case)["École de votre secteur"] == "À déterminer par le service"
    with pytest.raises(SectorUnknown):
        operations.accept(case=case, by=officer, at=AT)


def test_this_year_and_the_next_are_offered(parent: User, nina: Person) -> None:
    case = answered("inscription-scolaire", parent, children=str(nina.pk))
    form = handlers.of_case(case).form(procedures.of_case(case), parent, case.payload, AT)
    assert {"2026-2027"} <= {option.value for option in form.question("school-year").options}


def test_the_agent_sees_the_sector_the_siblings_and_the_roll(parent: User, nina: Person) -> None:
    household = Household.objects.get(members__person__account=parent)
    brother = HouseholdMemberFactory(household=household, role="child", person=PersonFactory(child=True)).person
    asked = School.objects.get(slug="elementaire-de-la-fontaine")
    there = SchoolingFactory(child=brother, school=asked, level="ce1", school_year="2025-2026")
    SchoolingFactory(child=brother, school=asked, level="cp", school_year="2024-2025")
    SchoolingFactory(school=asked, level="cp", school_year="2026-2027")
    SchoolingFactory(school=asked, level="ce1", school_year="2026-2027")
    case = in_review("inscription-scolaire", parent, agent(), children=str(nina.pk), **OTHER)
    known = queries.decision_file(case).known
    assert (known.sector, known.derogation, known.school) == ("École élémentaire des Lilas", True, asked)
    assert (known.siblings, known.pupils, known.level, known.year) == ((there,), 1, "CP", "2026-2027")


@pytest.mark.parametrize("children", [1, 3])
def test_what_the_agent_sees_costs_the_same_for_a_large_family(
    parent: User, nina: Person, children: int, constant_queries
) -> None:
    household = Household.objects.get(members__person__account=parent)
    for _ in range(children):
        sibling = HouseholdMemberFactory(household=household, role="child", person=PersonFactory(child=True)).person
        SchoolingFactory(child=sibling, school_year="2025-2026")
    case = in_review("inscription-scolaire", parent, agent(), children=str(nina.pk), **SECTOR)
    handler = handlers.of_case(case)
    with constant_queries(5):
        assert len([schooling.place for schooling in handler.known(case).siblings]) == children


def test_two_schools_for_an_address_are_the_services_to_choose_from(parent: User, nina: Person) -> None:
    everywhere = {"levels": ["cp"], "sectors": [{"postal_code": "94260"}]}
    SchoolFactory(slug="autre", name="Autre école", definition=everywhere)
    case = in_review("inscription-scolaire", parent, agent(), children=str(nina.pk), **SECTOR)
    known = queries.decision_file(case).known
    assert (known.school, known.sector) == (None, rows(case)["École de votre secteur"])
    assert known.rows[0].new == "À déterminer par le service"
    assert known.pupils == 0


def test_who_decides_for_the_child_asks_for_its_school(parent: User, nina: Person) -> None:
    case = answered("inscription-scolaire", parent, children=str(nina.pk), **SECTOR)
    Relationship.objects.filter(adult__account=parent).update(parental_authority=False)
    form = handlers.of_case(case).form(procedures.of_case(case), parent, case.payload, AT)
    [option] = form.question("children").options
    assert option.refused.startswith("vous n’exercez pas l’autorité parentale sur Nina : demandez à un parent")
    with pytest.raises(NoAuthority):
        operations.submit(case=case, by=parent, at=AT)


def test_a_child_gone_meanwhile_is_not_placed(parent: User, nina: Person) -> None:
    officer = agent()
    case = in_review("inscription-scolaire", parent, officer, children=str(nina.pk), **SECTOR)
    case.payload["children"] = []
    case.save(update_fields=["payload"])
    with pytest.raises(ChildGone):
        operations.accept(case=case, by=officer, at=AT)


def test_the_pages_of_the_vaccines_wait_for_an_agent_to_read_them(parent: User, nina: Person) -> None:
    case = filed("inscription-scolaire", parent, children=str(nina.pk), **SECTOR)
    proof = Vaccination.objects.get()
    assert (proof.child, proof.state) == (nina, VaccinationState.SENT)
    assert proof.document == case.attachments.get(kind="attestation-de-vaccination").document
