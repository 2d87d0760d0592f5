"""A parent proposes the days of a child; an agent agrees; both parents see the same days."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.casework import custody, handlers, operations
from apps.casework.errors import AttachmentsMissing, NotInTwoFamilies, TargetUnknown
from apps.documents.operations import deposit
from apps.families import queries
from apps.families.errors import NoAuthority, ProposalIncomplete
from apps.families.models import Custody, Relationship
from core.calendar import Calendar
from core.custody import Party, from_json, whose_day
from tests.apps.backoffice.desk import PDF
from tests.apps.families.makers import citizen
from tests.apps.families.separated import separated
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_villefranque")
SEPTEMBER = date(2026, 9, 1)
EVEN_WEEKS = {"rhythm": "iso_parity", "party": "a", "first_day": "0", "holidays": "none"}


@pytest.fixture
def family():
    return separated()


def judgment(owner):
    file = SimpleUploadedFile("jugement.pdf", PDF)
    return deposit(owner=owner, file=file, kind=custody.JUDGMENT, title="Jugement", at=AT)


def proposed(family, by=None, answers=EVEN_WEEKS, **more):
    by = by or family.mother
    payload = custody.payload_of(family.child, answers, SEPTEMBER)
    pieces = more.get("pieces", {custody.JUDGMENT: judgment(by)})
    return operations.file_at_once(procedure=custody.SLUG, payload=payload, by=by, at=AT, pieces=pieces)


def accepted(family, case):
    case = operations.take(case=case, by=family.agent, at=AT)
    return operations.accept(case=case, by=family.agent, at=AT)


def test_what_a_parent_proposes_is_recorded_between_both_households(family):
    accepted(family, proposed(family))
    found = queries.custody_on(family.child, SEPTEMBER)
    assert (found.first_household, found.second_household) == (family.mothers, family.fathers)
    assert queries.whose_household(family.child, date(2026, 9, 7)) == family.fathers
    assert whose_day(from_json(found.arrangement), date(2026, 9, 14), Calendar()) is Party.A


def test_each_parent_reads_the_same_days_in_their_own_words(family):
    accepted(family, proposed(family))
    found = queries.custody_on(family.child, SEPTEMBER)
    sides = [queries.names_for(parent, found).homes for parent in (family.mother, family.father)]
    assert [(homes.a, homes.b) for homes in sides] == [
        ("chez vous", "chez l’autre parent"),
        ("chez l’autre parent", "chez vous"),
    ]


def test_accepting_twice_records_one_custody(family):
    case = accepted(family, proposed(family))
    handlers.of_case(case).accept(case=case, by=family.agent, at=AT)
    assert Custody.objects.count() == 1


def test_the_judgment_goes_with_it(family):
    with pytest.raises(AttachmentsMissing, match="Jugement ou convention"):
        proposed(family, pieces={})


def test_a_child_of_one_family_has_nothing_to_share(family):
    family.child.memberships.filter(household=family.fathers).delete()
    with pytest.raises(NotInTwoFamilies):
        proposed(family)


def test_a_parent_without_parental_authority_proposes_nothing_and_the_other_does(family):
    Relationship.objects.filter(adult__account=family.mother).update(parental_authority=False)
    with pytest.raises(NoAuthority, match="sur Nina"):
        proposed(family)
    assert proposed(family, by=family.father).number


def test_a_stranger_proposes_nothing(family):
    with pytest.raises(TargetUnknown):
        proposed(family, by=citizen())


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "rhythm"),
        ({"rhythm": "iso_parity"}, "party"),
        ({"rhythm": "weekdays", "party": "a"}, "days"),
        ({"rhythm": "alternation", "party": "a"}, "anchor"),
    ],
)
def test_an_unfinished_proposal_names_what_is_missing(family, answers, field):
    with pytest.raises(ProposalIncomplete) as missing:
        custody.payload_of(family.child, answers, SEPTEMBER)
    assert missing.value.context["field"] == field


def test_the_agent_sees_eight_weeks_between_two_names_and_the_warning(family):
    known = handlers.of_case(case := proposed(family)).known(case)
    assert (known.names.homes.a, len(known.preview.weeks)) == ("chez Solange Testa", 8)
    assert known.warnings[0].startswith("L’année 2026 compte 53 semaines")


def test_the_case_is_read_back_without_the_other_parent(family):
    (section,) = handlers.of_case(case := proposed(family)).sections(case)
    assert section.rows[1][1] == (
        "Semaines paires chez le parent qui propose, semaines impaires chez l’autre parent, à partir du lundi."
    )
