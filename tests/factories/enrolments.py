import factory
from factory.django import DjangoModelFactory

from apps.enrolments.models import AuthorisedPerson, PermissionAnswer
from apps.families.enums import ContactLink
from tests.instants import MONDAY_MORNING

from .accounts import UserFactory
from .families import HouseholdFactory, PersonFactory


class PermissionAnswerFactory(DjangoModelFactory):
    """A household that allows its child to go home alone."""

    class Meta:
        model = PermissionAnswer

    child = factory.SubFactory(PersonFactory, child=True)
    household = factory.SubFactory(HouseholdFactory)
    slug = "sortir-seul"
    text_version = "1"
    title = "Sortir seul de l’activité"
    text = "Mon enfant peut rentrer seul à la fin de l’activité."
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
