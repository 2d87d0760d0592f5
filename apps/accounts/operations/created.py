"""Accounts that the commune creates for people it knows: by import, or one by one."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from apps.accounts import notices, queries, wording
from apps.accounts.enums import AccountStatus, Civility, Origin, TokenPurpose
from apps.accounts.errors import UsernameTaken
from apps.accounts.models import User
from apps.audit.operations import record
from core.errors import DomainError
from core.identifiers import check_username, fold, normalise_email
from core.passwords import temporary_password
from tenants import context

from .addresses import AddressEntry, store_address
from .tokens import issue_token

TEMPORARY_PASSWORD_LIFETIME: Final = timedelta(days=30)

COLUMNS: Final = (
    "reference",
    "civility",
    "usual_name",
    "first_names",
    "birth_name",
    "birth_date",
    "email",
    "phone",
    "mobile",
    "number",
    "street",
    "complement",
    "postal_code",
    "city",
    "username",
)
REQUIRED_COLUMNS: Final = ("reference", "usual_name", "first_names")


class LineStatus(StrEnum):
    INVITED = "invited"  # an e-mail with a one-time link left
    LETTER = "letter"  # no address of one's own: a temporary password to print
    UNCHANGED = "unchanged"  # the reference already has an account
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportLine:
    """What became of one row; `password` is given once, for the letter, and kept nowhere."""

    number: int
    reference: str
    status: LineStatus
    username: str = ""
    password: str = ""
    message: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAccount:
    reference: str
    usual_name: str
    first_names: str
    civility: str = ""
    birth_name: str = ""
    birth_date: date | None = None
    email: str = ""
    phone: str = ""
    mobile: str = ""
    address: AddressEntry = field(default_factory=AddressEntry)
    username: str = ""


class RowInvalid(DomainError):
    message = "{problem}"


class _Undo(Exception):
    """Rolls a dry run back."""


def import_accounts(
    *,
    rows: Sequence[Mapping[str, str]],
    by: User | None,
    at: datetime,
    dry_run: bool = False,
    letters: bool = False,
) -> tuple[ImportLine, ...]:
    """Give each adult of a list an account of their own, and say line by line what was done.

    A row is a mapping of COLUMNS to text. The reference identifies the person in the former software: a second run
    finds the account and changes nothing. `letters` makes temporary passwords for a paper letter, also for those who
    have an e-mail address. A row that is wrong is refused alone.
    """
    lines: list[ImportLine] = []
    try:
        with transaction.atomic():
            lines.extend(_import_row(number, row, by, at, letters) for number, row in enumerate(rows, start=1))
            if dry_run:
                raise _Undo
    except _Undo:
        lines = [_without_secret(line) for line in lines]
    return tuple(lines)


@transaction.atomic
def create_account(
    *, entry: NewAccount, by: User | None, at: datetime, origin: Origin = Origin.IMPORT, letter: bool = False
) -> tuple[User, str]:
    """Create an account for somebody; return it with its temporary password, empty when an invitation left by e-mail.

    Raises UsernameRefused, UsernameTaken.
    """
    email = "" if letter or queries.email_is_shared(normalise_email(entry.email)) else entry.email.strip()
    username = entry.username.strip() or _free_username(entry)
    key = check_username(username)
    if User.objects.filter(username_key=key).exists():
        raise UsernameTaken(username=username)
    user = User(
        username=username,
        username_key=key,
        email=email,
        email_key=normalise_email(email),
        origin=origin,
        external_ref=entry.reference,
        civility=entry.civility,
        usual_name=entry.usual_name,
        first_names=entry.first_names,
        birth_name=entry.birth_name,
        birth_date=entry.birth_date,
        phone=entry.phone,
        mobile=entry.mobile,
        address=store_address(entry.address),
        created_at=at,
    )
    user.set_unusable_password()
    user.save()
    record(action="accounts.created_by_commune", actor=by, subject=user, at=at, data={"reference": entry.reference})
    if email:
        send_invitation(user=user, at=at)
        return user, ""
    return user, give_temporary_password(user=user, by=by, at=at)


@transaction.atomic
def send_invitation(*, user: User, at: datetime) -> None:
    """Send the one-time link by which a person takes the account that the commune made."""
    lifetime = timedelta(days=context.config().account_import.invitation_days)
    secret = issue_token(user=user, purpose=TokenPurpose.INVITATION, lifetime=lifetime, at=at)
    notices.send(
        "invitation",
        to=user,
        at=at,
        subject_of=user,
        user=user,
        previous_portal=context.config().account_import.previous_portal,
        expires=wording.day_and_hour(at + lifetime),
        action_url=context.url(reverse("portal:password-reset", args=[secret])),
        action_label="Choisir mon mot de passe",
    )


@transaction.atomic
def give_temporary_password(*, user: User, by: User | None, at: datetime) -> str:
    """Return a password for a paper letter: good for 30 days, to be replaced at the first sign-in."""
    password = temporary_password(secrets.SystemRandom())
    user.set_password(password)
    user.must_change_password = True
    user.password_expires_at = at + TEMPORARY_PASSWORD_LIFETIME
    if user.status == AccountStatus.PENDING_EMAIL:
        user.status = AccountStatus.ACTIVE
        user.activated_at = at
    user.save()
    user.sessions.all().delete()
    record(action="accounts.temporary_password_given", actor=by, subject=user, at=at)
    return password


def _import_row(number: int, row: Mapping[str, str], by: User | None, at: datetime, letters: bool) -> ImportLine:
    reference = row.get("reference", "").strip()
    try:
        entry = read_row(row)
        known = User.objects.filter(external_ref=entry.reference).first()
        if known is not None:
            return ImportLine(number=number, reference=reference, status=LineStatus.UNCHANGED, username=known.username)
        user, password = create_account(entry=entry, by=by, at=at, letter=letters)
    except DomainError as refusal:
        return ImportLine(number=number, reference=reference, status=LineStatus.REFUSED, message=str(refusal))
    return ImportLine(
        number=number,
        reference=reference,
        status=LineStatus.LETTER if password else LineStatus.INVITED,
        username=user.username,
        password=password,
        message=_remark(entry, user),
    )


def _remark(entry: NewAccount, user: User) -> str:
    if entry.email and not user.email:
        return "Adresse électronique déjà utilisée par un autre compte, ou courrier demandé : mot de passe provisoire."
    return ""


def read_row(row: Mapping[str, str]) -> NewAccount:
    """Read one row of text. Raises RowInvalid, which names the column."""
    values = {name: (row.get(name) or "").strip() for name in COLUMNS}
    for name in REQUIRED_COLUMNS:
        if not values[name]:
            raise RowInvalid(problem=f"La colonne « {name} » est vide.")
    if values["email"]:
        try:
            validate_email(values["email"])
        except ValidationError:
            raise RowInvalid(problem=f"Colonne « email » : « {values['email']} » n’est pas une adresse électronique.")
    address = {name: values.pop(name) for name in ("number", "street", "complement", "postal_code", "city")}
    values["civility"] = _civility(values["civility"])
    born = _birth_date(values.pop("birth_date"))
    return NewAccount(**values, birth_date=born, address=AddressEntry(**address, country="France"))


def _civility(text: str) -> str:
    known = {"": "", "m": Civility.MR, "mr": Civility.MR, "monsieur": Civility.MR}
    known |= {"mme": Civility.MRS, "mrs": Civility.MRS, "madame": Civility.MRS}
    key = fold(text)
    if key not in known:
        raise RowInvalid(problem=f"Colonne « civility » : « {text} » n’est ni « M. » ni « Mme ».")
    return str(known[key])


def _birth_date(text: str) -> date | None:
    if not text:
        return None
    try:
        if "/" in text:
            day, month, year = text.split("/")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(text)
    except ValueError:
        raise RowInvalid(problem=f"Colonne « birth_date » : « {text} » n’est pas une date (jj/mm/aaaa).")


def _free_username(entry: NewAccount) -> str:
    """Return the first of `prenom.nom`, `prenom.nom2`, `prenom.nom3`… that nobody has."""
    taken = set(
        User.objects.filter(username_key__startswith=_stem(entry)).order_by("pk").values_list("username_key", flat=True)
    )
    return next(name for name in _candidates(_stem(entry)) if name not in taken)


def _stem(entry: NewAccount) -> str:
    first = fold(entry.first_names).partition(" ")[0]
    return f"{first}.{fold(entry.usual_name).replace(' ', '-')}"[:50].strip(".-")


def _candidates(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}{number}"
        number += 1


def _without_secret(line: ImportLine) -> ImportLine:
    return ImportLine(
        number=line.number,
        reference=line.reference,
        status=line.status,
        username=line.username,
        message=line.message,
    )
