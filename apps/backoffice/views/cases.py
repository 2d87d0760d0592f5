"""The requests of an agent's services: the list, and the page where one is decided."""

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.forms import Textarea
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.permissions import Permission
from apps.backoffice import presence
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.errors import JudgmentsReserved, ReadingUnexplained
from apps.backoffice.forms import cases as forms
from apps.backoffice.lists import page_of
from apps.backoffice.queries import cases as queries
from apps.backoffice.queries.child_file import Forbidden, forbidden_among
from apps.backoffice.queries.differences import compared
from apps.casework import payloads
from apps.casework.enums import CannedUse, CaseStatus
from apps.casework.family import KnownFamily
from apps.casework.handlers import Comparison
from apps.casework.models import Case, CaseAttachment, CaseQuerySet
from apps.casework.operations import note_piece_reading
from apps.casework.queries import DecisionFile, canned_for, cases_of_services, decision_file
from apps.casework.rosters import offered
from apps.casework.uses import check_still_read
from apps.casework.workflow import CASE_WORKFLOW, LIVE
from apps.design.components import TabItem
from apps.design.forms import Form
from apps.documents.operations import signed_link
from apps.families.models import Person
from apps.families.queries import children_of
from apps.health.enums import AccessKind
from apps.health.operations import note_readings
from communes_config.schema import DocumentKind
from communes_config.schema.procedures import CHILDREN
from core.errors import DomainError
from tenants import context

USES = {
    "accept_form": CannedUse.ACCEPTANCE,
    "close_form": CannedUse.CLOSING,
    "ask_form": CannedUse.QUESTION,
    "refuse_form": CannedUse.REFUSAL,
    "message_form": CannedUse.MESSAGE,
}


def visible_cases(request: AgentRequest, permission: Permission = Permission.SEE_CASES) -> CaseQuerySet:
    """Return the cases of the services where the agent holds a permission: any other does not exist."""
    return cases_of_services(request.agent.scope(permission), request.agent.granted)


def services_of(request: AgentRequest) -> list[tuple[str, str]]:
    mine = request.agent.services(Permission.SEE_CASES)
    return [(service.slug, service.name) for service in context.config().services if service.slug in mine]


@require_GET
@requires(Permission.SEE_CASES)
def cases(request: AgentRequest) -> HttpResponse:
    now = timezone.now()
    services, visible = services_of(request), visible_cases(request)
    filters = forms.CaseFilters(
        request.GET,
        services=services,
        procedures=queries.procedures_in(visible),
        agents=queries.assignees(visible.exclude(assigned_to=request.user)),
    )
    filters.is_valid()
    found = queries.facets(visible, filters.cleaned_data, request.user, now)
    filters.count(found)
    page = page_of(request, queries.cases(visible, filters.cleaned_data, request.user, now))
    return render(
        request,
        "backoffice/cases/list.html",
        {
            "filters": filters,
            "rosters": [one for one in offered() if one.terms.service in dict(services)],
            "tabs": _state_tabs(request, found),
            "page": page,
            "rows": queries.rows_of(page.object_list, dict(services), now),
        },
    )


def _state_tabs(request: AgentRequest, found: queries.Facets) -> list[TabItem]:
    """Return one tab for each state, the other filters of the address kept."""
    kept = request.GET.copy()
    kept.pop("page", None)
    chosen = kept.get("etat") or queries.OPEN
    labels = {queries.OPEN: queries.STATES[queries.OPEN]}
    labels |= {status.value: str(status.label) for status in CaseStatus if status.value in found.states}
    tabs = []
    for state, label in (labels | {queries.ALL: queries.STATES[queries.ALL]}).items():
        kept["etat"] = "" if state == queries.OPEN else state
        tabs.append(TabItem(label, f"?{kept.urlencode()}", state == chosen, found.states[state]))
    return tabs


@require_GET
@requires(Permission.SEE_CASES)
def case(request: AgentRequest, number: str) -> HttpResponse:
    return page(request, get_object_or_404(visible_cases(request), number=number))


@require_POST
@requires(Permission.SEE_HEALTH)
def case_open(request: AgentRequest, number: str) -> HttpResponse:
    """Show what a request says of a child's health, once the reading is written down."""
    return page(request, get_object_or_404(visible_cases(request).exclude(reserved_to=""), number=number))


def page(request: AgentRequest, case: Case, **bound: object) -> HttpResponse:
    """Answer with a case's page; `bound` holds the forms that were filled in, and `refusal` why they were refused.

    A reserved case says nothing to a GET; whoever sends something reads it again, and that is written down.
    """
    if case.reserved_to and request.method == "GET":
        return render(request, "backoffice/cases/sealed.html", {"case": case, "why": why_open(case)})
    if case.reserved_to:
        note_case_reading(request, case, why_open(case))
    file = decision_file(case)
    may_decide = request.agent.scope(Permission.DECIDE_CASES).covers(case.service)
    offered = forms_of(file) if may_decide else {}
    closed = [name for name, value in bound.items() if isinstance(value, Form) and offered.get(name) is None]
    shown = offered | {name: value for name, value in bound.items() if name not in closed}
    _offer_answers(case, shown)
    return render(
        request,
        "backoffice/cases/detail.html",
        {
            "file": file,
            "case": case,
            "sections": compared(file) if isinstance(file.known, KnownFamily) else (),
            "known_template": known_template(file),
            "readers": presence.arrive(
                session=request.session, user=request.user, number=case.number, at=timezone.now()
            ),
            "notes": case.notes.select_related("author"),
            "restrictions": restrictions_of(case),
            "refusal": None,
            "opened": "",
            "judged": None,
            "judged_reason": "",
            "may_decide": may_decide,
            "may_see_documents": request.agent.scope(Permission.SEE_DOCUMENTS).covers(case.service),
            **_kept_apart(case, file.attachments),
            **shown,
            "kept": [line for name in closed for line in _written(bound[name])],
        },
    )


def _kept_apart(case: Case, attachments: Iterable[CaseAttachment]) -> dict[str, set[int]]:
    """Return the pieces whose reading is noted, by what they tell."""
    listed = list(attachments)
    return {
        "private": {each.pk for each in listed if is_private(case, each)},
        "judgments": {each.pk for each in listed if is_judgment(each)},
        "incomes": {each.pk for each in listed if is_income(each)},
    }


def why_open(case: Case) -> str:
    return f"Instruire la demande n° {case.number}"


def is_private(case: Case, attachment: CaseAttachment) -> bool:
    """Whether a piece tells of the health of a child."""
    return bool(case.reserved_to) or any(kind.health for kind in _kinds(attachment))


def is_judgment(attachment: CaseAttachment) -> bool:
    return any(kind.judgment for kind in _kinds(attachment))


def is_income(attachment: CaseAttachment) -> bool:
    return any(kind.income for kind in _kinds(attachment))


def _kinds(attachment: CaseAttachment) -> tuple[DocumentKind, ...]:
    """Return what it was sent as, and what its owner keeps it as: either may make it sensitive."""
    return tuple(context.config().document_kind(slug) for slug in (attachment.kind, attachment.document.kind))


def note_case_reading(request: AgentRequest, case: Case, why: str) -> None:
    """Write down that this agent reads about the health of the children of a case, or of its requester's.

    Raises HealthReserved.
    """
    theirs = children_of(case.requester).order_by("pk")
    named = [pk for pk in case.payload.get(CHILDREN, ()) if isinstance(pk, int)]
    children = Person.objects.living_apart().filter(pk__in=named).order_by("pk") if named else theirs
    note_readings(children=children, by=request.user, at=timezone.now(), why=why, kind=AccessKind.CASE)


def restrictions_of(case: Case) -> list[Forbidden]:
    """Return what judges forbid today about the children of a request."""
    found = forbidden_among(payloads.known_children(case.payload), context.local_date(timezone.now()))
    return [restriction for listed in found.values() for restriction in listed]


def known_template(file: DecisionFile) -> str:
    """Return the template that shows what the commune knows already, as the handler says it."""
    if isinstance(file.known, KnownFamily):
        return "backoffice/cases/known.html"
    if isinstance(file.known, Comparison):
        return "backoffice/cases/comparison.html"
    return getattr(file.known, "template", "")


def forms_of(file: DecisionFile) -> dict[str, Form | None]:
    """Return the forms of what may be done now; the others are None."""
    case = file.case
    status = CaseStatus(case.status)
    targets = CASE_WORKFLOW.targets(status)
    live = status in LIVE
    wanted = [piece.kind.slug for piece in file.pieces if piece.is_missing or piece.refused]
    decides = case.awaits_decision
    may_ask = CaseStatus.NEEDS_INFORMATION in targets
    return {
        "take_form": forms.CaseForm(case=case) if status is CaseStatus.SUBMITTED else None,
        "piece_form": forms.PieceForm(case=case) if live else None,
        "accept_form": forms.AcceptForm(case=case) if decides and CaseStatus.ACCEPTED in targets else None,
        "close_form": forms.CloseForm(case=case) if not decides and CaseStatus.CLOSED in targets else None,
        "ask_form": forms.AskForm(case=case, pieces=file.pieces, initial={"pieces": wanted}) if may_ask else None,
        "refuse_form": forms.RefuseForm(case=case) if decides and CaseStatus.REFUSED in targets else None,
        "assign_form": forms.AssignForm(case=case, colleagues=queries.colleagues(case.service)) if live else None,
        "message_form": forms.MessageForm(uploads=context.config().uploads) if live else None,
        "read_form": forms.CaseForm(case=case) if case.family_wrote_at else None,
        "note_form": forms.NoteForm(),
    }


def _offer_answers(case: Case, shown: Mapping[str, object]) -> None:
    """Put the answers written beforehand beside the words they may fill, in one query."""
    inserting = {name: form for name, form in shown.items() if isinstance(form, forms.Inserting)}
    answers = canned_for(case) if inserting else {}
    for name, form in inserting.items():
        form.offer(answers[USES[name]])


def _written(form: Form) -> list[tuple[str, str]]:
    """Return the words typed in a form that the case no longer takes, so that they can be copied."""
    areas = [bound for bound in form if isinstance(bound.field.widget, Textarea)]
    return [(bound.label, bound.value()) for bound in areas if bound.value()]


@require_http_methods(["GET", "POST"])
@requires(Permission.SEE_DOCUMENTS)
def case_document(request: AgentRequest, number: str, pk: int) -> HttpResponse:
    """Lead to a document that was sent with this case, and to no other of the person's.

    One that is sensitive is opened by POST: the reading is written down first.
    """
    case = get_object_or_404(visible_cases(request, Permission.SEE_DOCUMENTS), number=number)
    attachment = get_object_or_404(CaseAttachment.objects.select_related("document", "case"), case=case, pk=pk)
    at, sensitive = timezone.now(), is_sensitive(case, attachment)
    if sensitive and request.method == "GET":
        tells = "parle de la santé d’un enfant" if is_private(case, attachment) else "est sensible"
        messages.info(request, f"Cette pièce {tells} : ouvrez-la depuis la demande.")
        return redirect("backoffice:case", number=number)
    try:
        check_still_read(case, attachment.document, context.local_date(at))
        if sensitive:
            _note_piece_reading(request, case, attachment)
        address = signed_link(
            document=attachment.document,
            by=request.user,
            session_key=request.session.session_key,
            at=at,
            again=request.path,
            usage=f"demande n° {number}",
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("backoffice:case", number=number)
    return redirect(address)


def is_sensitive(case: Case, attachment: CaseAttachment) -> bool:
    return is_private(case, attachment) or any(kind.is_sensitive for kind in _kinds(attachment))


def _note_piece_reading(request: AgentRequest, case: Case, attachment: CaseAttachment) -> None:
    """Write the reading down where it belongs. Raises HealthReserved, JudgmentsReserved, ReadingUnexplained."""
    why = f"Lire une pièce de la demande n° {case.number}"
    if is_private(case, attachment):
        note_case_reading(request, case, why)
        return
    if is_judgment(attachment):
        if Permission.SEE_JUDGMENTS not in request.agent.granted:
            raise JudgmentsReserved
        why = request.POST.get("reason", "").strip()[:300]
        if not why:
            raise ReadingUnexplained
    note_piece_reading(attachment=attachment, by=request.user, at=timezone.now(), why=why)
