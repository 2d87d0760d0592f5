"""What time does to requests: somebody is told once, then nothing waits for ever. Each may run twice."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import F

from apps.audit.operations import record
from apps.casework import notices
from apps.casework.deadlines import local
from apps.casework.enums import CaseStatus
from apps.casework.models import Case, CaseQuerySet, InformationRequest
from apps.casework.operations.drafts import give_up
from apps.casework.workflow import LIVE
from tenants import context


def remind_unanswered(*, at: datetime) -> int:
    """Write once to the families that have not answered for some days; return how many were written to."""
    waiting = InformationRequest.objects.filter(
        answered_at=None,
        reminded_at=None,
        case__status=CaseStatus.NEEDS_INFORMATION,
        asked_at__lt=_midnight(at, 1 - context.config().requests.reminder_days),
    )
    return sum(_remind(pk, at) for pk in waiting.order_by("pk").values_list("pk", flat=True))


def alert_before_silence(*, at: datetime) -> int:
    """Write once to each service about the requests on which its silence is near; return how many there were."""
    near = _near(at).order_by("service", "due_at", "pk").values_list("service", "pk")
    services = [(slug, [pk for _slug, pk in rows]) for slug, rows in groupby(near, key=lambda row: row[0])]
    return sum(_alert(slug, ids, at) for slug, ids in services)


def warn_of_erasure(*, at: datetime) -> int:
    """Write to the authors of the drafts that nobody touched for long, some days before they are erased."""
    rules = context.config().requests
    old = Case.objects.drafts().filter(
        erasure_told_at=None, updated_at__lt=_midnight(at, 1 - rules.draft_days + rules.draft_warning_days)
    )
    return sum(_warn(pk, at) for pk in old.order_by("pk").values_list("pk", flat=True))


def erase_forgotten_drafts(*, at: datetime) -> int:
    """Erase the drafts whose authors were told in time and did not come back; return how many there were."""
    rules = context.config().requests
    forgotten = Case.objects.drafts().filter(
        updated_at__lt=_midnight(at, 1 - rules.draft_days),
        erasure_told_at__lt=_midnight(at, 1 - rules.draft_warning_days),
    )
    return sum(_erase(pk, at) for pk in forgotten.order_by("pk").values_list("pk", flat=True))


def _midnight(at: datetime, days: int) -> datetime:
    """Return the beginning of a day of the commune, so many days from today."""
    here = local(at)
    return datetime.combine(here.date() + timedelta(days=days), time(), tzinfo=here.tzinfo)


def _near(at: datetime) -> CaseQuerySet:
    limit = _midnight(at, 1 + context.config().requests.alert_days)
    return Case.objects.filter(status__in=LIVE, clock_stopped_at=None, silence_alerted_at=None, due_at__lte=limit)


@transaction.atomic
def _remind(pk: int, at: datetime) -> bool:
    waiting = InformationRequest.objects.select_for_update(of=("self",), skip_locked=True)
    request = waiting.select_related("case__requester").filter(pk=pk, answered_at=None, reminded_at=None).first()
    if request is None:
        return False
    request.reminded_at = at
    request.save(update_fields=["reminded_at"])
    notices.answer_awaited(case=request.case, request=request, at=at)
    record(action="casework.answer_reminded", actor=None, subject=request.case, at=at)
    return True


@transaction.atomic
def _alert(service: str, ids: Iterable[int], at: datetime) -> int:
    locked = _near(at).select_for_update(of=("self",), skip_locked=True).filter(pk__in=ids)
    cases = list(locked.defer("payload").order_by("due_at", "pk"))
    if not cases:
        return 0
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(silence_alerted_at=at)
    notices.silence_is_near(service=service, cases=cases, at=at)
    for case in cases:
        record(action="casework.silence_alerted", actor=None, subject=case, at=at, data={"number": case.number})
    return len(cases)


@transaction.atomic
def _warn(pk: int, at: datetime) -> bool:
    draft = _locked_draft(pk, erasure_told_at=None)
    if draft is None:
        return False
    draft.erasure_told_at = at
    draft.save(update_fields=["erasure_told_at"])
    notices.draft_forgotten(case=draft, kept_until=local(at).date() + _warning() - timedelta(days=1), at=at)
    record(action="casework.draft_erasure_told", actor=None, subject=draft, at=at)
    return True


@transaction.atomic
def _erase(pk: int, at: datetime) -> bool:
    draft = _locked_draft(pk, erasure_told_at__gt=F("updated_at"))
    if draft is None:
        return False
    give_up(draft, at)
    record(action="casework.draft_erased", actor=None, subject=draft, at=at)
    return True


def _locked_draft(pk: int, **also: object) -> Case | None:
    """Return a draft unless it was taken up, or is being, since it was listed."""
    drafts = Case.objects.drafts().select_for_update(of=("self",), skip_locked=True)
    return drafts.select_related("requester").filter(pk=pk, **also).first()


def _warning() -> timedelta:
    return timedelta(days=context.config().requests.draft_warning_days)
