"""Enrolment in a public school: the sector of the address, or another school with its reason."""

import pytest

from apps.accounts.models import User
from apps.activities.errors import SectorUnknown
from apps.activities.models import School, Schooling
from apps.casework import handlers, operations, procedures, queries
from apps.casework.errors import AttachmentsMissing
from apps.families.models import Household, Person
from apps.families.operations import create_household
from apps.messaging.models import Message
from tests.apps.casework.makers import AT
from tests.apps.casework.questionnaires import answered, in_review, rows
from tests.apps.families.makers import agent, citizen, declaration

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
