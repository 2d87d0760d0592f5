"""What the commune knows of the person who is signed in, and what they may change at once."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts import operations, queries
from apps.accounts.gateways.addresses import AddressServiceAway, address_search
from apps.accounts.gateways.franceconnect import is_offered
from apps.accounts.gateways.places import ListedCommune, PlacesAway, communes_like
from apps.accounts.models import User
from apps.accounts.sessions import client_address
from apps.casework import contact_details
from apps.casework.permissions import may_file
from apps.design.components import Row
from communes_config.schema import ProcedureDefinition
from core.birth_places import FRANCE, department_code
from core.errors import DomainError
from tenants import context

from .addresses import address_of
from .forms import EmailForm, PhotoForm, ProfileForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return show_profile(request)
    form = ProfileForm(request.POST, config=context.config(), governed=governed_for(request.user))
    if not form.is_valid():
        return show_profile(request, form=form)
    operations.update_profile(
        user=request.user,
        contact=dict(form.contact()),
        address=address_of(form.cleaned_data, form.shown()) if form.asks_address else None,
        at=timezone.now(),
    )
    messages.success(request, "Vos coordonnées sont à jour.")
    return redirect("portal:profile")


def show_profile(
    request: HttpRequest,
    *,
    form: ProfileForm | None = None,
    email_form: EmailForm | None = None,
    photo_form: PhotoForm | None = None,
) -> HttpResponse:
    user: User = request.user
    wrong = any(each is not None for each in (form, email_form, photo_form))
    linked = queries.franceconnect_link_of(user)
    governed = governed_for(user)
    page = {
        "identity": _identity(user),
        "contact": _contact(user, governed),
        "governed": governed,
        "verified": [LABELS[name] for name in linked.verified if name in LABELS] if linked else [],
        "linked": linked is not None,
        "franceconnect": is_offered(context.config()),
        "protected": queries.second_factor_of(user) is not None,
        "browsers": queries.sessions_of(user, timezone.now()).count(),
        "form": form or ProfileForm(initial=_initial(user), config=context.config(), governed=governed),
        "email_form": email_form or EmailForm(),
        "photo_form": photo_form or PhotoForm(),
    }
    return render(request, "portal/accounts/profile.html", page, status=422 if wrong else 200)


def governed_for(user: User) -> dict[str, ProcedureDefinition]:
    """Return what this person changes by a procedure: nothing while the account may not make any."""
    return contact_details.procedures_for(context.config()) if may_file(user) else {}


def _contact(user: User, governed: Mapping[str, ProcedureDefinition]) -> list[Row]:
    """The data that a procedure changes, each with the way to it."""
    known = contact_details.recorded(user)
    named = (("email", "email"), ("mobile", "phone"), ("phone", "phone"), ("address", "address"))
    return [
        Row(CONTACT[name], known[name] or NOTHING, reverse("portal:procedure", args=[governed[kind].slug]))
        for name, kind in named
        if kind in governed
    ]


CONTACT = {
    "email": "Adresse électronique",
    "mobile": "Téléphone portable",
    "phone": "Téléphone du domicile",
    "address": "Adresse postale",
}
NOTHING = "Rien d’enregistré"
LABELS = {
    "civility": "civilité",
    "birth_name": "nom de naissance",
    "first_names": "prénom(s)",
    "birth_date": "date de naissance",
    "birth_country": "pays de naissance",
    "birth_department": "département de naissance",
    "birth_commune": "commune de naissance",
}


def _identity(user: User) -> list[Row]:
    born = date_format(user.birth_date, "j F Y") if user.birth_date else ""
    places = (user.birth_commune, user.birth_department, user.birth_country)
    rows = [
        Row("Civilité", user.get_civility_display()),
        Row("Nom usuel", user.usual_name),
        Row("Nom de naissance", user.birth_name),
        Row("Prénom(s)", user.first_names),
        Row("Date de naissance", born),
        Row("Lieu de naissance", ", ".join(filter(None, places))),
    ]
    return [row for row in rows if row.value]


def _initial(user: User) -> dict[str, Any]:
    initial: dict[str, Any] = {name: getattr(user, name) for name in ("phone", "mobile", "fax", "preferred_contact")}
    if user.address is None:
        return initial | {"country": "France"}
    address = user.address
    line = " ".join(filter(None, (address.number, address.street, address.postal_code, address.city)))
    names = ("number", "street", "building", "apartment", "postal_code", "city", "country", "ban_id", "insee_code")
    initial |= {name: getattr(address, name) for name in names}
    return initial | {"address_complement": address.complement, "address_search": line, "label": line}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: HttpRequest) -> HttpResponse:
    """The portrait itself; posting a file replaces it, posting none removes it."""
    user: User = request.user
    if request.method != "POST":
        stored = queries.photo_of(user)
        if stored is None:
            raise Http404
        return HttpResponse(stored, content_type="image/jpeg")
    if "remove" in request.POST:
        operations.remove_photo(user=user, at=timezone.now())
        messages.success(request, "Votre photo est retirée.")
        return redirect("portal:profile")
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            operations.set_photo(user=user, content=form.cleaned_data["photo"].read(), at=timezone.now())
        except DomainError as refusal:
            form.add_error("photo", str(refusal))
        else:
            messages.success(request, "Votre photo est enregistrée.")
            return redirect("portal:profile")
    return show_profile(request, photo_form=form)


@never_cache
@require_safe
def search_address(request: HttpRequest) -> JsonResponse:
    """Addresses that look like `q`, as a JSON list; an empty one when the service is away, and people type theirs."""
    if not operations.may_search_address(ip=client_address(request), at=timezone.now()):
        return JsonResponse([], safe=False, status=429)
    try:
        found = address_search().search(request.GET.get("q", ""))
    except AddressServiceAway:
        return JsonResponse([], safe=False, status=503)
    return JsonResponse([address.to_json() for address in found], safe=False)


@never_cache
@require_safe
def search_birth_place(request: HttpRequest) -> JsonResponse:
    """Communes that look like `q`, in the department written `beside`; none when the list is away."""
    if not operations.may_search_address(ip=client_address(request), at=timezone.now()):
        return JsonResponse([], safe=False, status=429)
    department = department_code(request.GET.get("beside", ""))
    try:
        found = communes_like(request.GET.get("q", ""), department=department)
    except PlacesAway:
        return JsonResponse([], safe=False, status=503)
    return JsonResponse([_offered(one) for one in found], safe=False)


def _offered(commune: ListedCommune) -> dict[str, str]:
    return {
        "label": commune.label,
        "birth_commune": commune.name,
        "birth_department": commune.department,
        "birth_country": FRANCE,
    }
