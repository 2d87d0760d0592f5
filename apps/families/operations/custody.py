"""Whose days are whose: recorded by an agent, for one child, between two of its households."""

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from apps.accounts.models import User
from apps.audit.operations import record
from apps.families.errors import CustodyEndsTooEarly, CustodyOverlaps, ExceptionOverlaps, NotItsHouseholds
from apps.families.models import Custody, Household, Person
from apps.families.queries import custody_on, households_of_child, informed_guardians
from apps.messaging.operations import post_notice, send_email
from apps.messaging.topics import topic_of
from core.custody import AgreedException, Arrangement, from_json, to_json
from tenants import context

TOLD: Final = "families/custody_recorded"


@transaction.atomic
def record_custody(
    *,
    child: Person,
    first_household: Household,
    second_household: Household,
    arrangement: Arrangement,
    starts_on: date,
    by: User | None,
    at: datetime,
    ends_on: date | None = None,
    judgment: str = "",
    reference: str = "",
    asked_by: User | None = None,
) -> Custody:
    """Record a custody from a day on; the one in force on that day ends there.

    `ends_on` is the first day when it no longer holds. A `reference` makes the call safe to repeat. The parents who may
    be told are, but for the one who asked for it.
    Raises NotItsHouseholds, CustodyEndsTooEarly or CustodyOverlaps.
    """
    child = Person.objects.select_for_update(of=("self",)).get(pk=child.pk)
    if reference and (known := Custody.objects.filter(child=child, reference=reference).first()):
        return known
    _refuse_strangers(child, first_household, second_household)
    _make_room(child, starts_on, ends_on, by=by, at=at)
    custody = Custody.objects.create(
        child=child,
        first_household=first_household,
        second_household=second_household,
        starts_on=starts_on,
        ends_on=ends_on,
        arrangement=to_json(arrangement),
        judgment=judgment,
        reference=reference,
        recorded_at=at,
        recorded_by=by,
    )
    _note(custody, by=by, at=at)
    _tell_the_parents(custody, at=at, asked_by=asked_by)
    return custody


def _make_room(child: Person, starts_on: date, ends_on: date | None, *, by: User | None, at: datetime) -> None:
    _check_dates(starts_on, ends_on)
    _end_the_one_before(child, starts_on, by=by, at=at)
    _refuse_overlap(child, starts_on, ends_on)


def _note(custody: Custody, *, by: User | None, at: datetime) -> None:
    dates = {"starts_on": str(custody.starts_on), "ends_on": str(custody.ends_on or "")}
    data = {"custody": custody.pk, **dates}
    record(action="families.custody_recorded", actor=by, subject=custody.child, at=at, data=data)


@transaction.atomic
def change_custody(
    *, custody: Custody, arrangement: Arrangement, ends_on: date | None, by: User, at: datetime, judgment: str = ""
) -> Custody:
    """Correct a custody; an empty judgment leaves the one that was written. Raises as `record_custody`."""
    custody = _locked(custody)
    _check_dates(custody.starts_on, ends_on)
    _refuse_overlap(custody.child, custody.starts_on, ends_on, besides=custody)
    custody.arrangement, custody.ends_on = to_json(arrangement), ends_on
    custody.judgment = judgment or custody.judgment
    custody.save(update_fields=["arrangement", "ends_on", "judgment"])
    record(action="families.custody_changed", actor=by, subject=custody.child, at=at, data={"custody": custody.pk})
    _tell_the_parents(custody, at=at, asked_by=None)
    return custody


@transaction.atomic
def agree_exception(*, custody: Custody, exception: AgreedException, by: User | None, at: datetime) -> Custody:
    """Add days that the parents exchange. Raises ExceptionOverlaps."""
    custody = _locked(custody)
    arrangement = from_json(custody.arrangement)
    if any(known.period.overlaps(exception.period) for known in arrangement.exceptions):
        raise ExceptionOverlaps
    _set_exceptions(custody, arrangement, (*arrangement.exceptions, exception))
    record(
        action="families.custody_exception_agreed",
        actor=by,
        subject=custody.child,
        at=at,
        data={"from": str(exception.period.start), "to": str(exception.period.last_day)},
    )
    return custody


@transaction.atomic
def drop_exception(*, custody: Custody, first_day: date, by: User, at: datetime) -> Custody:
    """Forget the exchange that begins on a day; when there is none, nothing changes."""
    custody = _locked(custody)
    arrangement = from_json(custody.arrangement)
    kept = tuple(known for known in arrangement.exceptions if known.period.start != first_day)
    if len(kept) < len(arrangement.exceptions):
        _set_exceptions(custody, arrangement, kept)
        record(
            action="families.custody_exception_dropped",
            actor=by,
            subject=custody.child,
            at=at,
            data={"from": str(first_day)},
        )
    return custody


@transaction.atomic
def remove_custody(*, custody: Custody, by: User, at: datetime, reason: str) -> None:
    """Erase a custody recorded by mistake; one that was right once ends on a date instead."""
    record(
        action="families.custody_removed",
        actor=by,
        subject=custody.child,
        at=at,
        reason=reason,
        data={"custody": custody.pk},
    )
    custody.delete()


@transaction.atomic
def read_custody_judgment(*, custody: Custody, by: User, at: datetime, why: str) -> str:
    """Return what was copied of the judgment; who reads it, when and why is kept."""
    record(
        action="families.judgment_read",
        actor=by,
        subject=custody.child,
        at=at,
        reason=why,
        data={"custody": custody.pk},
    )
    return custody.judgment


def _locked(custody: Custody) -> Custody:
    return Custody.objects.select_for_update(of=("self",)).select_related("child").get(pk=custody.pk)


def _set_exceptions(custody: Custody, arrangement: Arrangement, exceptions: tuple[AgreedException, ...]) -> None:
    ordered = tuple(sorted(exceptions, key=lambda exception: exception.period.start))
    custody.arrangement = to_json(replace(arrangement, exceptions=ordered))
    custody.save(update_fields=["arrangement"])


def _check_dates(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on <= starts_on:
        raise CustodyEndsTooEarly


def _end_the_one_before(child: Person, starts_on: date, *, by: User | None, at: datetime) -> None:
    before = custody_on(child, starts_on)
    if before is None or before.starts_on >= starts_on:
        return
    before.ends_on = starts_on
    before.save(update_fields=["ends_on"])
    data = {"custody": before.pk, "ends_on": str(starts_on)}
    record(action="families.custody_ended", actor=by, subject=child, at=at, data=data)


def _refuse_overlap(child: Person, starts_on: date, ends_on: date | None, besides: Custody | None = None) -> None:
    others = Custody.objects.filter(child=child).filter(Q(ends_on=None) | Q(ends_on__gt=starts_on))
    if ends_on is not None:
        others = others.filter(starts_on__lt=ends_on)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    other = others.order_by("starts_on").first()
    if other is not None:
        raise CustodyOverlaps(start=f"{other.starts_on:%d/%m/%Y}")


def _refuse_strangers(child: Person, first: Household, second: Household) -> None:
    homes = {household.pk for household in households_of_child(child)}
    if first.pk == second.pk or not {first.pk, second.pk} <= homes:
        raise NotItsHouseholds(name=child.full_name)


def _tell_the_parents(custody: Custody, *, at: datetime, asked_by: User | None) -> None:
    """Say that the days of the child are known, and nothing of the other home; a judge may keep a parent from it."""
    child, page = custody.child, reverse("portal:child", args=[custody.child_id])
    told = informed_guardians(child, context.local_date(at)).filter(account__isnull=False).select_related("account")
    for adult in told:
        if adult.account == asked_by:
            continue
        if not adult.account.email:
            title = f"Le calendrier de garde de {child.first_names} est enregistré"
            post_notice(to=adult.account, topic=topic_of(TOLD), title=title, page=page, at=at)
            continue
        details = {
            "requester": adult.account,
            "child": child,
            "starts_on": custody.starts_on,
            "action_url": context.url(page),
            "action_label": "Voir le calendrier",
        }
        send_email(template=TOLD, to=adult.account, context=details, at=at, subject_of=child, page=page)
