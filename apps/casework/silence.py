"""What a judge keeps from a requester: requests about a child of whom nothing may be told are not followed online."""

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from apps.casework import payloads
from apps.casework.models import Case
from apps.families.queries import silenced_children


def with_silence(cases: QuerySet[Case], on: date | None) -> QuerySet[Case]:
    """Note on each case the children about whom its requester may know nothing on this day; without one, ever."""
    return cases.annotate(silenced=ArraySubquery(silenced_children(OuterRef("requester"), on)))


def may_be_followed(case: Case) -> bool:
    """Whether the requester of a case that `with_silence` noted may still see it."""
    return not case.silenced or payloads.known_children(case.payload).isdisjoint(case.silenced)


def followed(cases: Iterable[Case]) -> list[Case]:
    """Return those that the requester may still see; contents are read, at once, for a requester kept from a child."""
    listed = list(cases)
    doubtful = [case.pk for case in listed if case.silenced]
    if not doubtful:
        return listed
    contents = dict(Case.objects.filter(pk__in=doubtful).order_by().values_list("pk", "payload"))
    kept = {pk: payloads.known_children(payload) for pk, payload in contents.items()}
    return [case for case in listed if kept.get(case.pk, frozenset()).isdisjoint(case.silenced)]


def may_tell(case: Case, on: date) -> bool:
    """Whether the requester may be told about the case on this day."""
    concerned = payloads.known_children(case.payload)
    return not concerned or concerned.isdisjoint(silenced_children(case.requester, on))
