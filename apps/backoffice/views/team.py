"""The agents of the commune and what each may do."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.enums import Role
from apps.accounts.models import User, UserQuerySet
from apps.accounts.operations.agents import create_agent, disable_account, reset_agent, set_roles
from apps.accounts.permissions import ROLE_DESCRIPTIONS, Permission
from apps.accounts.queries import second_factor_of
from apps.audit.queries import history_of
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.errors import NotYourself
from apps.backoffice.forms.accounts import ReasonForm
from apps.backoffice.forms.team import NewAgentForm, RoleForm
from apps.backoffice.lists import page_of
from apps.backoffice.queries.journal import lines_of
from core.errors import DomainError
from tenants import context


def agents() -> UserQuerySet:
    return User.objects.agents().prefetch_related("roles").order_by("usual_name", "first_names", "pk")


@require_GET
@requires(Permission.MANAGE_AGENTS)
def team(request: AgentRequest) -> HttpResponse:
    return render(
        request,
        "backoffice/team/list.html",
        {"page": page_of(request, agents()), "services": _services(), "roles": _roles()},
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_AGENTS)
def team_new(request: AgentRequest) -> HttpResponse:
    form = NewAgentForm(request.POST if request.method == "POST" else None, config=context.config())
    if form.is_valid():
        names = ("civility", "usual_name", "first_names", "username", "email")
        given = {name: form.cleaned_data[name] for name in names}
        try:
            agent, password = create_agent(**given, roles=form.roles, at=timezone.now(), by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _password(request, agent, password)
    return render(request, "backoffice/team/new.html", {"form": form, "roles": _roles()})


@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_AGENTS)
def team_member(request: AgentRequest, pk: int) -> HttpResponse:
    agent = get_object_or_404(agents(), pk=pk)
    form = RoleForm(
        request.POST if request.method == "POST" else None, config=context.config(), initial=_initial(agent)
    )
    if form.is_valid():
        try:
            _not_yourself(request, agent)
            set_roles(agent=agent, roles=form.roles, at=timezone.now(), by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Les droits de {agent.display_name} sont à jour.")
            return redirect("backoffice:team-member", pk=pk)
    return _member_page(request, agent, form)


def _member_page(
    request: AgentRequest, agent: User, form: RoleForm, disable_form: ReasonForm | None = None
) -> HttpResponse:
    return render(
        request,
        "backoffice/team/detail.html",
        {
            "member": agent,
            "telephone": second_factor_of(agent) is not None,
            "form": form,
            "roles": _roles(),
            "services": _services(),
            "disable_form": disable_form or ReasonForm(),
            "history": lines_of(history_of(agent)[:20]),
        },
    )


@require_POST
@requires(Permission.MANAGE_AGENTS)
def team_reset(request: AgentRequest, pk: int) -> HttpResponse:
    agent = get_object_or_404(agents(), pk=pk)
    return _password(request, agent, reset_agent(agent=agent, at=timezone.now(), by=request.user))


@require_POST
@requires(Permission.MANAGE_AGENTS)
def team_disable(request: AgentRequest, pk: int) -> HttpResponse:
    agent = get_object_or_404(agents(), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        roles = RoleForm(config=context.config(), initial=_initial(agent))
        return _member_page(request, agent, roles, form)
    try:
        _not_yourself(request, agent)
        disable_account(user=agent, reason=form.cleaned_data["reason"], at=timezone.now(), by=request.user)
        messages.success(request, f"{agent.display_name} ne peut plus se connecter.")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("backoffice:team-member", pk=pk)


def _not_yourself(request: AgentRequest, agent: User) -> None:
    """A commune whose last administrator shut the door on themselves would need its operator."""
    if agent.pk == request.user.pk:
        raise NotYourself


def _initial(agent: User) -> dict[str, object]:
    held = list(agent.roles.all())
    services = [granted.service_slug for granted in held if granted.service_slug]
    return {"role": held[0].role if held else Role.READER, "services": services}


def _password(request: AgentRequest, agent: User, password: str) -> HttpResponse:
    """Answer with the only page where the temporary password is ever read."""
    return render(
        request,
        "backoffice/team/password.html",
        {"member": agent, "password": password, "address": context.url("/agents/")},
    )


def _services() -> dict[str, str]:
    return {service.slug: service.name for service in context.config().services}


def _roles() -> list[tuple[str, str]]:
    return [(role.label, ROLE_DESCRIPTIONS[role]) for role in Role]
