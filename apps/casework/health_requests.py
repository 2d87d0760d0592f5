"""The requests about the health of children: what they mean for how long it is kept."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet

from apps.accounts.permissions import Permission
from apps.casework import payloads
from apps.casework.models import Case
from apps.casework.workflow import LIVE, UNFILED
from core import forms
from core.forms import Form
from tenants import context


def reserved() -> QuerySet[Case]:
    return Case.objects.filter(reserved_to=Permission.SEE_HEALTH)


def last_days(children: Collection[int], today: date) -> dict[int, date]:
    """A request that waits for its decision needs, today, what is known of its child."""
    waiting = reserved().live().order_by().values_list("payload", flat=True)
    asked = {child for payload in waiting for child in payloads.known_children(payload)}
    return dict.fromkeys(asked.intersection(children), today)


def ended(today: date) -> tuple[int, ...]:
    """Return the requests whose decision belongs to a school year that is over and whose contents are still kept."""
    terms = context.config().health.retention.terms
    closed = reserved().exclude(status__in={*UNFILED, *LIVE}).filter(contents_erased_at=None).order_by("pk")
    return tuple(
        pk
        for pk, decided_at, updated_at in closed.values_list("pk", "decided_at", "updated_at")
        if today > terms.last_day(terms.year_of(context.local_date(decided_at or updated_at)))
    )


def without_contents(payload: dict[str, Any]) -> payloads.Payload:
    """Return what stays of a request: the children it was about, which say who may follow it."""
    form = forms.dump(Form())
    filed = {**payload["filed"], "form": form, "attachments": []}
    chosen = {key: payload[key] for key in ("form_digest", payloads.CHILDREN) if key in payload}
    return {**chosen, "answers": {}, "statements": {}, "rules_read": {}, "filed": filed}
