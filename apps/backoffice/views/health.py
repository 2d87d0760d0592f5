"""Records, care plans and vaccines: nothing is shown before the reading is written down, hence by POST only."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.downloads import link_to
from apps.backoffice.forms.health import BundleForm, ChildSearch, ReasonForm, VaccinesForm
from apps.backoffice.lists import page_of
from apps.backoffice.queries.children import children
from apps.backoffice.queries.emergency import emergency_sheets
from apps.design.components import TabItem
from apps.design.printing import as_attachment, draw
from apps.families.models import Person
from apps.health import operations, queries
from apps.health.enums import AccessKind
from apps.health.queries import VaccineTab
from core.errors import DomainError
from core.vaccination import required_vaccines
from tenants import context

WHY_VACCINES = "Vérifier les vaccins obligatoires"


@require_GET
@requires(Permission.SEE_HEALTH)
def health_children(request: AgentRequest) -> HttpResponse:
    """Find a child: the list says names only, a record is opened with a reason."""
    search = ChildSearch(request.GET)
    text = search.cleaned_data.get("q", "") if search.is_valid() else ""
    page = page_of(request, children(text))
    return render(request, "backoffice/health/children.html", {"search": search, "page": page, "text": text})


@require_http_methods(["GET", "POST"])
@requires(Permission.SEE_HEALTH)
def health_record(request: AgentRequest, pk: int) -> HttpResponse:
    """Ask why, then write the reading down and show the record."""
    child = get_object_or_404(children(), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "backoffice/health/reason.html", {"child": child, "form": form}, status=status)
    now = timezone.now()
    if "fiche" in request.POST:
        return _sheets(request, [child], form, AccessKind.SHEET)
    operations.read_record(child=child, by=request.user, at=now, why=form.why)
    today = context.local_date(now)
    return render(
        request,
        "backoffice/health/record.html",
        {
            "page": queries.health_page(child),
            "sheet": emergency_sheets([child], today)[0],
            "today": today,
            "form": form,
            "readings": queries.accesses_of(child)[:10],
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.SEE_HEALTH)
def health_sheets(request: AgentRequest) -> HttpResponse:
    """The emergency sheets of several children in one PDF, one page each."""
    search = ChildSearch(request.GET)
    text = search.cleaned_data.get("q", "") if search.is_valid() else ""
    page = page_of(request, children(text), per_page=50)
    listed = list(page.object_list)
    form = BundleForm(
        request.POST if request.method == "POST" else None, choices=[(child.pk, str(child)) for child in listed]
    )
    if form.is_valid():
        chosen = [child for child in listed if child.pk in form.cleaned_data["enfants"]]
        return _sheets(request, chosen, form, AccessKind.BUNDLE)
    return render(
        request,
        "backoffice/health/sheets.html",
        {"search": search, "page": page, "form": form, "text": text},
        status=422 if form.is_bound else 200,
    )


def _sheets(request: AgentRequest, chosen: list[Person], form: ReasonForm, kind: AccessKind) -> HttpResponse:
    now = timezone.now()
    sheets = emergency_sheets(chosen, context.local_date(now))
    facts = {"sheets": sheets, "config": context.config(), "printed_at": now, "printed_by": request.user}
    try:
        pdf = draw("backoffice/health/print.html", facts, pages=len(sheets))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("backoffice:health-children")
    operations.note_readings(children=chosen, by=request.user, at=now, why=form.why, kind=kind)
    return as_attachment(pdf.content, "fiches-urgence.pdf")


@require_GET
@requires(Permission.SEE_HEALTH)
def vaccines(request: AgentRequest) -> HttpResponse:
    tab = _tab(request)
    counts = queries.vaccine_counts()
    address = reverse("backoffice:vaccines")
    tabs = [TabItem(one.label, f"{address}?etat={one}", one == tab, counts[one]) for one in VaccineTab]
    page = page_of(request, queries.children_of_tab(tab))
    rows = [(child, getattr(child, "vaccination", None)) for child in page.object_list]
    return render(request, "backoffice/health/vaccines.html", {"tabs": tabs, "tab": tab, "page": page, "rows": rows})


def _tab(request: AgentRequest) -> VaccineTab:
    asked = request.GET.get("etat", "")
    return VaccineTab(asked) if asked in list(VaccineTab) else VaccineTab.TO_CHECK


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_HEALTH)
def vaccines_of_child(request: AgentRequest, pk: int) -> HttpResponse:
    """The document that the family sent, once the reading is written down, and the form of what it says."""
    child = get_object_or_404(children(), pk=pk)
    if request.method == "GET":
        return render(request, "backoffice/health/vaccines_open.html", {"child": child, "why": WHY_VACCINES})
    now = timezone.now()
    operations.note_reading(child=child, by=request.user, at=now, why=WHY_VACCINES, kind=AccessKind.VACCINATION)
    return _vaccines_page(request, child, VaccinesForm(required=_required(child)))


@require_POST
@requires(Permission.EDIT_HEALTH)
def vaccines_check(request: AgentRequest, pk: int) -> HttpResponse:
    child = get_object_or_404(children(), pk=pk)
    form = VaccinesForm(request.POST, required=_required(child))
    if not form.is_valid():
        return _vaccines_page(request, child, form, status=422)
    operations.check_vaccines(child=child, by=request.user, at=timezone.now(), missing=form.absent, exempt=form.exempt)
    messages.success(request, f"Les vaccins de {child.full_name} sont vérifiés.")
    return redirect("backoffice:vaccines")


def _required(child: Person) -> tuple:
    return required_vaccines(child.birth_date) if child.birth_date else ()


def _vaccines_page(request: AgentRequest, child: Person, form: VaccinesForm, status: int = 200) -> HttpResponse:
    page = queries.health_page(child)
    document = page.vaccination.document if page.vaccination else None
    again = reverse("backoffice:vaccines-child", args=[child.pk])
    link = link_to(request, document, again=again, usage=WHY_VACCINES)
    facts = {"child": child, "page": page, "document": document, "link": link, "form": form}
    return render(request, "backoffice/health/vaccines_child.html", facts, status=status)
