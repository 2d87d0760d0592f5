from datetime import timedelta
from functools import cache

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from apps.accounts.enums import AccountKind, AccountStatus, Civility, Role, ThrottleScope, TokenPurpose
from apps.accounts.models import (
    Address,
    AgentRole,
    CaptchaChallenge,
    CguAcceptance,
    FranceConnectLink,
    Photo,
    RecoveryCode,
    SecondFactor,
    SecondFactorSetup,
    Session,
    SignUpDraft,
    Throttle,
    Token,
    User,
)
from apps.accounts.queries import recovery_digests
from apps.accounts.secrets import digest
from core.identifiers import normalise_email, normalise_username
from tests.instants import MONDAY_MORNING

PASSWORD = "Cerises&Noyaux7"  # good under every commune's policy
SECRET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # of a telephone
hashed = cache(make_password)


class AddressFactory(DjangoModelFactory):
    class Meta:
        model = Address

    number = factory.Sequence(lambda n: str(n + 1))
    street = "rue des Lilas"
    postal_code = "94260"
    city = "Fresnes"
    country = "France"


class UserFactory(DjangoModelFactory):
    """A citizen whose account is active, who signs in with PASSWORD."""

    class Meta:
        model = User

    class Params:
        waiting_for_agent = factory.Trait(
            status=AccountStatus.PENDING_APPROVAL, approval_due_at=MONDAY_MORNING + timedelta(days=2), activated_at=None
        )

    username = factory.Sequence(lambda n: f"parent{n}")
    username_key = factory.LazyAttribute(lambda user: normalise_username(user.username))
    email = factory.LazyAttribute(lambda user: f"{user.username}@exemple.fr")
    email_key = factory.LazyAttribute(lambda user: normalise_email(user.email))
    password = factory.LazyFunction(lambda: hashed(PASSWORD))
    status = AccountStatus.ACTIVE
    civility = Civility.MRS
    usual_name = "Durand"
    first_names = "Claire"
    mobile = "06 39 98 12 34"
    created_at = MONDAY_MORNING
    activated_at = MONDAY_MORNING


class AgentFactory(UserFactory):
    """An agent with one role, in every service unless `service_slug` says which."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"agent{n}")
    kind = AccountKind.AGENT
    usual_name = "Mercier"
    first_names = "Nadia"

    @factory.post_generation
    def role(self, create: bool, role: Role | None, service_slug: str = "") -> None:
        AgentRole.objects.create(user=self, role=role or Role.FAMILY_AGENT, service_slug=service_slug)


class AgentRoleFactory(DjangoModelFactory):
    class Meta:
        model = AgentRole

    user = factory.SubFactory(UserFactory, kind=AccountKind.AGENT)
    role = Role.FAMILY_AGENT


class CguAcceptanceFactory(DjangoModelFactory):
    class Meta:
        model = CguAcceptance

    user = factory.SubFactory(UserFactory)
    version = "1"
    digest = digest("le texte accepté")
    at = MONDAY_MORNING
    ip = "192.0.2.7"


class FranceConnectLinkFactory(DjangoModelFactory):
    class Meta:
        model = FranceConnectLink

    user = factory.SubFactory(UserFactory)
    sub = factory.Sequence(lambda n: f"{digest(f'person {n}')}v1")
    linked_at = MONDAY_MORNING
    verified = factory.List(["first_names"])


class PhotoFactory(DjangoModelFactory):
    class Meta:
        model = Photo

    user = factory.SubFactory(UserFactory)
    content = b"\xff\xd8\xff"


class TokenFactory(DjangoModelFactory):
    """The link of an e-mail, whose secret is `secret`."""

    class Meta:
        model = Token

    class Params:
        secret = factory.Sequence(lambda n: f"secret{n}")

    user = factory.SubFactory(UserFactory)
    purpose = TokenPurpose.PASSWORD_RESET
    digest = factory.LazyAttribute(lambda token: digest(token.secret))
    created_at = MONDAY_MORNING
    expires_at = factory.LazyAttribute(lambda token: token.created_at + timedelta(hours=24))


class SecondFactorFactory(DjangoModelFactory):
    """A telephone whose codes are those of SECRET, none of them used yet."""

    class Meta:
        model = SecondFactor

    user = factory.SubFactory(UserFactory)
    secret = SECRET
    confirmed_at = MONDAY_MORNING
    last_step = 0
    trust_mark = factory.Sequence(lambda n: f"mark {n}")


class SecondFactorSetupFactory(DjangoModelFactory):
    class Meta:
        model = SecondFactorSetup

    user = factory.SubFactory(UserFactory)
    secret = SECRET
    expires_at = MONDAY_MORNING + timedelta(minutes=30)


class RecoveryCodeFactory(DjangoModelFactory):
    """A code on paper that reads `text`."""

    class Meta:
        model = RecoveryCode

    class Params:
        text = factory.Sequence(lambda n: f"{n:012}")

    factor = factory.SubFactory(SecondFactorFactory)
    digest = factory.LazyAttribute(lambda code: recovery_digests(code.factor.user_id, code.text)[0])


class ThrottleFactory(DjangoModelFactory):
    class Meta:
        model = Throttle

    scope = ThrottleScope.SIGN_IN_ADDRESS
    key = factory.Sequence(lambda n: digest(f"192.0.2.{n}"))
    count = 1
    window_ends_at = MONDAY_MORNING + timedelta(hours=1)


class SessionFactory(DjangoModelFactory):
    """The row of a session; to sign a browser in, go through `client.force_login`."""

    class Meta:
        model = Session

    session_key = factory.Sequence(lambda n: digest(f"cookie {n}"))
    session_data = ""
    expire_date = MONDAY_MORNING + timedelta(hours=2)


class SignUpDraftFactory(DjangoModelFactory):
    """A draft whose cookie holds `secret`."""

    class Meta:
        model = SignUpDraft

    class Params:
        secret = factory.Sequence(lambda n: f"draft{n}")

    digest = factory.LazyAttribute(lambda draft: digest(draft.secret))
    created_at = MONDAY_MORNING
    updated_at = MONDAY_MORNING
    expires_at = MONDAY_MORNING + timedelta(days=7)


class CaptchaChallengeFactory(DjangoModelFactory):
    class Meta:
        model = CaptchaChallenge

    draft = factory.SubFactory(SignUpDraftFactory)
    state = factory.Dict({})
    created_at = MONDAY_MORNING
