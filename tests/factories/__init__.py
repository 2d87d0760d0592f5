"""One small row of each model, believable and valid as it is: `UserFactory(status=…)`, `CaseFactory(filed=True)`.

Rows are written in the commune that is active; what a test is about is named in the call, the rest is nobody's matter.
"""

from collections.abc import Iterator

from django.db import models
from factory.django import DjangoModelFactory

from .accounts import (
    PASSWORD,
    SECRET,
    AddressFactory,
    AgentFactory,
    AgentRoleFactory,
    CaptchaChallengeFactory,
    CguAcceptanceFactory,
    FranceConnectLinkFactory,
    PhotoFactory,
    RecoveryCodeFactory,
    SecondFactorFactory,
    SecondFactorSetupFactory,
    SessionFactory,
    SignUpDraftFactory,
    ThrottleFactory,
    TokenFactory,
    UserFactory,
)
from .activities import (
    ActivityFactory,
    AuthorisationTextFactory,
    PeriodFactory,
    PromotionFactory,
    SchoolFactory,
    SchoolingFactory,
    SiteFactory,
    UnitFactory,
    activity_rules,
)
from .activities import GroupFactory as ActivityGroupFactory
from .audit import EventFactory
from .casework import (
    CannedAnswerFactory,
    CaseAttachmentFactory,
    CaseCounterFactory,
    CaseEventFactory,
    CaseFactory,
    CaseMessageFactory,
    CaseNoteFactory,
    InformationRequestFactory,
)
from .content import NewsItemFactory, PublishedCguFactory, PublishedPageFactory
from .documents import DocumentFactory
from .enrolments import (
    AbsenceFactory,
    AuthorisedPersonFactory,
    EnrolmentFactory,
    GroupMessageFactory,
    GroupRecipientFactory,
    PermissionAnswerFactory,
)
from .families import (
    BarredPersonFactory,
    BenefitRecordFactory,
    CertificationFactory,
    ContactFactory,
    CustodyFactory,
    FamilyQuotientFactory,
    FormerMemberFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    KeyAttemptFactory,
    MatchCandidateFactory,
    PayerFactory,
    PayerShareFactory,
    PersonFactory,
    PortraitFactory,
    RelationshipFactory,
    RestrictionFactory,
    ServiceKeyFactory,
)
from .framework import ContentTypeFactory, GroupFactory, PermissionFactory
from .health import (
    HealthAccessFactory,
    HealthKeepingFactory,
    HealthRecordFactory,
    IndividualPlanFactory,
    VaccinationFactory,
)
from .messaging import MessageFactory, NoticeFactory, PreferenceFactory

__all__ = [
    "PASSWORD",
    "SECRET",
    "AbsenceFactory",
    "ActivityFactory",
    "ActivityGroupFactory",
    "AddressFactory",
    "AgentFactory",
    "AgentRoleFactory",
    "AuthorisationTextFactory",
    "AuthorisedPersonFactory",
    "BarredPersonFactory",
    "BenefitRecordFactory",
    "CannedAnswerFactory",
    "CaptchaChallengeFactory",
    "CaseAttachmentFactory",
    "CaseCounterFactory",
    "CaseEventFactory",
    "CaseFactory",
    "CaseMessageFactory",
    "CaseNoteFactory",
    "CertificationFactory",
    "CguAcceptanceFactory",
    "ContactFactory",
    "ContentTypeFactory",
    "CustodyFactory",
    "DocumentFactory",
    "EnrolmentFactory",
    "EventFactory",
    "FamilyQuotientFactory",
    "FormerMemberFactory",
    "FranceConnectLinkFactory",
    "GroupFactory",
    "GroupMessageFactory",
    "GroupRecipientFactory",
    "HealthAccessFactory",
    "HealthKeepingFactory",
    "HealthRecordFactory",
    "HouseholdFactory",
    "HouseholdMemberFactory",
    "IndividualPlanFactory",
    "InformationRequestFactory",
    "KeyAttemptFactory",
    "MatchCandidateFactory",
    "MessageFactory",
    "NewsItemFactory",
    "NoticeFactory",
    "PayerFactory",
    "PayerShareFactory",
    "PeriodFactory",
    "PermissionAnswerFactory",
    "PermissionFactory",
    "PersonFactory",
    "PhotoFactory",
    "PortraitFactory",
    "PreferenceFactory",
    "PromotionFactory",
    "PublishedCguFactory",
    "PublishedPageFactory",
    "RecoveryCodeFactory",
    "RelationshipFactory",
    "RestrictionFactory",
    "SchoolFactory",
    "SchoolingFactory",
    "SecondFactorFactory",
    "SecondFactorSetupFactory",
    "ServiceKeyFactory",
    "SessionFactory",
    "SignUpDraftFactory",
    "SiteFactory",
    "ThrottleFactory",
    "TokenFactory",
    "UnitFactory",
    "UserFactory",
    "VaccinationFactory",
    "activity_rules",
    "factory_of",
]


def factory_of(model: type[models.Model]) -> type[DjangoModelFactory] | None:
    """Return the plainest factory of a model, or None when nobody wrote one."""
    return next((factory for factory in _factories(DjangoModelFactory) if factory._meta.model is model), None)


def _factories(base: type[DjangoModelFactory]) -> Iterator[type[DjangoModelFactory]]:
    children = base.__subclasses__()
    yield from children
    for child in children:
        yield from _factories(child)
