"""One message to many families: each adult told once, as they want, and never of a child a judge keeps from them."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError, connection

from apps.accounts.enums import AccountStatus
from apps.accounts.permissions import Scope
from apps.audit.models import Event
from apps.enrolments import tasks
from apps.enrolments.audience import addressees, audiences
from apps.enrolments.enums import Reach
from apps.enrolments.errors import NobodyToTell
from apps.enrolments.group_messages import group_message_for
from apps.enrolments.models import GroupMessage, GroupRecipient
from apps.enrolments.operations import GroupText, send_group_message, write_group_message
from apps.families.enums import HouseholdStatus, MemberRole, RestrictionKind
from apps.families.models import Person
from apps.messaging.enums import Channel, Topic
from apps.messaging.models import Message, Notice
from communes_config.schema import Sms
from tests.apps.messaging import jobs
from tests.configurations import adjust
from tests.factories import (
    ActivityFactory,
    ActivityGroupFactory,
    AgentFactory,
    EnrolmentFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    PersonFactory,
    PreferenceFactory,
    RestrictionFactory,
    SchoolFactory,
    SchoolingFactory,
    UserFactory,
)

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
TODAY = date(2026, 3, 12)
EVERYWHERE = Scope(everywhere=True, services=frozenset())
TEXT = GroupText(subject="Grève jeudi", body="Le restaurant scolaire est fermé jeudi.")

pytestmark = pytest.mark.usefixtures("in_fresnes")


@pytest.fixture
def canteen():
    return ActivityFactory(title="Cantine")


def home(*children, account=True, **fields):
    """A household with one adult, who has an account unless said otherwise; return the adult."""
    user = UserFactory() if account is True else account
    adult = PersonFactory(account=user or None, **fields)
    household = HouseholdFactory()
    HouseholdMemberFactory(household=household, person=adult)
    for child in children:
        HouseholdMemberFactory(household=household, person=child, role=MemberRole.CHILD)
    return adult


def pupil(activity, name="Léa", **fields):
    child = PersonFactory(child=True, first_names=name)
    EnrolmentFactory(child=child, activity=activity, **fields)
    return child


def of(activity, *, group=None, day=TODAY):
    """Return whom a message to this activity is for."""
    return addressees(audience(f"groupe:{group.pk}" if group else f"activite:{activity.pk}"), day, TODAY)


def audience(key, scope=EVERYWHERE):
    return next(one for listed in audiences(scope, TODAY).values() for one in listed if one.key == key)


def write(activity, *, reference=None, day=TODAY):
    return write_group_message(
        reference=reference or uuid.uuid4(),
        audience=audience(f"activite:{activity.pk}"),
        day=day,
        text=TEXT,
        by=AgentFactory(),
        at=NOON,
    )


def reached(found):
    return {(one.person.pk, one.reach, tuple(child.first_names for child in one.children)) for one in found}


class TestWhom:
    def test_each_adult_once_whatever_the_number_of_children(self, canteen):
        mother = home(pupil(canteen, "Léa"), pupil(canteen, "Tom"))

        assert reached(of(canteen)) == {(mother.pk, Reach.EMAIL, ("Léa", "Tom"))}

    def test_separated_parents_each_for_themselves(self, canteen):
        child = pupil(canteen)
        mother, father = home(child), home(child)

        assert reached(of(canteen)) == {(one.pk, Reach.EMAIL, ("Léa",)) for one in (mother, father)}

    def test_who_has_left_a_closed_household_is_not_told(self, canteen):
        adult = home(pupil(canteen))
        adult.households.update(status=HouseholdStatus.CLOSED)

        assert of(canteen) == ()

    def test_a_group_is_only_its_own(self, canteen):
        small, tall = ActivityGroupFactory(activity=canteen), ActivityGroupFactory(activity=canteen)
        mother = home(pupil(canteen, group=small))
        home(pupil(canteen, group=tall))

        assert [one.person for one in of(canteen, group=small)] == [mother]

    @pytest.mark.parametrize(
        ("day", "count"),
        [
            (date(2026, 3, 1), 0),
            (date(2026, 3, 2), 1),
            (date(2026, 3, 31), 1),
            (date(2026, 4, 1), 0),
        ],
    )
    def test_a_day_is_that_of_places_both_ends_included(self, canteen, day, count):
        home(pupil(canteen, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 31)))

        assert len(of(canteen, day=day)) == count

    @pytest.mark.parametrize("status", ["requested", "waiting", "refused", "cancelled"])
    def test_who_has_no_place_is_not_told(self, canteen, status):
        home(pupil(canteen, status=status, reason="Complet"))

        assert of(canteen) == ()

    def test_a_school_and_a_class_of_it(self):
        school = SchoolFactory()
        one, other = PersonFactory(child=True), PersonFactory(child=True)
        SchoolingFactory(child=one, school=school, class_name="Mme Petit")
        SchoolingFactory(child=other, school=school, class_name="M. Grand")
        mine, theirs = home(one), home(other)

        def told(key):
            return {found.person for found in addressees(audience(key), TODAY, TODAY)}

        assert told(f"ecole:{school.pk}") == {mine, theirs}
        assert told(f"classe:{school.pk}:cp:Mme Petit") == {mine}

    def test_an_agent_of_one_service_writes_to_its_activities(self, canteen):
        other = ActivityFactory(service="ailleurs")
        SchoolFactory()
        scope = Scope(everywhere=False, services=frozenset({canteen.service}))
        keys = {one.key for listed in audiences(scope, TODAY).values() for one in listed}

        assert f"activite:{canteen.pk}" in keys
        assert f"activite:{other.pk}" not in keys
        assert not [key for key in keys if key.startswith("ecole:")]


class TestHow:
    def test_a_judge_silences_for_one_child_and_not_the_other(self, canteen):
        lea, tom = pupil(canteen, "Léa"), pupil(canteen, "Tom")
        father = home(lea, tom)
        RestrictionFactory(adult=father, child=lea, kind=RestrictionKind.NO_INFORMATION)

        assert reached(of(canteen)) == {(father.pk, Reach.EMAIL, ("Tom",))}

    def test_a_judge_silences_whole(self, canteen):
        lea = pupil(canteen)
        father = home(lea)
        RestrictionFactory(adult=father, child=lea, kind=RestrictionKind.NO_INFORMATION)

        assert reached(of(canteen)) == {(father.pk, Reach.SILENCED, ())}

    @pytest.mark.parametrize(
        ("fields", "reach"),
        [
            ({"email": "lea@exemple.fr"}, Reach.LETTER_BOX),
            ({"email": "lea@exemple.fr", "refuses_email": True}, Reach.REFUSED),
            ({"email": ""}, Reach.NO_ADDRESS),
        ],
    )
    def test_without_an_account(self, canteen, fields, reach):
        home(pupil(canteen), account=None, **fields)

        assert [one.reach for one in of(canteen)] == [reach]

    def test_an_account_that_does_not_open_is_none(self, canteen):
        home(pupil(canteen), account=UserFactory(status=AccountStatus.DISABLED), email="")

        assert [one.reach for one in of(canteen)] == [Reach.NO_ADDRESS]

    def test_who_refuses_emails_reads_it_in_their_space(self, canteen):
        home(pupil(canteen), refuses_email=True)

        assert [one.reach for one in of(canteen)] == [Reach.PORTAL]

    def test_texts_where_the_commune_sends_them_and_the_person_prefers_them(self, canteen, in_fresnes):
        adjust(in_fresnes, sms=Sms(enabled=True))
        mobile = {"mobile": "0612345678", "preferred_contact": "mobile"}
        child = pupil(canteen)
        both, only = home(child, account=UserFactory(**mobile)), home(child, account=UserFactory(**mobile))
        PreferenceFactory(user=only.account, channel=Channel.EMAIL, topic=Topic.ACTIVITIES, wanted=False)
        refused = home(child, account=UserFactory(**mobile), refuses_sms=True)

        assert {one.person: one.reach for one in of(canteen)} == {
            both: Reach.EMAIL_AND_SMS,
            only: Reach.SMS,
            refused: Reach.EMAIL,
        }

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(self, canteen, count, django_assert_num_queries):
        for _ in range(count):
            home(pupil(canteen))
        chosen = audience(f"activite:{canteen.pk}")
        with django_assert_num_queries(5):
            assert len(addressees(chosen, TODAY, TODAY)) == count


class TestSending:
    def test_each_reads_their_own_and_no_other_address(self, canteen):
        child = pupil(canteen)
        mother, father = home(child), home(child)
        message = write(canteen)
        send_group_message(message_id=message.pk, at=NOON)

        mails = {mail.recipient: mail for mail in Message.objects.about(message)}
        assert set(mails) == {mother.account.email, father.account.email}
        text = mails[mother.account.email].text
        assert father.account.email not in text
        assert "Enfant concerné : Léa." in text
        assert TEXT.body in text
        assert set(Notice.objects.values_list("user", "title", "page")) == {
            (one.account.pk, "Grève jeudi", f"/mes-notifications/familles/{message.pk}/") for one in (mother, father)
        }

    def test_without_an_account_the_letter_box_alone(self, canteen):
        home(pupil(canteen), account=None, email="lea@exemple.fr")
        message = write(canteen)
        send_group_message(message_id=message.pk, at=NOON)

        [mail] = Message.objects.about(message)
        assert (mail.recipient, mail.account) == ("lea@exemple.fr", None)
        assert "mes-notifications" not in mail.text

    def test_an_account_without_address_reads_it_in_its_space(self, canteen):
        adult = home(pupil(canteen), account=UserFactory(email="", email_key=""), email="")
        message = write(canteen)
        send_group_message(message_id=message.pk, at=NOON)

        assert (Message.objects.count(), Notice.objects.filter(user=adult.account).count()) == (0, 1)

    def test_a_job_carries_a_number_and_may_run_twice(self, canteen):
        home(pupil(canteen))
        message = write(canteen)
        assert jobs.waiting() == [
            ("apps.enrolments.tasks.send_group_message", {"commune": "fresnes", "message_id": message.pk})
        ]

        for _ in range(2):
            tasks.send_group_message.run(message_id=message.pk)
        assert Message.objects.about(message).count() == 1

    def test_a_preview_confirmed_twice_is_one_message(self, canteen):
        home(pupil(canteen))
        reference = uuid.uuid4()

        assert write(canteen, reference=reference) == write(canteen, reference=reference)
        assert (GroupMessage.objects.count(), GroupRecipient.objects.count(), len(jobs.waiting())) == (1, 1, 1)

    def test_stopped_half_way_it_goes_on_with_the_others(self, canteen):
        for _ in range(3):
            home(pupil(canteen))
        message = write(canteen)
        written = []

        def dies_at_the_second(execute, sql, params, many, context):
            if sql.startswith('INSERT INTO "messaging_message"'):
                written.append(sql)
                if len(written) == 2:
                    raise OperationalError
            return execute(sql, params, many, context)

        with connection.execute_wrapper(dies_at_the_second), pytest.raises(OperationalError):
            send_group_message(message_id=message.pk, at=NOON)

        assert GroupRecipient.objects.filter(handled_at=None).count() == 2
        assert send_group_message(message_id=message.pk, at=NOON + timedelta(minutes=1)) == 2
        assert len({mail.recipient for mail in Message.objects.about(message)}) == Message.objects.count() == 3

    def test_whom_a_judge_silences_meanwhile_is_not_told(self, canteen):
        lea = pupil(canteen)
        home(lea)
        father = home(lea)
        message = write(canteen)
        RestrictionFactory(adult=father, child=lea, kind=RestrictionKind.NO_INFORMATION)
        send_group_message(message_id=message.pk, at=NOON)

        assert not Message.objects.filter(recipient=father.account.email).exists()
        told = GroupRecipient.objects.get(person=father)
        assert (told.reach, told.children, told.handled_at) == (Reach.SILENCED, [], NOON)

    def test_those_who_cannot_be_reached_are_kept_with_the_reason_and_logged(self, canteen):
        child = pupil(canteen)
        home(child)
        far = home(child, account=None, email="")
        message = write(canteen)

        assert GroupRecipient.objects.get(person=far).handled_at == NOON
        event = Event.objects.get(action="enrolments.families_written_to", subject_id=str(message.pk))
        assert event.data == {"audience": "Cantine", "reached": 1, "unreached": 1}

    def test_a_message_that_nobody_would_receive_is_refused(self, canteen):
        home(pupil(canteen), account=None, email="")

        with pytest.raises(NobodyToTell):
            write(canteen)
        assert not GroupMessage.objects.exists()


class TestReading:
    def test_it_is_read_by_who_received_it_and_nobody_else(self, canteen):
        mother = home(pupil(canteen))
        stranger = UserFactory()
        message = write(canteen)
        assert group_message_for(mother.account, message.pk, TODAY) is None

        send_group_message(message_id=message.pk, at=NOON)
        received = group_message_for(mother.account, message.pk, TODAY)
        assert (received.message, [child.first_names for child in received.children]) == (message, ["Léa"])
        assert group_message_for(stranger, message.pk, TODAY) is None

    def test_a_judgment_that_comes_later_takes_it_away(self, canteen):
        lea = pupil(canteen)
        father = home(lea)
        message = write(canteen)
        send_group_message(message_id=message.pk, at=NOON)
        RestrictionFactory(adult=Person.objects.get(pk=father.pk), child=lea, kind=RestrictionKind.NO_INFORMATION)

        assert group_message_for(father.account, message.pk, TODAY) is None
