from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from apps.accounts.enums import AccountKind
from apps.casework.enums import CannedUse, CaseStatus, EventKind
from apps.casework.models import (
    CannedAnswer,
    Case,
    CaseAttachment,
    CaseCounter,
    CaseEvent,
    CaseMessage,
    CaseNote,
    InformationRequest,
)
from apps.families.declaration import DeclaredAdult, FamilyDeclaration
from core.identifiers import case_number
from tenants import context
from tests.instants import MONDAY_MORNING

from .accounts import UserFactory
from .documents import DocumentFactory

DECLARATION = FamilyDeclaration(holder=DeclaredAdult(usual_name="Durand", first_names="Claire"))


class CaseCounterFactory(DjangoModelFactory):
    class Meta:
        model = CaseCounter

    year = factory.Sequence(lambda n: 2026 + n)
    last = 1


class CaseFactory(DjangoModelFactory):
    """A draft; `CaseFactory(filed=True)` for one that the service received."""

    class Meta:
        model = Case

    class Params:
        filed = factory.Trait(
            status=CaseStatus.SUBMITTED,
            number=factory.Sequence(lambda n: case_number(2026, n + 1)),
            tracking_digest=factory.Sequence(lambda n: f"{n:064x}"),
            submitted_at=MONDAY_MORNING,
            due_at=MONDAY_MORNING + timedelta(days=60),
        )

    procedure = "famille"
    procedure_version = 1
    title = "Déclarer ma famille"
    requester = factory.SubFactory(UserFactory)
    service = factory.LazyFunction(lambda: context.config().family.service)
    payload = factory.LazyFunction(lambda: DECLARATION.to_json())
    created_at = MONDAY_MORNING
    updated_at = MONDAY_MORNING


class CaseEventFactory(DjangoModelFactory):
    class Meta:
        model = CaseEvent

    case = factory.SubFactory(CaseFactory, filed=True)
    kind = EventKind.SUBMITTED
    at = MONDAY_MORNING
    by = factory.SelfAttribute("case.requester")
    status = CaseStatus.SUBMITTED


class InformationRequestFactory(DjangoModelFactory):
    class Meta:
        model = InformationRequest

    case = factory.SubFactory(
        CaseFactory, filed=True, status=CaseStatus.NEEDS_INFORMATION, clock_stopped_at=MONDAY_MORNING
    )
    asked_at = MONDAY_MORNING
    asked_by = factory.SubFactory(UserFactory, kind=AccountKind.AGENT)
    message = "Il manque le justificatif de domicile."


class CaseMessageFactory(DjangoModelFactory):
    class Meta:
        model = CaseMessage

    case = factory.SubFactory(CaseFactory, filed=True)
    author = factory.SelfAttribute("case.requester")
    from_service = False
    body = "Bonjour, avez-vous reçu ma demande ?"
    at = MONDAY_MORNING


class CaseAttachmentFactory(DjangoModelFactory):
    class Meta:
        model = CaseAttachment

    case = factory.SubFactory(CaseFactory, filed=True)
    document = factory.SubFactory(DocumentFactory, owner=factory.SelfAttribute("..case.requester"))
    kind = "justificatif-de-domicile"
    added_at = MONDAY_MORNING


class CaseNoteFactory(DjangoModelFactory):
    class Meta:
        model = CaseNote

    case = factory.SubFactory(CaseFactory, filed=True)
    author = factory.SubFactory(UserFactory, kind=AccountKind.AGENT)
    body = "La mère a téléphoné ce matin."
    at = MONDAY_MORNING


class CannedAnswerFactory(DjangoModelFactory):
    class Meta:
        model = CannedAnswer

    use = CannedUse.MESSAGE
    title = factory.Sequence(lambda n: f"Réponse sous {n} jours")
    body = "Bonjour {famille}, votre demande n° {numero} est bien arrivée."
    updated_at = MONDAY_MORNING
