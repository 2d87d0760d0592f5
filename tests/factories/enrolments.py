from datetime import date

import factory
from factory.django import DjangoModelFactory

from apps.enrolments.enums import AbsenceReason, EnrolmentStatus, Reach
from apps.enrolments.models import Absence, AuthorisedPerson, Enrolment, GroupMessage, GroupRecipient, PermissionAnswer
from apps.families.enums import ContactLink
from tests.instants import MONDAY_MORNING

from .accounts import AgentFactory, UserFactory
from .activities import ActivityFactory, AuthorisationTextFactory
from .families import HouseholdFactory, PersonFactory


class EnrolmentFactory(DjangoModelFactory):
    """A child at the canteen for the school year that runs."""

    class Meta:
        model = Enrolment

    child = factory.SubFactory(PersonFactory, child=True)
    household = factory.SubFactory(HouseholdFactory)
    activity = factory.SubFactory(ActivityFactory)
    school_year = "2025-2026"
    starts_on = date(2025, 9, 1)
    ends_on = date(2026, 7, 3)
    status = EnrolmentStatus.ACTIVE
    requested_at = MONDAY_MORNING
    requested_by = factory.SubFactory(UserFactory)
    updated_at = MONDAY_MORNING


class PermissionAnswerFactory(DjangoModelFactory):
    """A household that allows what a text of the commune asks."""

    class Meta:
        model = PermissionAnswer

    child = factory.SubFactory(PersonFactory, child=True)
    household = factory.SubFactory(HouseholdFactory)
    text = factory.SubFactory(AuthorisationTextFactory)
    allowed = True
    answered_by = factory.SubFactory(UserFactory)
    answered_at = MONDAY_MORNING


class AuthorisedPersonFactory(DjangoModelFactory):
    class Meta:
        model = AuthorisedPerson

    child = factory.SubFactory(PersonFactory, child=True)
    household = factory.SubFactory(HouseholdFactory)
    usual_name = "Petit"
    first_names = "Jeanne"
    phone = "06 39 98 56 78"
    link = ContactLink.GRANDMOTHER
    since = MONDAY_MORNING.date()
    created_at = MONDAY_MORNING


class AbsenceFactory(DjangoModelFactory):
    class Meta:
        model = Absence

    child = factory.SubFactory(PersonFactory, child=True)
    activity = factory.SubFactory(ActivityFactory)
    first_day = date(2026, 3, 16)
    last_day = date(2026, 3, 18)
    reason = AbsenceReason.SICKNESS
    justified = True
    decided_by = factory.SubFactory(UserFactory)
    decided_at = MONDAY_MORNING


class GroupMessageFactory(DjangoModelFactory):
    """What an agent wrote to the families of the canteen."""

    class Meta:
        model = GroupMessage

    audience = "Restauration scolaire"
    on = MONDAY_MORNING.date()
    subject = "Grève jeudi"
    body = "Le restaurant scolaire est fermé jeudi."
    written_by = factory.SubFactory(AgentFactory)
    written_at = MONDAY_MORNING


class GroupRecipientFactory(DjangoModelFactory):
    """A parent who was told, about one child."""

    class Meta:
        model = GroupRecipient

    message = factory.SubFactory(GroupMessageFactory)
    person = factory.SubFactory(PersonFactory)
    children = factory.LazyFunction(lambda: [PersonFactory(child=True).pk])
    reach = Reach.EMAIL
    handled_at = MONDAY_MORNING
