"""Who pays for a household beside it: added, changed from a day on, ended; what was paid before stays."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.families.enums import MemberRole, PayerKind
from apps.families.errors import NotInThisHousehold, PaidMoreThanOnce, PayerShareEndsTooEarly, PayerShareOver
from apps.families.models import Household, Payer, PayerShare, Person
from apps.families.operations.versions import locked_household, touch
from core.payers import WHOLE, Share, excess_with


@dataclass(frozen=True, kw_only=True)
class NewPayer:
    kind: PayerKind
    name: str
    phone: str = ""
    email: str = ""


@transaction.atomic
def add_payer(
    *,
    household: Household,
    payer: NewPayer,
    share: Share,
    reference: str,
    by: User,
    at: datetime,
    version: int | None = None,
    reason: str = "",
) -> PayerShare:
    """Let somebody pay a share of a household, or of the child that the share names.

    An organism is known once in the commune. Raises FamilyChanged, NotInThisHousehold, PayerShareEndsTooEarly or
    PaidMoreThanOnce.
    """
    household = locked_household(household, version=version)
    _check_child(household, share.child)
    made = _write(household, _payer(payer, at), share, reference, by, at)
    touch(household, at=at)
    _note("families.payer_added", made, by, at, reason)
    return made


@transaction.atomic
def change_payer(
    *,
    share: PayerShare,
    percent: int,
    from_day: date,
    by: User,
    at: datetime,
    version: int | None = None,
    reason: str = "",
) -> PayerShare:
    """Give a share another percentage from a day on; what was paid before stays what it was.

    Raises FamilyChanged, PayerShareOver or PaidMoreThanOnce.
    """
    household = locked_household(share.household, version=version)
    share = _locked(share)
    if not share.share.holds_on(from_day):
        raise PayerShareOver
    changed = Share(percent=percent, starts_on=from_day, ends_on=share.ends_on, child=share.child_id)
    if share.starts_on == from_day:
        _check_room(household, changed, without=share)
        share.percent = percent
        share.save(update_fields=["percent"])
        made = share
    else:
        share.ends_on = from_day
        share.save(update_fields=["ends_on"])
        made = _write(household, share.payer, changed, share.reference, by, at)
    touch(household, at=at)
    _note("families.payer_changed", made, by, at, reason)
    return made


@transaction.atomic
def end_payer(
    *, share: PayerShare, ends_on: date, by: User, at: datetime, version: int | None = None, reason: str = ""
) -> PayerShare:
    """Say from which day it is no longer paid. Raises FamilyChanged, PayerShareOver or PayerShareEndsTooEarly."""
    household = locked_household(share.household, version=version)
    share = _locked(share)
    if share.ends_on is not None and share.ends_on <= ends_on:
        raise PayerShareOver
    if ends_on <= share.starts_on:
        raise PayerShareEndsTooEarly
    share.ends_on = ends_on
    share.save(update_fields=["ends_on"])
    touch(household, at=at)
    _note("families.payer_ended", share, by, at, reason)
    return share


def _payer(new: NewPayer, at: datetime) -> Payer:
    said = {"phone": new.phone, "email": new.email, "created_at": at}
    if new.kind == PayerKind.PERSON:
        return Payer.objects.create(kind=new.kind, name=new.name, **said)
    payer, _created = Payer.objects.get_or_create(kind=new.kind, name=new.name, defaults=said)
    return payer


def _write(household: Household, payer: Payer, share: Share, reference: str, by: User, at: datetime) -> PayerShare:
    if share.ends_on is not None and share.ends_on <= share.starts_on:
        raise PayerShareEndsTooEarly
    _check_room(household, share)
    return PayerShare.objects.create(
        payer=payer,
        household=household,
        child_id=share.child,
        percent=share.percent,
        starts_on=share.starts_on,
        ends_on=share.ends_on,
        reference=reference,
        recorded_at=at,
        recorded_by=by,
    )


def _check_room(household: Household, share: Share, *, without: PayerShare | None = None) -> None:
    others = household.payer_shares.exclude(pk=without.pk if without else None).order_by("pk")
    excess = excess_with([other.share for other in others], share)
    if excess is not None:
        raise PaidMoreThanOnce(day=f"{excess.day:%d/%m/%Y}", paid=excess.percent, left=WHOLE - excess.percent)


def _check_child(household: Household, child: int | None) -> None:
    if child is None or household.members.filter(person=child, role=MemberRole.CHILD).exists():
        return
    raise NotInThisHousehold(name=Person.objects.get(pk=child).full_name)


def _locked(share: PayerShare) -> PayerShare:
    return PayerShare.objects.select_for_update(of=("self",)).select_related("payer", "household").get(pk=share.pk)


def _note(action: str, share: PayerShare, by: User, at: datetime, reason: str) -> None:
    data = {"share": share.pk, "payer": share.payer_id, "percent": share.percent, "child": share.child_id}
    record(action=action, actor=by, subject=share.household, at=at, reason=reason, data=data)
