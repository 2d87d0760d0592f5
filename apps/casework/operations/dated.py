"""What was accepted for a later day is done on that day."""

from datetime import datetime

from django.db import transaction

from apps.casework import handlers, notices
from apps.casework.deadlines import local
from apps.casework.enums import EventKind
from apps.casework.models import Case
from apps.casework.operations.moves import log, touch


def apply_dated(*, at: datetime) -> int:
    """Do what accepted requests put off until today in the commune; return how many there were. May run twice."""
    due = Case.objects.filter(takes_effect_on__lte=local(at).date())
    return sum(_apply(pk, at) for pk in due.order_by("takes_effect_on", "pk").values_list("pk", flat=True))


@transaction.atomic
def _apply(pk: int, at: datetime) -> bool:
    due = Case.objects.select_for_update(of=("self",), skip_locked=True).select_related("requester")
    case = due.filter(pk=pk, takes_effect_on__lte=local(at).date()).first()
    if case is None:
        return False
    decision = case.events.filter(kind=EventKind.ACCEPTED).select_related("by").last()
    outcome = handlers.of_case(case).take_effect(case=case, by=decision.by if decision else None, at=at)
    touch(case, at=at, takes_effect_on=None)
    log(case, EventKind.TOOK_EFFECT, by=None, at=at)
    notices.took_effect(case=case, outcome=outcome, at=at)
    return True
