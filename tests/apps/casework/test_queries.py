from datetime import timedelta

import pytest

from apps.accounts.permissions import Scope
from apps.casework import operations, queries
from apps.casework.enums import CaseStatus
from apps.casework.queries import WorkFilters
from apps.families.operations import create_household
from tests.apps.casework.makers import AT, draft, filed, in_review
from tests.apps.families.makers import agent, augusta, citizen, declaration, nina

pytestmark = pytest.mark.usefixtures("in_fresnes")
EVERYWHERE = Scope(everywhere=True, services=frozenset())
DAY = timedelta(days=1)


def listed(filters=None, *, at=AT, scope=EVERYWHERE):
    return list(queries.work_list(scope, filters or WorkFilters(), at))


def test_the_work_list_is_what_is_not_decided_oldest_first():
    second, first = filed(at=AT), filed(at=AT - DAY)
    draft()
    refused = operations.refuse(case=in_review(), by=agent(), at=AT, reason="Non.")
    assert listed() == [first, second]
    assert listed(WorkFilters(statuses=(CaseStatus.REFUSED,))) == [refused]


def test_an_agent_sees_the_cases_of_their_services():
    case = filed()
    assert listed(scope=Scope(everywhere=False, services=frozenset({case.service}))) == [case]
    assert listed(scope=Scope(everywhere=False, services=frozenset({"autre"}))) == []


def test_filters_narrow_the_work_list():
    officer = agent()
    taken, waiting = in_review(officer=officer), filed(citizen(usual_name="Durand", first_names="Zoé"))
    old = filed(at=AT - 10 * DAY)
    assert listed(WorkFilters(assigned_to=officer.pk)) == [taken]
    assert listed(WorkFilters(unassigned=True)) == [old, waiting]
    assert listed(WorkFilters(min_age_days=10)) == [old]
    assert listed(WorkFilters(min_age_days=11)) == []
    assert listed(WorkFilters(text="durand")) == [waiting]
    assert listed(WorkFilters(text=taken.number)) == [taken]
    assert listed(WorkFilters(late=True), at=old.due_at) == [old]
    assert listed(WorkFilters(late=True), at=old.due_at - timedelta(microseconds=1)) == []


def test_a_stopped_clock_is_not_late():
    case = operations.ask_information(case=in_review(), by=agent(), at=AT, message="Livret ?")
    assert listed(WorkFilters(late=True), at=case.due_at + 90 * DAY) == []


def test_the_counts_are_those_of_the_states():
    filed(), filed(), in_review(), draft()
    found = queries.counts(EVERYWHERE)
    assert (found[CaseStatus.SUBMITTED], found[CaseStatus.IN_REVIEW], found[CaseStatus.ACCEPTED]) == (2, 1, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_work_list_costs_the_same_whatever_its_length(rows, django_assert_num_queries):
    for _ in range(rows):
        in_review()
    with django_assert_num_queries(1):
        names = [(case.requester.full_name, case.assigned_to.full_name, case.title) for case in listed()]
    assert len(names) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_citizens_list_costs_the_same_whatever_its_length(rows, django_assert_num_queries):
    parent = citizen()
    for _ in range(rows):
        operations.cancel(case=filed(parent), by=parent, at=AT)
    with django_assert_num_queries(1):
        assert len(list(queries.cases_of(parent))) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_case_to_decide_costs_the_same_whatever_the_family(rows, django_assert_num_queries):
    children = tuple(nina(key=f"e{n}", first_names=f"Enfant{n}") for n in range(rows))
    contacts = tuple(augusta(key=f"c{n}") for n in range(rows))
    family = declaration(co_representative=None, children=children, contacts=contacts)
    create_household(declaration=family, account=citizen(), by=None, at=AT)
    case = in_review(citizen(), family)
    for n in range(rows):
        operations.post_message(case=case, by=case.requester, at=AT + n * DAY, body="Bonjour")
    loaded = queries.cases_of_services(EVERYWHERE).get(pk=case.pk)
    with django_assert_num_queries(10):
        file = queries.decision_file(loaded)
        homes = [
            [member.person for home in match.households for member in home.members.all()]
            for match in file.known.matches
        ]
    assert (len(file.known.matches), len(homes[0]), len(file.exchanges)) == (rows, rows + 1, rows)


def test_the_agent_sees_what_the_commune_knows_and_what_was_joined():
    create_household(declaration=declaration(), account=citizen(), by=None, at=AT)
    file = queries.decision_file(in_review(citizen()))
    assert [(known.declared_name, known.because) for known in file.known.adults] == [
        ("Maurice Testo", "mêmes nom, prénom et date de naissance"),
        ("Solange Testa", "mêmes nom, prénom et date de naissance"),
    ]
    assert [(piece.kind.slug, len(piece.attachments), piece.is_missing) for piece in file.pieces] == [
        ("livret-de-famille", 1, False),
        ("justificatif-de-domicile", 1, False),
        ("jugement", 0, False),
    ]


def test_once_accepted_the_agent_sees_the_household_and_its_questions():
    family = declaration(co_representative=None)
    create_household(declaration=family, account=citizen(), by=None, at=AT)
    case = operations.accept(case=in_review(citizen(), family), by=agent(), at=AT)
    known = queries.decision_file(case).known
    assert (known.household.reference, len(known.candidates), known.matches) == (f"demande-{case.number}", 1, ())


def test_a_strangers_case_does_not_exist():
    case = filed()
    assert queries.case_of(case.requester, case.number) == case
    assert queries.case_of(citizen(), case.number) is None
    assert queries.case_of(case.requester, "") is None


def test_a_token_of_one_commune_is_worth_nothing_in_another(carbon_blanc):
    from tenants import context

    case = draft()
    token = operations.submit(case=case, by=case.requester, at=AT).tracking_token
    with context.activate(carbon_blanc):
        assert queries.tracked(token) is None
