"""Who comes into the agents' space, and the one permission that each of its pages asks for."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.accounts.permissions import ROLE_PERMISSIONS, Permission
from apps.backoffice.agents import Agent, agent_of

type View = Callable[..., HttpResponse]


class AgentRequest(HttpRequest):
    user: User
    agent: Agent


def requires(permission: Permission) -> Callable[[View], View]:
    """Let through agents who hold this permission, somewhere; say to the others what is missing."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refusal = _refusal(request, permission)
            response = refusal if refusal is not None else view(request, *args, **kwargs)
            response.headers["Cache-Control"] = "private, no-store"
            return response

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the consistency checks
        return guarded

    return decorate


def open_to_all(view: View) -> View:
    """Mark the few pages that one sees before having said who one is."""
    view.permission = None  # type: ignore[attr-defined]  # as `requires` does
    return view


def _refusal(request: AgentRequest, permission: Permission) -> HttpResponse | None:
    if not request.user.is_authenticated or not request.user.is_agent:
        return to_sign_in(request)
    if request.user.must_change_password:
        return redirect("backoffice:new-password")
    request.agent = agent_of(request.user)
    return None if permission in request.agent.granted else forbidden(request, permission)


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Send to the agents' sign-in, which also tells a citizen that this door is not theirs."""
    came_for = request.get_full_path() if request.method == "GET" else reverse("backoffice:home")
    return HttpResponseRedirect(f"{reverse('backoffice:sign-in')}?{urlencode({'suite': came_for})}")


def forbidden(request: AgentRequest, permission: Permission) -> HttpResponse:
    """Say which right is needed and who gives it."""
    holders = [role.label for role in Role if permission in ROLE_PERMISSIONS[role]]
    return render(request, "backoffice/forbidden.html", {"permission": permission, "holders": holders}, status=403)
