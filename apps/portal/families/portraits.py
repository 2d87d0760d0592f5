"""The photo of a child, of a second representative without an account, or of a contact: added, replaced, removed."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.families import operations
from apps.families import queries as families
from apps.families.enums import MemberRole
from apps.families.models import Contact, HouseholdMember, Person
from apps.portal.families.family import child_of
from apps.portal.families.forms import PortraitForm
from communes_config.schema import FieldState
from core.errors import DomainError


@dataclass(frozen=True, kw_only=True)
class Sitter:
    """Whose photo it is, whether the commune wants one, and why this account may only look at it, if so."""

    of: Person | Contact
    state: FieldState
    image: str
    refusal: str = ""

    @property
    def name(self) -> str:
        return str(self.of)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def member_portrait(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _member(request, pk))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def contact_portrait(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _contact(request, pk))


@never_cache
@login_required
@require_safe
def member_portrait_image(request: HttpRequest, pk: int) -> HttpResponse:
    return _image(_member(request, pk))


@never_cache
@login_required
@require_safe
def contact_portrait_image(request: HttpRequest, pk: int) -> HttpResponse:
    return _image(_contact(request, pk))


def _page(request: HttpRequest, sitter: Sitter) -> HttpResponse:
    if sitter.refusal:
        status = 422 if request.method == "POST" else 200
        facts = {"sitter": sitter, "form": None, "has_portrait": families.has_portrait(sitter.of)}
        return render(request, "portal/families/portrait.html", facts, status=status)
    form = PortraitForm(request.POST or None, request.FILES or None, of=sitter.of)
    if request.method == "POST" and "remove" in request.POST:
        operations.remove_portrait(of=sitter.of, by=request.user, at=timezone.now())
        messages.success(request, f"La photo de {sitter.name} est retirée.")
        return redirect("portal:family")
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["photo"].read()
        try:
            operations.set_portrait(of=sitter.of, content=content, by=request.user, at=timezone.now())
        except DomainError as refusal:
            form.add_error("photo", str(refusal))
        else:
            messages.success(request, f"La photo de {sitter.name} est enregistrée.")
            return redirect("portal:family")
    facts = {"sitter": sitter, "form": form, "has_portrait": families.has_portrait(sitter.of)}
    return render(request, "portal/families/portrait.html", facts, status=422 if form.errors else 200)


def _image(sitter: Sitter) -> HttpResponse:
    content = families.portrait_bytes(sitter.of)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/jpeg")


def _member(request: HttpRequest, pk: int) -> Sitter:
    """Return a child whom this account represents, or an adult of its household who has no account of their own."""
    household = families.household_of(request.user)
    places = HouseholdMember.objects.select_related("person").filter(household=household, household__isnull=False)
    member, refusal = get_object_or_404(places, person=pk), ""
    if member.role == MemberRole.CHILD:
        refusal = families.why_not_decided(request.user, child_of(request, pk))
    elif member.person.account_id is not None:
        raise Http404
    state, image = families.state_for(member), "portal:member-portrait-image"
    return _asked(Sitter(of=member.person, state=state, image=image, refusal=refusal))


def _contact(request: HttpRequest, pk: int) -> Sitter:
    household = families.household_of(request.user)
    contact = get_object_or_404(Contact.objects.filter(household=household, household__isnull=False), pk=pk)
    return _asked(Sitter(of=contact, state=families.state_for(contact), image="portal:contact-portrait-image"))


def _asked(sitter: Sitter) -> Sitter:
    if sitter.state == FieldState.HIDDEN:
        raise Http404
    return sitter
