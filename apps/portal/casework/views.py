"""A citizen's requests: the list, one request under its tabs, and what its tracking link shows to anybody."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from apps.casework import handlers, operations, queries
from apps.casework.enums import CaseStatus
from apps.casework.models import Case
from apps.casework.workflow import CASE_WORKFLOW, LIVE
from apps.design.components import TabItem, TimelineEvent
from apps.design.fields import all_errors
from apps.portal.casework.answering import answer, answering
from apps.portal.downloads import lead_to
from core.errors import DomainError
from tenants import context

TABS = {"demandeur": "Le demandeur", "demande": "La demande", "historique": "Historique", "echanges": "Échanges"}
TONES = {
    CaseStatus.SUBMITTED: "info",
    CaseStatus.IN_REVIEW: "info",
    CaseStatus.NEEDS_INFORMATION: "warning",
    CaseStatus.ACCEPTED: "success",
    CaseStatus.REFUSED: "danger",
    CaseStatus.CLOSED: "success",
}
NEXT = {
    CaseStatus.SUBMITTED: "Le service va la prendre en charge. Vous n’avez rien à faire.",
    CaseStatus.IN_REVIEW: "Un agent l’étudie. Vous recevrez un courriel dès qu’il y aura du nouveau.",
    CaseStatus.NEEDS_INFORMATION: "Le service attend votre réponse pour continuer.",
    CaseStatus.ACCEPTED: "Le service a accepté votre demande.",
    CaseStatus.REFUSED: "Le service a refusé votre demande.",
    CaseStatus.CLOSED: "Le service l’a lue et y a donné suite.",
    CaseStatus.CANCELLED: "Vous avez annulé cette demande.",
}


@login_required
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    cases = [(case, _tone(case)) for case in queries.cases_of(request.user, on=_today())]
    return render(request, "portal/casework/list.html", {"cases": cases, "drafts": queries.drafts_of(request.user)})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One request; its tab of exchanges takes the answer to the service."""
    found = _case_or_404(request, number)
    file = queries.case_file(found)
    page = answer(request, file) if request.method == "POST" else answering(file)
    if page is None:
        messages.success(request, "Votre message est envoyé au service.")
        return redirect(f"{reverse('portal:case', args=[number])}?onglet=echanges")
    tab = "echanges" if request.method == "POST" else request.GET.get("onglet", "demande")
    wrong = bool(all_errors(page.forms))
    facts = {
        "file": file,
        "case": found,
        "answers": handlers.of_case(found).answers(found, timezone.now()),
        "tone": _tone(found),
        "next": NEXT[CaseStatus(found.status)],
        "tab": tab if tab in TABS else "demande",
        "tabs": _tabs(found, tab, len(file.exchanges)),
        "timeline": _timeline(file),
        "may_write": found.status in LIVE,
        "may_cancel": CaseStatus.CANCELLED in CASE_WORKFLOW.targets(CaseStatus(found.status)),
        "answering": page,
    }
    return render(request, "portal/casework/case.html", facts, status=422 if wrong else 200)


@login_required
@require_safe
def case_attachment(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Give a document of one's own request, whichever side joined it."""
    found = queries.attachment_for(request.user, number, pk, on=_today())
    if found is None:
        raise Http404
    try:
        return lead_to(request, found.document)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect(f"{reverse('portal:case', args=[number])}?onglet=echanges")


@login_required
@require_http_methods(["GET", "POST"])
def case_cancel(request: HttpRequest, number: str) -> HttpResponse:
    found = _case_or_404(request, number)
    if request.method == "GET":
        return render(request, "portal/casework/cancel.html", {"case": found})
    try:
        operations.cancel(case=found, by=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Votre demande n° {number} est annulée.")
    return redirect("portal:case", number=number)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def case_link(request: HttpRequest, number: str) -> HttpResponse:
    """Renew the link that tells the state of a request, or take it away; a new one is shown this once."""
    found = _case_or_404(request, number)
    link = ""
    if request.method == "POST" and "supprimer" in request.POST:
        operations.revoke_tracking(case=found, by=request.user, at=timezone.now())
        messages.success(request, "Le lien de suivi ne mène plus nulle part.")
        return redirect("portal:case", number=number)
    if request.method == "POST":
        token = operations.renew_tracking(case=found, by=request.user, at=timezone.now())
        link = context.url(reverse("portal:case-tracking", args=[token]))
    return render(request, "portal/casework/link.html", {"case": found, "link": link})


@never_cache
@require_GET
def tracking(request: HttpRequest, token: str) -> HttpResponse:
    """The public page of a request: its number and its state, nothing of its contents."""
    tracked = queries.tracked(token, on=_today())
    if tracked is None:
        raise Http404
    page = {"tracked": tracked, "tone": TONES.get(tracked.status, "neutral")}
    response = render(request, "portal/casework/tracking.html", page)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _today() -> date:
    return context.local_date(timezone.now())


def _case_or_404(request: HttpRequest, number: str) -> Case:
    found = queries.case_of(request.user, number, on=_today())
    if found is None:
        raise Http404
    return found


def _tone(found: Case) -> str:
    return TONES.get(CaseStatus(found.status), "neutral")


def _tabs(found: Case, current: str, exchanges: int) -> list[TabItem]:
    address = reverse("portal:case", args=[found.number])
    counts = {"echanges": exchanges}
    return [
        TabItem(label=label, url=f"{address}?onglet={key}", current=key == current, count=counts.get(key))
        for key, label in TABS.items()
    ]


def _timeline(file: queries.CaseFile) -> list[TimelineEvent]:
    return [
        TimelineEvent(
            when=event.at,
            title=event.get_kind_display(),
            detail=event.text,
            tone=TONES.get(CaseStatus(event.status), "neutral"),
            by="Vous" if event.by_id == file.case.requester_id else file.service.name,
        )
        for event in reversed(file.events)
    ]
