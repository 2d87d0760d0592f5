"""The accounts of the commune: who waits, who they are, the decision."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.enums import AccountStatus
from apps.accounts.models import User, UserQuerySet
from apps.accounts.operations.activation import approve, refuse
from apps.accounts.operations.agents import disable_account, enable_account
from apps.accounts.operations.credentials import resend_first_link
from apps.accounts.permissions import Permission
from apps.accounts.queries import photo_of, second_factor_of
from apps.audit.queries import history_of
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.accounts import AccountFilters, ReasonForm, RefusalForm
from apps.backoffice.lists import page_of
from apps.backoffice.previews import messages_of
from apps.backoffice.queries import accounts as queries
from apps.backoffice.queries.journal import lines_of
from apps.families.queries import household_of
from apps.messaging.models import Message
from communes_config.schema import ActivationMode
from core.errors import DomainError
from tenants import context

CONFIRM = "confirmer"
SEND = "envoyer"


def citizens() -> UserQuerySet:
    return User.objects.citizens().select_related("address", "decided_by")


@require_GET
@requires(Permission.SEE_ACCOUNTS)
def accounts(request: AgentRequest) -> HttpResponse:
    now = timezone.now()
    filters = AccountFilters(request.GET)
    filters.is_valid()
    page = page_of(request, queries.citizens(filters.cleaned_data, now))
    counts = queries.counts_by_status()
    return render(
        request,
        "backoffice/accounts/list.html",
        {
            "filters": filters,
            "page": page,
            "rows": queries.rows_of(page.object_list, now),
            "tabs": _tabs(filters.cleaned_data.get("etat", ""), counts),
            "promised": context.config().activation.mode is ActivationMode.AGENT,
            "queue": filters.cleaned_data.get("etat") == AccountStatus.PENDING_APPROVAL,
        },
    )


def _tabs(chosen: str, counts: dict[str, int]) -> list[tuple[str, str, bool, int]]:
    shown = [AccountStatus.PENDING_APPROVAL, AccountStatus.PENDING_EMAIL, AccountStatus.ACTIVE]
    labels = {
        AccountStatus.PENDING_APPROVAL: "À valider",
        AccountStatus.PENDING_EMAIL: "Courriel à confirmer",
        AccountStatus.ACTIVE: "Actifs",
    }
    tabs = [(labels[status], f"?etat={status}", chosen == status, counts[status]) for status in shown]
    return [*tabs, ("Tous", "?", chosen == "", sum(counts.values()))]


@require_GET
@requires(Permission.SEE_ACCOUNTS)
def account(request: AgentRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(citizens().select_related("person"), pk=pk)
    return _page(request, user)


def _page(request: AgentRequest, user: User, **extra: object) -> HttpResponse:
    return render(
        request,
        "backoffice/accounts/detail.html",
        {
            "account": user,
            "promise": queries.promise_of(user, timezone.now()),
            "lookalikes": queries.lookalikes(user),
            "mails": Message.objects.about(user)[:10],
            "history": lines_of(history_of(user)[:20]),
            "sections": queries.declared(user),
            "household": household_of(user),
            "telephone": second_factor_of(user) is not None,
            "disable_form": ReasonForm(),
            **extra,
        },
    )


@require_GET
@requires(Permission.SEE_ACCOUNTS)
def account_photo(request: AgentRequest, pk: int) -> HttpResponse:
    portrait = photo_of(get_object_or_404(citizens(), pk=pk))
    if portrait is None:
        raise Http404
    return HttpResponse(portrait, content_type="image/jpeg")


@require_POST
@requires(Permission.APPROVE_ACCOUNTS)
def account_approve(request: AgentRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(citizens(), pk=pk)
    try:
        activated = approve(user=user, by=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("backoffice:account", pk=pk)
    messages.success(request, f"Le compte de {user.display_name} est validé : un courriel l’en avertit.")
    if activated.key_refusal:
        messages.warning(request, f"La clé donnée à l’inscription n’a pas servi. {activated.key_refusal}")
    return redirect("backoffice:account", pk=pk)


@require_http_methods(["GET", "POST"])
@requires(Permission.APPROVE_ACCOUNTS)
def account_refuse(request: AgentRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(citizens(), pk=pk)
    form = RefusalForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "backoffice/accounts/refuse.html", {"account": user, "form": form})

    def decide() -> User:
        return refuse(user=user, by=request.user, reason=form.reason, at=timezone.now())

    try:
        if request.POST.get("suite") == SEND:
            decide()
            messages.success(request, f"Le compte de {user.display_name} est refusé : un courriel explique pourquoi.")
            return redirect("backoffice:account", pk=pk)
        if request.POST.get("suite") == CONFIRM:
            return render(
                request,
                "backoffice/accounts/refuse_confirm.html",
                {"account": user, "form": form, "previews": messages_of(decide)},
            )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
    return render(request, "backoffice/accounts/refuse.html", {"account": user, "form": form})


@require_POST
@requires(Permission.APPROVE_ACCOUNTS)
def accounts_approve(request: AgentRequest) -> HttpResponse:
    """Approve several accounts: first what will happen, then the same again to confirm."""
    chosen = [int(pk) for pk in request.POST.getlist("compte") if pk.isdecimal()]
    users = list(citizens().to_approve().filter(pk__in=chosen))
    if not users:
        messages.warning(request, "Cochez au moins un compte qui attend une validation.")
        return redirect("backoffice:accounts")
    if request.POST.get("suite") != SEND:
        rows = queries.rows_of(users, timezone.now())
        doubtful = queries.doubtful(users)
        return render(request, "backoffice/accounts/approve_several.html", {"rows": rows, "doubtful": doubtful})
    done, refusals = _approve_each(users, request.user)
    if done:
        messages.success(request, f"{done} compte{'s' if done > 1 else ''} validé{'s' if done > 1 else ''}.")
    for refusal in refusals:
        messages.error(request, refusal)
    return redirect("backoffice:accounts")


def _approve_each(users: list[User], by: User) -> tuple[int, list[str]]:
    """Each account is its own decision: one that cannot be approved does not hold the others back."""
    done, refusals = 0, []
    for user in users:
        try:
            approve(user=user, by=by, at=timezone.now())
            done += 1
        except DomainError as refusal:
            refusals.append(f"{user.display_name} : {refusal}")
    return done, refusals


@require_POST
@requires(Permission.CREATE_ACCOUNTS)
def account_link(request: AgentRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(citizens(), pk=pk)
    said = f"Un nouveau lien part à l’adresse {user.email}. Les liens précédents ne fonctionnent plus."
    return _act(request, user, lambda: resend_first_link(user=user, by=request.user, at=timezone.now()), said)


@require_POST
@requires(Permission.DISABLE_ACCOUNTS)
def account_disable(request: AgentRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(citizens().select_related("person"), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, user, disable_form=form)
    reason = form.cleaned_data["reason"]
    said = f"Le compte de {user.display_name} est désactivé et ses appareils sont déconnectés."
    return _act(
        request, user, lambda: disable_account(user=user, reason=reason, by=request.user, at=timezone.now()), said
    )


@require_POST
@requires(Permission.DISABLE_ACCOUNTS)
def account_enable(request: AgentRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(citizens(), pk=pk)
    said = f"Le compte de {user.display_name} est de nouveau actif."
    return _act(request, user, lambda: enable_account(user=user, by=request.user, at=timezone.now()), said)


def _act(request: AgentRequest, user: User, operation: Callable[[], object], said: str) -> HttpResponse:
    try:
        operation()
        messages.success(request, said)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("backoffice:account", pk=user.pk)
