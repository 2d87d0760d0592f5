""" "Mes documents": what a person keeps in their own space, and lends to their requests."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.documents import operations, queries
from apps.documents.errors import DocumentInTheFuture
from apps.documents.models import Document
from apps.documents.queries import VaultItem
from communes_config.schema import DocumentKind
from core.errors import DomainError
from tenants import context

from .forms import DepositForm, DetailsForm
from .wording import words_for


@require_safe
@never_cache
@login_required
def documents(request: HttpRequest) -> HttpResponse:
    shelves = [
        (shelf.kind, [(item, words_for(item)) for item in shelf.items])
        for shelf in queries.shelves(request.user, timezone.now())
    ]
    return render(request, "portal/vault/list.html", {"shelves": shelves})


@require_safe
@login_required
def choose_kind(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/vault/kinds.html", {"kinds": queries.kinds_offered()})


@require_http_methods(["GET", "POST"])
@login_required
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of one kind: a file or the photos of its pages, and the date that counts."""
    kind = next((kind for kind in queries.kinds_offered() if kind.slug == slug), None)
    if kind is None:
        raise Http404
    form = DepositForm(request.POST or None, request.FILES or None, kind=kind, uploads=context.config().uploads)
    if request.method == "POST" and form.is_valid() and (document := _deposit(request, kind, form)):
        messages.success(request, f"« {document.title} » est dans vos documents.")
        return redirect("portal:document", reference=document.reference)
    page = {"kind": kind, "form": form, "most": operations.MAXIMUM_PHOTOS}
    return render(request, "portal/vault/add.html", page, status=422 if form.errors else 200)


def _deposit(request: HttpRequest, kind: DocumentKind, form: DepositForm) -> Document | None:
    """Take the file in, or put the refusal beside the field it is about."""
    at = timezone.now()
    files = form.cleaned_data["files"]
    given: dict[str, Any] = {
        "owner": request.user,
        "kind": kind.slug,
        "title": form.cleaned_data["title"] or kind.title,
        "at": at,
        **_dates(form),
    }
    try:
        operations.check_dates(kind=kind, today=context.local_date(at), **_dates(form))
        if len(files) > 1:
            return operations.join_photos(files=files, **given)
        return operations.deposit(file=files[0], **given)
    except DocumentInTheFuture as refusal:
        form.add_error("issued_on", str(refusal))
    except DomainError as refusal:
        form.add_error("files", str(refusal))
    return None


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def document(request: HttpRequest, reference: UUID) -> HttpResponse:
    """One document: where it stands, what it serves for, its name and its dates."""
    item = _item_or_404(request, reference)
    form = DetailsForm(request.POST or None, kind=item.kind, initial=DetailsForm.initial_of(item.document))
    if request.method == "POST" and form.is_valid() and _keep(request, item, form):
        messages.success(request, "C’est enregistré.")
        return redirect("portal:document", reference=reference)
    page = {"item": item, "words": words_for(item), "form": form}
    return render(request, "portal/vault/document.html", page, status=422 if form.errors else 200)


def _keep(request: HttpRequest, item: VaultItem, form: DetailsForm) -> bool:
    at = timezone.now()
    try:
        operations.check_dates(kind=item.kind, today=context.local_date(at), **_dates(form))
        operations.describe(
            document=item.document, title=form.cleaned_data["title"], by=request.user, at=at, **_dates(form)
        )
    except DomainError as refusal:
        form.add_error("issued_on" if "issued_on" in form.fields else "title", str(refusal))
        return False
    return True


@require_http_methods(["GET", "POST"])
@login_required
def remove(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Ask before a document leaves; what a request still needs stays."""
    item = _item_or_404(request, reference)
    if request.method == "GET":
        return render(request, "portal/vault/remove.html", {"item": item})
    try:
        operations.remove(document=item.document, by=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:document", reference=reference)
    messages.success(request, f"« {item.document.title} » n’est plus dans vos documents.")
    return redirect("portal:documents")


def _item_or_404(request: HttpRequest, reference: UUID) -> VaultItem:
    item = queries.item_of(request.user, reference, timezone.now())
    if item is None:
        raise Http404
    return item


def _dates(form: DepositForm | DetailsForm) -> dict[str, Any]:
    return {name: form.cleaned_data.get(name) for name in ("issued_on", "expires_on")}
