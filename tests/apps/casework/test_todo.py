import pytest

from apps.accounts.enums import AccountStatus
from apps.casework import operations
from apps.casework.models import Case
from apps.casework.todo import todo
from apps.families.operations import create_household
from core.todo import Urgency
from tests.apps.families.makers import agent, citizen, declaration
from tests.instants import MONDAY_MORNING

from .makers import draft, filed, in_review

pytestmark = pytest.mark.usefixtures("in_fresnes")


def said(user):
    return [(item.title, item.page) for item in todo(user, MONDAY_MORNING)]


def test_somebody_new_types_a_key_or_declares_the_family(in_fresnes):
    assert said(citizen()) == [
        ("Saisissez votre clé Enfance", "portal:service-key"),
        (in_fresnes.config.family.declaration_title, "portal:family-declaration"),
    ]


def test_a_declaration_begun_is_taken_up_again_and_not_proposed_anew():
    parent = citizen()
    draft(parent)

    assert said(parent) == [
        ("Terminez « Déclarer ma famille »", "portal:family-declaration"),
        ("Saisissez votre clé Enfance", "portal:service-key"),
    ]


def test_a_procedure_begun_is_taken_up_again():
    parent = citizen()
    operations.open_draft(procedure="contact", by=parent, at=MONDAY_MORNING)

    [item] = [item for item in todo(parent, MONDAY_MORNING) if item.action == "Reprendre"]

    assert (item.page, item.page_arguments) == ("portal:procedure", ("contact",))
    assert item.detail == "Votre saisie du 16 mars est conservée."


def test_a_draft_of_what_the_commune_offers_no_more_is_left_in_peace():
    parent = citizen()
    operations.open_draft(procedure="contact", by=parent, at=MONDAY_MORNING)
    Case.objects.update(procedure="disparue")

    assert [title for title, _ in said(parent) if title.startswith("Terminez")] == []


def test_a_question_of_the_service_is_the_most_urgent():
    parent, officer = citizen(), agent()
    case = in_review(parent, officer=officer)
    operations.ask_information(case=case, by=officer, at=MONDAY_MORNING, message="Un justificatif plus récent ?")

    [item] = todo(parent, MONDAY_MORNING)

    assert (item.page, item.page_arguments, item.page_query) == ("portal:case", (case.number,), "onglet=echanges")
    assert item.urgency == Urgency.LATE


def test_a_filed_declaration_a_known_family_and_an_account_that_waits_leave_nothing_to_declare():
    filed(waiting := citizen())
    create_household(declaration=declaration(), account=(known := citizen()), by=agent(), at=MONDAY_MORNING)

    assert [said(waiting), said(known), said(citizen(status=AccountStatus.PENDING_APPROVAL))] == [[], [], []]


def test_the_requests_of_somebody_else_are_not_said():
    officer = agent()
    case = in_review(citizen(), officer=officer)
    operations.ask_information(case=case, by=officer, at=MONDAY_MORNING, message="Un justificatif ?")
    create_household(declaration=declaration(), account=(other := citizen()), by=agent(), at=MONDAY_MORNING)

    assert said(other) == []
