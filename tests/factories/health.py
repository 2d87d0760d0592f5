from datetime import date

import factory
from factory.django import DjangoModelFactory

from apps.accounts.enums import AccountKind
from apps.health.enums import AccessKind, PlanStatus, VaccinationState
from apps.health.models import HealthAccess, HealthKeeping, HealthRecord, IndividualPlan, Vaccination
from tests.instants import MONDAY_MORNING

from .accounts import UserFactory
from .families import PersonFactory


class HealthRecordFactory(DjangoModelFactory):
    class Meta:
        model = HealthRecord

    child = factory.SubFactory(PersonFactory, child=True)
    allergies = factory.LazyFunction(
        lambda: [{"slug": "arachides", "label": "Arachides", "severity": "vital", "what_to_do": "Stylo, puis le 15."}]
    )
    diets = factory.LazyFunction(lambda: [{"slug": "sans-porc", "label": "Sans porc"}])
    doctor = factory.LazyFunction(
        lambda: {"slug": "", "name": "Dr Anne Petit", "phone": "05 56 00 00 01", "address": ""}
    )
    medication = "Ventoline dans le sac bleu."
    needs = "Une place au premier rang."
    comment = "Porte des lunettes."
    updated_at = MONDAY_MORNING


class IndividualPlanFactory(DjangoModelFactory):
    """A plan just asked; `signed=True` for one in force from 15/09/2025 to 04/07/2026."""

    class Meta:
        model = IndividualPlan

    class Params:
        signed = factory.Trait(
            status=PlanStatus.SIGNED,
            signed_on=date(2025, 9, 15),
            valid_from=date(2025, 9, 15),
            valid_until=date(2026, 7, 4),
        )

    child = factory.SubFactory(PersonFactory, child=True)
    subject = "Allergie alimentaire"
    what_to_do = "Stylo auto-injecteur, puis le 15."
    reason = "Demandé par la famille"
    asked_at = MONDAY_MORNING


class VaccinationFactory(DjangoModelFactory):
    class Meta:
        model = Vaccination

    child = factory.SubFactory(PersonFactory, child=True)
    state = VaccinationState.SWORN
    missing = factory.LazyFunction(lambda: ["tetanus"])
    stated_at = MONDAY_MORNING


class HealthAccessFactory(DjangoModelFactory):
    class Meta:
        model = HealthAccess

    child = factory.SubFactory(PersonFactory, child=True)
    by = factory.SubFactory(UserFactory, kind=AccountKind.AGENT)
    function = "Référent santé"
    kind = AccessKind.RECORD
    why = "Préparer la sortie"
    at = MONDAY_MORNING


class HealthKeepingFactory(DjangoModelFactory):
    class Meta:
        model = HealthKeeping

    child = factory.SubFactory(PersonFactory, child=True)
    confirmed_year = "2026-2027"
    confirmed_at = MONDAY_MORNING
