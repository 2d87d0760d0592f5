"""Telephones that people lost: taken away from an account, by somebody who checked who they are."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.accounts.operations import reset_second_factor
from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.errors import NotYourself
from apps.backoffice.forms.accounts import TelephoneLostForm
from core.errors import DomainError


@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_AGENTS)
def team_telephone(request: AgentRequest, pk: int) -> HttpResponse:
    return _take_away(request, get_object_or_404(User.objects.agents(), pk=pk), "backoffice:team-member")


@require_http_methods(["GET", "POST"])
@requires(Permission.CREATE_ACCOUNTS)
def account_telephone(request: AgentRequest, pk: int) -> HttpResponse:
    return _take_away(request, get_object_or_404(User.objects.citizens(), pk=pk), "backoffice:account")


def _take_away(request: AgentRequest, user: User, page: str) -> HttpResponse:
    form = TelephoneLostForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if user.pk == request.user.pk:
                raise NotYourself
            reset_second_factor(user=user, by=request.user, reason=form.cleaned_data["checked"], at=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Le téléphone de {user.display_name} est retiré ; la personne en est prévenue.")
            return redirect(page, pk=user.pk)
    given = {"owner": user, "form": form, "back": page}
    return render(request, "backoffice/accounts/telephone.html", given)
