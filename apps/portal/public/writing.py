"""Writing to a service without an account."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.sessions import client_address
from apps.casework.operations import write_to_service
from apps.casework.permissions import may_file
from apps.design.forms import Form
from communes_config.schema import Service
from core.errors import DomainError
from tenants import context

PROCEDURE = "contact"  # by which who has an account writes, and reads the answer in one's own space
TYPED_IN = timedelta(seconds=3)  # nobody writes a message faster; a robot does
SHOWN_AT = TimestampSigner(salt="portal.write-to-us")


class VisitorForm(Form):
    """`website` is seen by robots alone; `shown` says when the page was drawn."""

    autocomplete = {"name": "name"}

    service = forms.ChoiceField(label="À qui écrivez-vous ?", widget=forms.RadioSelect)
    name = forms.CharField(label="Votre nom", max_length=120)
    email = forms.EmailField(label="Votre adresse e-mail", help_text="Le service vous répond à cette adresse.")
    body = forms.CharField(label="Votre message", max_length=4_000, widget=forms.Textarea(attrs={"rows": 8}))
    website = forms.CharField(required=False)
    shown = forms.CharField(required=False)

    def __init__(self, *args: Any, services: Sequence[Service], **kwargs: Any) -> None:
        super().__init__(*args, initial={"service": services[0].slug if len(services) == 1 else None}, **kwargs)
        self.fields["service"].choices = [(service.slug, service.name) for service in services]

    @property
    def stamp(self) -> str:
        """Return when the page was first drawn, signed; now when what came back says nothing true."""
        sent = str(self.data.get("shown", ""))
        return sent if _typed_by_hand(sent) else SHOWN_AT.sign("")

    def clean_name(self) -> str:
        """On one line: it goes in the subject of an e-mail."""
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("website") or not _typed_by_hand(cleaned.get("shown", "")):
            raise ValidationError("Relisez votre message, puis envoyez-le de nouveau.")
        return cleaned


def _typed_by_hand(shown: str) -> bool:
    """Whether the page was drawn long enough ago."""
    try:
        SHOWN_AT.unsign(shown, max_age=TYPED_IN)
    except SignatureExpired:
        return True
    except BadSignature:
        return False
    return False


def services_to_write_to() -> Sequence[Service]:
    """Return the services of the commune, when it is one that lets families write to it on its portal."""
    config = context.config()
    return config.services if config.procedure(PROCEDURE) else ()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write_to_us(request: HttpRequest) -> HttpResponse:
    """The message of a visitor; who may make a request is led to the one that is followed in one's own space."""
    services = services_to_write_to()
    if not services:
        raise Http404
    if request.user.is_authenticated and may_file(request.user):
        return redirect("portal:procedure", slug=PROCEDURE)
    form = VisitorForm(request.POST if request.method == "POST" else None, services=services)
    if form.is_valid() and _send(request, form, services):
        return redirect("portal:written-to-us")
    return render(request, "portal/public/write.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def written_to_us(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/written.html")


def _send(request: HttpRequest, form: VisitorForm, services: Sequence[Service]) -> bool:
    typed = form.cleaned_data
    try:
        write_to_service(
            service=next(service for service in services if service.slug == typed["service"]),
            name=typed["name"],
            email=typed["email"],
            body=typed["body"],
            ip=client_address(request),
            at=timezone.now(),
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
