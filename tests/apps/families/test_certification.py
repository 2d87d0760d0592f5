"""A household says that what is known of it is right: what it reads, what is kept, when it is asked again."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from apps.audit.models import Event
from apps.families import operations
from apps.families.enums import MemberRole, RestrictionKind
from apps.families.errors import CertificationNotAsked, NoFamilyYet, StatementChanged
from apps.families.models import Certification, Household
from apps.families.queries import (
    certification_blocks,
    certification_counts,
    certification_of,
    statement_of,
    todo,
)
from apps.families.tasks import remind_certifications as remind_task
from apps.messaging.models import Message, Notice
from communes_config.schema import Certification as Rules
from communes_config.schema import CertificationBlock
from core.certification import Certified
from core.todo import Urgency
from tests.apps.families.makers import augusta, citizen, declaration
from tests.apps.families.separated import separated
from tests.configurations import adjust
from tests.factories import AuthorisedPersonFactory, ContactFactory, RestrictionFactory
from tests.instants import MONDAY_MORNING as AT
from tests.instants import PARIS

TODAY = AT.date()
TERM = date(2027, 3, 16)
YEARLY = Rules(every_months=12)


@pytest.fixture
def commune(in_fresnes):
    adjust(in_fresnes, certification=YEARLY)
    return in_fresnes


@pytest.fixture
def parent(commune):
    return citizen("maurice")


@pytest.fixture
def household(parent):
    return operations.create_household(declaration=declaration(contacts=(augusta(),)), account=parent, by=None, at=AT)


def morning(day):
    return datetime(day.year, day.month, day.day, 7, 40, tzinfo=PARIS)


def read(user, household, day=TODAY):
    return statement_of(user, household, day)


def certify(user, household, at=AT):
    return operations.certify(by=user, version=read(user, household, at.date()).version, at=at)


def words(statement):
    return " ".join(f"{part.title} {label} {text}" for part in statement.parts for label, text in part.rows)


def test_it_reads_all_that_is_known_with_the_page_that_changes_each_part(parent, household):
    child = household.members.get(role=MemberRole.CHILD).person
    AuthorisedPersonFactory(child=child, household=household, first_names="Zoé", usual_name="Nounou")
    statement = read(parent, household)
    holder, second = (one.person for one in household.members.exclude(role=MemberRole.CHILD))
    contact = household.contacts.get()
    assert [(part.fix, part.fix_arguments) for part in statement.parts] == [
        ("portal:member-change", ("adresse",)),
        ("portal:member-change", (str(holder.pk),)),
        ("portal:member-change", (str(second.pk),)),
        ("portal:member-change", (str(child.pk),)),
        ("portal:contact-change", (str(contact.pk),)),
        ("portal:member-change", ("allocataire",)),
        ("portal:child-permissions", (str(child.pk),)),
    ]
    for known in ("12 rue des Lilas", "06 01 02 03 04", "maurice.testo@exemple.fr", "Nina", str(contact), "Zoé Nounou"):
        assert known in words(statement)


def test_where_families_change_nothing_online_no_link_is_given(parent, household, commune):
    adjust(commune, family=replace(commune.config.family, changes_offered=False))
    assert {part.fix for part in read(parent, household).parts} == {"", "portal:child-permissions"}


def test_who_certified_which_text_and_when_is_kept(parent, household):
    made = certify(parent, household)
    statement = read(parent, household)
    assert (made.household, made.certified_by, made.certified_at) == (household, parent, AT)
    assert (made.version, made.content) == (statement.version, statement.to_json())
    event = Event.objects.get(action="families.certified")
    assert (event.subject_id, event.data) == (str(household.pk), {"version": made.version})


def test_a_second_press_in_the_day_is_the_same_certification(parent, household):
    first = certify(parent, household)
    assert certify(parent, household, AT + timedelta(hours=2)) == first
    assert certify(parent, household, AT + timedelta(days=1)) != first
    assert Certification.objects.count() == 2


def test_what_changed_since_it_was_read_is_read_again(parent, household):
    before = read(parent, household).version
    ContactFactory(household=household)
    with pytest.raises(StatementChanged):
        operations.certify(by=parent, version=before, at=AT)
    assert not Certification.objects.exists()


def test_nothing_is_certified_without_a_family_or_where_nothing_is_asked(commune, household, parent):
    with pytest.raises(NoFamilyYet):
        operations.certify(by=citizen("seul"), version="", at=AT)
    adjust(commune, certification=Rules())
    with pytest.raises(CertificationNotAsked):
        operations.certify(by=parent, version="", at=AT)
    assert certification_of(household, TODAY) is None


class TestSeparatedParents:
    @pytest.fixture
    def family(self, commune):
        return separated()

    def test_each_reads_and_certifies_their_own_side_only(self, family):
        fathers, mothers = read(family.father, family.fathers), read(family.mother, family.mothers)
        assert "impasse du Moulin" not in words(fathers)
        assert "05 56 00 00 77" not in words(fathers)
        assert "SECRET-77" in words(mothers)
        certify(family.father, family.fathers)
        assert certification_of(family.mothers, TODAY).last is None

    def test_a_parent_kept_from_knowing_of_a_child_reads_nothing_of_it(self, family):
        assert "Nina" in words(read(family.father, family.fathers))
        RestrictionFactory(
            child=family.child,
            adult=family.father.person,
            kind=RestrictionKind.NO_INFORMATION,
            starts_on=date(2020, 1, 1),
        )
        assert "Nina" not in words(read(family.father, family.fathers))


class TestTerm:
    @pytest.mark.parametrize(
        ("day", "state", "urgency"),
        [
            (TERM - timedelta(days=31), Certified.UP_TO_DATE, None),
            (TERM - timedelta(days=30), Certified.ASKED, Urgency.SOON),
            (TERM, Certified.ASKED, Urgency.SOON),
            (TERM + timedelta(days=1), Certified.LATE, Urgency.LATE),
        ],
    )
    def test_a_household_is_asked_from_its_last_word_or_from_its_record(self, parent, household, day, state, urgency):
        assert certification_of(household, day).state == state
        counts = certification_counts(YEARLY.renewal, day)
        assert counts == {each: int(each == state) for each in Certified}
        items = [item for item in todo(parent, morning(day)) if item.page == "portal:certification"]
        assert [(item.urgency, item.due_on) for item in items] == ([(urgency, TERM)] if urgency is not None else [])

    def test_saying_it_again_moves_the_term(self, parent, household):
        certify(parent, household, morning(TERM))
        assert certification_of(household, TERM).due_on == date(2028, 3, 16)
        assert certification_counts(YEARLY.renewal, TERM)[Certified.UP_TO_DATE] == 1


class TestBlocks:
    def block(self, commune, *blocks):
        adjust(commune, certification=Rules(every_months=12, blocks=blocks))

    def test_a_late_household_enrols_nobody_where_the_commune_says_so(self, household, commune):
        self.block(commune, CertificationBlock.ENROLMENT)
        assert certification_blocks(household, TERM) == ()
        [block] = certification_blocks(household, TERM + timedelta(days=1))
        assert (block.code, block.fix) == ("data_uncertified", "portal:certification")
        assert block.sentence == "Les informations de la famille étaient à confirmer avant la fin du 16 mars 2027."
        assert certification_blocks(None, TERM + timedelta(days=1)) == ()

    def test_it_enrols_as_before_where_the_commune_says_nothing(self, household, commune):
        self.block(commune)
        assert certification_blocks(household, TERM + timedelta(days=1)) == ()

    def test_it_enrols_again_once_it_has_certified(self, parent, household, commune):
        self.block(commune, CertificationBlock.ENROLMENT)
        certify(parent, household, morning(TERM + timedelta(days=2)))
        assert certification_blocks(household, TERM + timedelta(days=2)) == ()


class TestReminders:
    @pytest.mark.parametrize(
        ("day", "sent"), [(TERM - timedelta(days=31), 0), (TERM - timedelta(days=30), 1), (TERM, 1)]
    )
    def test_a_notice_leaves_before_the_term(self, household, day, sent):
        assert operations.remind_certifications(at=morning(day)) == sent
        assert Message.objects.filter(template="families/certification_due").count() == sent

    def test_it_leaves_once_before_and_once_at_the_term(self, household):
        days = [TERM + timedelta(days=shift) for shift in (-30, -29, -1, 0, 1, 40)]
        assert [operations.remind_certifications(at=morning(day)) for day in days] == [1, 0, 0, 1, 0, 0]
        assert Event.objects.filter(action="families.certification_reminded").count() == 2

    def test_it_says_the_term_and_leads_to_the_page(self, parent, household):
        operations.remind_certifications(at=morning(TERM - timedelta(days=30)))
        message = Message.objects.get(template="families/certification_due")
        assert message.recipient == parent.email
        assert "16 mars 2027" in message.text
        assert "/ma-famille/confirmer/" in message.text
        assert Notice.objects.get(user=parent).page == "/ma-famille/confirmer/"

    def test_who_has_said_it_again_is_left_alone(self, parent, household):
        certify(parent, household, morning(TERM - timedelta(days=20)))
        assert operations.remind_certifications(at=morning(TERM)) == 0

    def test_a_household_that_is_closed_is_left_alone(self, household):
        Household.objects.update(status="closed")
        assert operations.remind_certifications(at=morning(TERM)) == 0

    def test_where_nothing_is_asked_nobody_is_told(self, household, commune):
        adjust(commune, certification=Rules())
        assert operations.remind_certifications(at=morning(TERM)) == 0

    def test_the_job_runs_by_the_clock_of_the_commune(self, household):
        Household.objects.update(created_at=datetime(2020, 1, 1, tzinfo=PARIS))
        remind_task.run()
        message = Message.objects.get(template="families/certification_due")
        assert "étaient à confirmer" in message.text
