"""A visitor creates an account, as the commune asks."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.accounts import notices, passwords, queries, wording
from apps.accounts.certified import Certified
from apps.accounts.enums import AccountStatus, Civility, Origin, ThrottleScope, TokenPurpose
from apps.accounts.errors import CguNotAccepted, TooManyRequests, UsernameTaken
from apps.accounts.models import User
from apps.accounts.models.people import UNPROVEN
from apps.accounts.workflow import ACCOUNT_WORKFLOW
from apps.audit.operations import record
from communes_config.schema import ActivationMode, CguMoment
from core import service_keys
from core.identifiers import check_username, normalise_email
from tenants import context

from . import throttling
from .addresses import AddressEntry, store_address
from .cgu import accept_cgu
from .franceconnect import attach_identity
from .profile import store_photo
from .tokens import issue_token


@dataclass(frozen=True, kw_only=True, slots=True)
class SignUpEntry:
    """What a person gives to create an account; fields that the commune hides stay empty."""

    username: str
    email: str
    civility: str = ""
    usual_name: str = ""
    birth_name: str = ""
    first_names: str = ""
    birth_date: date | None = None
    birth_country: str = ""
    birth_department: str = ""
    birth_commune: str = ""
    birth_place_code: str = ""
    phone: str = ""
    mobile: str = ""
    fax: str = ""
    preferred_contact: str = ""
    address: AddressEntry = field(default_factory=AddressEntry)
    service_key: str = ""
    photo: bytes | None = None
    accepts_cgu: bool = False
    certified: Certified | None = None

    @property
    def display_name(self) -> str:
        civility = Civility(self.civility).short if self.civility else ""
        return " ".join(filter(None, (civility, self.first_names, self.usual_name.upper())))


@dataclass(frozen=True, kw_only=True, slots=True)
class SignUpOutcome:
    """What the confirmation page says; the same whether or not the address already had an account."""

    display_name: str
    email: str
    approval_due_at: datetime | None


def sign_up(
    *, entry: SignUpEntry, password: str, at: datetime, ip: str | None = None, by_agent: bool = False
) -> SignUpOutcome:
    """Create an account, activated by e-mail link or by an agent as the commune decides.

    `by_agent` sends the account to the agents' queue whatever the commune's mode: the way of who can use neither the
    pictures nor the sound of the security check. An address that already has an account gets an e-mail that says so,
    and the page shows nothing of it.
    Raises UsernameRefused, UsernameTaken, PasswordTooWeak, PasswordGuessable, KeyMistyped, CguNotAccepted,
    TooManyRequests, FranceConnectTaken.
    """
    username_key = check_username(entry.username)
    personal = (entry.username, entry.email, entry.usual_name, entry.birth_name, entry.first_names)
    passwords.check(password, passwords.personal_words(*personal, born=entry.birth_date))
    if entry.service_key:
        service_keys.check(entry.service_key)
    config = context.config()
    if config.wizard.cgu_at is CguMoment.WIZARD and not entry.accepts_cgu:
        raise CguNotAccepted
    _count_sign_up(ip, at)
    waits = by_agent or config.activation.mode is ActivationMode.AGENT
    due_at = queries.promised_approval(at) if waits else None
    _create(entry=entry, username_key=username_key, password=password, due_at=due_at, at=at, ip=ip)
    return SignUpOutcome(display_name=entry.display_name, email=entry.email, approval_due_at=due_at)


def _count_sign_up(ip: str | None, at: datetime) -> None:
    if ip is None:
        return
    until = throttling.blocked_until(ThrottleScope.SIGN_UP_ADDRESS, ip, at)
    if until is not None:
        raise TooManyRequests(until=wording.hour(until))
    throttling.count(scope=ThrottleScope.SIGN_UP_ADDRESS, key=ip, at=at)


@transaction.atomic
def _create(
    *, entry: SignUpEntry, username_key: str, password: str, due_at: datetime | None, at: datetime, ip: str | None
) -> None:
    if User.objects.filter(username_key=username_key).exists():
        raise UsernameTaken(username=entry.username.strip())
    hashed = make_password(password)
    owner = User.objects.filter(email_key=normalise_email(entry.email)).exclude(status__in=UNPROVEN).first()
    if owner is not None:
        _tell_owner(owner, at=at)
        return
    user = _insert(entry, username_key, hashed, at)
    if entry.photo:
        store_photo(user=user, content=entry.photo, at=at)
    if entry.accepts_cgu and context.config().wizard.cgu_at is CguMoment.WIZARD:
        accept_cgu(user=user, at=at, ip=ip)
    record(action="accounts.signed_up", actor=user, subject=user, at=at)
    if entry.certified is not None:
        attach_identity(user=user, certified=entry.certified, at=at)
    if due_at is None:
        send_activation_link(user=user, at=at)
    else:
        _queue_for_approval(user, due_at=due_at, at=at)


def _insert(entry: SignUpEntry, username_key: str, hashed: str, at: datetime) -> User:
    user = User(
        username=entry.username.strip(),
        username_key=username_key,
        email=entry.email.strip(),
        email_key=normalise_email(entry.email),
        password=hashed,
        origin=Origin.SIGN_UP,
        pending_service_key=entry.service_key.strip(),
        created_at=at,
        **{name: getattr(entry, name) for name in IDENTITY_AND_CONTACT},
    )
    user.address = store_address(entry.address)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        if "user_one_per_username" not in str(error):
            raise
        raise UsernameTaken(username=user.username)
    return user


IDENTITY_AND_CONTACT = (
    "civility",
    "usual_name",
    "birth_name",
    "first_names",
    "birth_date",
    "birth_country",
    "birth_department",
    "birth_commune",
    "birth_place_code",
    "phone",
    "mobile",
    "fax",
    "preferred_contact",
)


def send_activation_link(*, user: User, at: datetime) -> None:
    """Send a new activation link; the former ones are worth nothing any more."""
    config = context.config()
    lifetime = timedelta(hours=config.activation.link_hours)
    secret = issue_token(user=user, purpose=TokenPurpose.ACTIVATION, lifetime=lifetime, at=at)
    notices.send(
        "activation",
        to=user,
        at=at,
        subject_of=user,
        user=user,
        action_url=context.url(reverse("portal:activation", args=[secret])),
        action_label="Activer mon compte",
        expires=wording.day_and_hour(at + lifetime),
        link_hours=config.activation.link_hours,
    )


def _queue_for_approval(user: User, *, due_at: datetime, at: datetime) -> None:
    ACCOUNT_WORKFLOW.check(AccountStatus(user.status), AccountStatus.PENDING_APPROVAL)
    user.status = AccountStatus.PENDING_APPROVAL
    user.approval_due_at = due_at
    user.save(update_fields=["status", "approval_due_at"])
    config = context.config()
    notices.send(
        "approval_pending",
        to=user,
        at=at,
        subject_of=user,
        user=user,
        due=wording.day_and_hour(due_at),
        service=config.service(config.activation.service),
    )


def _tell_owner(owner: User, *, at: datetime) -> None:
    record(action="accounts.sign_up_with_known_email", actor=None, subject=owner, at=at)
    notices.send(
        "already_registered",
        to=owner,
        at=at,
        subject_of=owner,
        user=owner,
        action_url=context.url(reverse("portal:password-forgotten")),
        action_label="Choisir un nouveau mot de passe",
    )
