"""Accounts whose owner the State identifies: linked by a proof, never because an e-mail address is the same."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.accounts import notices, queries
from apps.accounts.certified import Certified
from apps.accounts.enums import SignInMethod
from apps.accounts.errors import (
    FranceConnectAlreadyLinked,
    FranceConnectNotForAgents,
    FranceConnectNotLinked,
    FranceConnectOfSomebodyElse,
    FranceConnectTaken,
    WrongPassword,
)
from apps.accounts.models import FranceConnectLink, User
from apps.accounts.models.people import UNPROVEN
from apps.audit.operations import record
from core.official_identity import OfficialIdentity, city_of
from tenants import context

from .sign_in import check_may_sign_in, note_visit


@transaction.atomic
def sign_in_with_franceconnect(*, identity: OfficialIdentity, at: datetime) -> User:
    """Return the account linked to an identity, and note the visit unless a second factor is still to be given.

    Raises FranceConnectNotLinked, AccountNotActivated, AccountRefused, AccountDisabled.
    """
    link = queries.franceconnect_link(identity.subject)
    if link is None:
        raise FranceConnectNotLinked
    user = link.user
    check_may_sign_in(user)
    if queries.second_factor_of(user) is None:
        note_visit(user=user, at=at, method=SignInMethod.FRANCECONNECT)
    return user


@transaction.atomic
def link_franceconnect(*, user: User, certified: Certified, at: datetime) -> FranceConnectLink:
    """Link an account, whose owner has just proved that it is theirs, to an identity; tell its owner by e-mail.

    Raises FranceConnectNotForAgents, FranceConnectAlreadyLinked, FranceConnectOfSomebodyElse, FranceConnectTaken.
    """
    if user.is_agent:
        raise FranceConnectNotForAgents
    own = FranceConnectLink.objects.select_for_update().filter(user=user).first()
    if own is not None and own.sub == certified.identity.subject:
        return own
    if own is not None:
        raise FranceConnectAlreadyLinked
    names = (user.usual_name, user.birth_name)
    if certified.identity.contradicts(first_names=user.first_names, names=names, birth_date=user.birth_date):
        raise FranceConnectOfSomebodyElse
    link = attach_identity(user=user, certified=certified, at=at)
    _tell(user, at, linked=True)
    return link


@transaction.atomic
def attach_identity(*, user: User, certified: Certified, at: datetime) -> FranceConnectLink:
    """Write the link; one that an account never opened holds gives way. Raises FranceConnectTaken."""
    identity = certified.identity
    FranceConnectLink.objects.filter(sub=identity.subject, user__status__in=UNPROVEN).delete()
    verified = certified.complete(user)
    if "birth_commune" in verified:
        user.birth_place_code = city_of(identity.birth_place_code)
    user.save(update_fields=[*sorted(certified.fields), "birth_place_code"])
    link = FranceConnectLink(
        user=user,
        sub=identity.subject,
        linked_at=at,
        verified=verified,
        birth_place_code=identity.birth_place_code[:5],
        birth_country_code=identity.birth_country_code[:5],
    )
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError as error:
        raise FranceConnectTaken from error
    record(action="accounts.franceconnect_linked", actor=user, subject=user, at=at, data={"fields": sorted(verified)})
    return link


@transaction.atomic
def unlink_franceconnect(*, user: User, password: str, at: datetime) -> None:
    """Forget the identity: the account keeps what it says, without the mark. Raises WrongPassword."""
    confirm_password(user=user, password=password)
    link = FranceConnectLink.objects.select_for_update().filter(user=user).first()
    if link is None:
        raise FranceConnectNotLinked
    link.delete()
    record(action="accounts.franceconnect_unlinked", actor=user, subject=user, at=at)
    _tell(user, at, linked=False)


def confirm_password(*, user: User, password: str) -> None:
    """Check that it is still the owner who holds the device. Raises WrongPassword."""
    if not user.check_password(password):
        raise WrongPassword


def _tell(user: User, at: datetime, *, linked: bool) -> None:
    if not user.email:
        return
    notices.send(
        "franceconnect_changed",
        to=user,
        at=at,
        subject_of=user,
        user=user,
        linked=linked,
        action_url=context.url(reverse("portal:franceconnect-link")),
        action_label="Voir mon lien avec FranceConnect",
    )
