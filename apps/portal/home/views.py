from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tenants import context

from .dashboard import dashboard_of


@require_safe
@never_cache
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    if request.user.is_agent:
        return redirect("backoffice:home")
    shown = dashboard_of(request.user, context.config(), timezone.now())
    return render(request, "portal/home/dashboard.html", {"dashboard": shown})
