"""The queue of individual care plans (PAI), and the page where one is written, signed or closed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.downloads import link_to
from apps.backoffice.forms.health import ClosePlanForm, SignPlanForm, VersionForm
from apps.backoffice.lists import page_of
from apps.design.components import TabItem
from apps.design.forms import Form
from apps.health import operations, queries
from apps.health.enums import AccessKind, PlanStatus
from apps.health.models import IndividualPlan
from apps.health.queries import PlanTab
from apps.health.workflow import PLAN_WORKFLOW
from core.errors import DomainError
from tenants import context

WHY = "Instruire le projet d’accueil individualisé"


@require_GET
@requires(Permission.SEE_HEALTH)
def care_plans(request: AgentRequest) -> HttpResponse:
    """The plans by state: names and dates, never what they are about."""
    today = context.local_date(timezone.now())
    asked = request.GET.get("etat", "")
    tab = PlanTab(asked) if asked in list(PlanTab) else PlanTab.ASKED
    counts, address = queries.plan_counts(today), reverse("backoffice:care-plans")
    tabs = [TabItem(one.label, f"{address}?etat={one}", one == tab, counts[one]) for one in PlanTab]
    page = page_of(request, queries.plans_of_tab(tab, today))
    return render(request, "backoffice/health/plans.html", {"tabs": tabs, "tab": tab, "page": page, "today": today})


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_HEALTH)
def care_plan(request: AgentRequest, pk: int) -> HttpResponse:
    plan = _plan(pk)
    if request.method == "GET":
        return render(
            request,
            "backoffice/health/plan_open.html",
            {"plan": plan, "why": WHY, "today": context.local_date(timezone.now())},
        )
    return _opened(request, plan)


@require_POST
@requires(Permission.EDIT_HEALTH)
def care_plan_take(request: AgentRequest, pk: int) -> HttpResponse:
    done = "Le PAI est en cours de rédaction."
    return _act(request, pk, VersionForm(request.POST), operations.take_plan_in_charge, done)


@require_POST
@requires(Permission.EDIT_HEALTH)
def care_plan_sign(request: AgentRequest, pk: int) -> HttpResponse:
    done = "Le PAI est signé : la famille est prévenue."
    return _act(request, pk, SignPlanForm(request.POST), operations.sign_plan, done)


@require_POST
@requires(Permission.EDIT_HEALTH)
def care_plan_refuse(request: AgentRequest, pk: int) -> HttpResponse:
    done = "La demande est refusée : la famille est prévenue."
    return _act(request, pk, ClosePlanForm(request.POST), operations.refuse_plan, done)


@require_POST
@requires(Permission.EDIT_HEALTH)
def care_plan_withdraw(request: AgentRequest, pk: int) -> HttpResponse:
    return _act(request, pk, ClosePlanForm(request.POST), operations.withdraw_plan, "Le PAI est retiré.")


def _act(
    request: AgentRequest, pk: int, form: VersionForm, operation: Callable[..., IndividualPlan], done: str
) -> HttpResponse:
    """Do what was decided, or show the plan again with what is wrong beside what was typed."""
    plan = _plan(pk)
    if form.is_valid():
        try:
            operation(plan=plan, by=request.user, at=timezone.now(), **form.terms())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("backoffice:care-plan", pk=plan.pk)
    return _opened(request, _plan(pk), form)


def _opened(request: AgentRequest, plan: IndividualPlan, form: Form | None = None) -> HttpResponse:
    """Show all that is known of a plan, once the reading is written down, with the forms of what may follow."""
    now = timezone.now()
    operations.note_reading(child=plan.child, by=request.user, at=now, why=WHY, kind=AccessKind.PLAN)
    version, targets = {"version": plan.version}, PLAN_WORKFLOW.targets(PlanStatus(plan.status))
    signing = {**version, "what_to_do": plan.what_to_do, "packed_lunch": plan.packed_lunch}
    closing = PlanStatus.REFUSED if PlanStatus.REFUSED in targets else PlanStatus.WITHDRAWN
    facts = {
        "plan": plan,
        "today": context.local_date(now),
        "form": form,
        "take_form": VersionForm(initial=version) if PlanStatus.IN_PROGRESS in targets else None,
        "sign_form": _kept(form, SignPlanForm, signing) if PlanStatus.SIGNED in targets else None,
        "close_form": _kept(form, ClosePlanForm, version) if closing in targets else None,
        "closing": closing,
        "link": link_to(request, plan.document, again=reverse("backoffice:care-plan", args=[plan.pk]), usage=WHY),
    }
    return render(request, "backoffice/health/plan.html", facts, status=422 if form is not None else 200)


def _kept(form: Form | None, cls: type[Form], initial: dict[str, object]) -> Form:
    """Return the form that was just refused, or a fresh one."""
    return form if type(form) is cls else cls(initial=initial)


def _plan(pk: int) -> IndividualPlan:
    return get_object_or_404(IndividualPlan.objects.select_related("child", "document"), pk=pk)
