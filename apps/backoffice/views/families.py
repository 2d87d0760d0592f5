"""The families that the commune knows."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from apps.accounts.permissions import Permission
from apps.audit.queries import history_of
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.families import FamilySearch
from apps.backoffice.lists import page_of
from apps.backoffice.queries import families as queries
from apps.backoffice.queries.child_file import forbidden_among
from apps.backoffice.queries.collectors import blocked_among
from apps.backoffice.queries.journal import lines_of
from apps.casework.models import Case
from apps.families.queries import (
    card_of,
    certification_of,
    former_members_of,
    keys_of,
    matches_of,
    payer_shares_of,
    portraits_of,
    quotient_on_file,
)
from apps.families.recap import benefit_rows
from tenants import context

ADULTS = 2  # the holder and the co-representative


@require_GET
@requires(Permission.SEE_FAMILIES)
def families(request: AgentRequest) -> HttpResponse:
    form = FamilySearch(request.GET)
    text = form.cleaned_data.get("q", "") if form.is_valid() else ""
    page = page_of(request, queries.search(text))
    rows = [(household, queries.title_of(household)) for household in page.object_list]
    return render(request, "backoffice/families/list.html", {"form": form, "page": page, "rows": rows, "text": text})


@require_GET
@requires(Permission.SEE_FAMILIES)
def family(request: AgentRequest, pk: int) -> HttpResponse:
    household = get_object_or_404(queries.everything(), pk=pk)
    card = card_of(household)
    keys = list(keys_of(household))
    accounts = [line.person.account_id for line in card.adults if line.person.account_id]
    today = context.local_date(timezone.now())
    bans = forbidden_among([line.person for line in card.children], today)
    return render(
        request,
        "backoffice/families/detail.html",
        {
            "restricted": [bans[line.person.pk] for line in card.children if line.person.pk in bans],
            "blocked": blocked_among(card.contacts, [ban for listed in bans.values() for ban in listed]),
            "household": household,
            "certification": certification_of(household, today),
            "title": queries.title_of(household),
            "card": card,
            "portraits": portraits_of(household),
            "keys": keys,
            "expired": [key for key in keys if not key.is_valid_at(timezone.now())],
            "to_prove": list(household.keys.to_prove().select_related("person", "used_by")),
            "quotient": quotient_on_file(household),
            "benefit_rows": benefit_rows(card.benefit),
            "keyless": [line.person for line in card.adults if line.person.account_id is None],
            "former": former_members_of(household),
            "payers": [(one, one.share.is_over_by(today)) for one in payer_shares_of(household)],
            "may_add_an_adult": len(card.adults) < ADULTS,
            "matches": matches_of(household),
            "cases": Case.objects.filed()
            .readable_with(request.agent.granted)
            .filter(requester__in=accounts)
            .select_related("requester"),
            "history": lines_of(history_of(household)[:20]),
        },
    )
