"""FranceConnect: going there, coming back, and what is done with the identity that comes back."""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts import operations, queries
from apps.accounts.certified import Certified
from apps.accounts.enums import SignInMethod
from apps.accounts.errors import (
    FranceConnectAfterTheCode,
    FranceConnectAway,
    FranceConnectNotLinked,
    FranceConnectRefused,
)
from apps.accounts.gateways import franceconnect, places
from apps.accounts.gateways.franceconnect import Authenticated, IdentityProvider
from apps.accounts.models import User
from apps.accounts.models.people import UNPROVEN
from apps.accounts.secrets import new_secret
from apps.accounts.sessions import ID_TOKEN_KEY, client_address
from communes_config.schema import StepName
from core.errors import DomainError
from core.official_identity import OfficialIdentity
from tenants import context

from . import wizard
from .access import come_in, destination
from .forms import OwnPasswordForm, SignInForm
from .sign_up import draft_secret_for, with_draft_cookie

TRIPS_KEY: Final = "franceconnect_trips"
PENDING_KEY: Final = "franceconnect_pending"
LEAVING_KEY: Final = "franceconnect_leaving"
MOST_TRIPS: Final = 5  # tabs
TRIP_LASTS: Final = timedelta(minutes=30)
CHOICE_LASTS: Final = timedelta(minutes=30)
SIGN_IN, SIGN_UP, LINK = "connexion", "inscription", "liaison"
STARTED_AT: Final[dict[str, str]] = {SIGN_IN: "portal:sign-in", SIGN_UP: "portal:sign-up"}


type Arrival = Callable[[HttpRequest, Authenticated], HttpResponse]
_arrivals: dict[str, Arrival] = {}


def on_arrival(purpose: str, *, started_at: str, follow: Arrival) -> None:
    """Register what else somebody who is signed in goes to FranceConnect for, and what is done on their return."""
    STARTED_AT[purpose], _arrivals[purpose] = started_at, follow


@dataclass(frozen=True, kw_only=True, slots=True)
class Trip:
    """What this browser went to FranceConnect for."""

    nonce: str
    purpose: str
    wanted: str = ""
    user_id: int = 0


def provider_or_404() -> IdentityProvider:
    commune = context.current()
    provider = franceconnect.provider_for(commune.slug) if commune.config.franceconnect else None
    if provider is None:
        raise Http404
    return provider


def return_uri() -> str:
    return context.url(reverse("portal:franceconnect-return"))


@never_cache
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Go to FranceConnect, from the sign-in or from the wizard."""
    provider = provider_or_404()
    if request.user.is_authenticated:
        return redirect(destination(request, request.user))
    purpose = SIGN_UP if request.POST.get("pour") == SIGN_UP else SIGN_IN
    return leave(request, provider, purpose=purpose, wanted=request.POST.get("next", ""))


def leave(
    request: HttpRequest,
    provider: IdentityProvider,
    *,
    purpose: str,
    wanted: str = "",
    user_id: int = 0,
    more_scopes: Sequence[str] = (),
) -> HttpResponse:
    """Send the browser to FranceConnect, and remember what for."""
    state, nonce = new_secret(), new_secret()
    try:
        address = provider.authorization_url(
            redirect_uri=return_uri(), state=state, nonce=nonce, more_scopes=more_scopes
        )
    except FranceConnectAway as refusal:
        messages.error(request, str(refusal))
        return redirect(STARTED_AT[purpose])
    trips = dict(list(request.session.get(TRIPS_KEY, {}).items())[1 - MOST_TRIPS :])
    until = (timezone.now() + TRIP_LASTS).isoformat()
    trips[state] = {"nonce": nonce, "purpose": purpose, "wanted": wanted, "user_id": user_id, "until": until}
    request.session[TRIPS_KEY] = trips
    return redirect(address)


@never_cache
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """The return from FranceConnect: nothing is believed before the state, the issuer and the tokens are checked."""
    provider = provider_or_404()
    trip = _trip(request)
    if trip is None or not hmac.compare_digest(request.GET.get("iss", "").encode(), provider.issuer.encode()):
        return _refuse(request, FranceConnectRefused())
    if "error" in request.GET:
        return _gave_up(request, trip)
    try:
        back = provider.authenticate(
            code=request.GET.get("code", ""), redirect_uri=return_uri(), nonce=trip.nonce, at=timezone.now()
        )
    except FranceConnectAway as refusal:
        messages.error(request, str(refusal))
        return redirect(STARTED_AT[trip.purpose])
    except FranceConnectRefused as refusal:
        return _refuse(request, refusal)
    if trip.purpose not in _arrivals:
        return _recognise(request, trip, back)
    if not request.user.is_authenticated or request.user.pk != trip.user_id:
        return _refuse(request, FranceConnectRefused())  # somebody else signed in meanwhile
    return _arrivals[trip.purpose](request, back)


def _trip(request: HttpRequest) -> Trip | None:
    """Return the trip that this browser began with this state, once."""
    trips = dict(request.session.get(TRIPS_KEY, {}))
    stored = trips.pop(request.GET.get("state", ""), None)
    if stored is None:
        return None
    request.session[TRIPS_KEY] = trips
    if timezone.now() >= datetime.fromisoformat(stored.pop("until")):
        return None
    return Trip(**stored)


def _refuse(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    return render(request, "portal/accounts/franceconnect_refused.html", {"refusal": refusal}, status=400)


def _gave_up(request: HttpRequest, trip: Trip) -> HttpResponse:
    if request.GET["error"] == "access_denied":
        messages.info(request, "Vous avez renoncé à FranceConnect : rien n’a été fait. Vous pouvez continuer sans lui.")
    else:
        messages.error(request, str(FranceConnectAway()))
    return redirect(STARTED_AT[trip.purpose])


def _recognise(request: HttpRequest, trip: Trip, back: Authenticated) -> HttpResponse:
    try:
        user = operations.sign_in_with_franceconnect(identity=back.identity, at=timezone.now())
    except FranceConnectNotLinked:
        return _ask_who_it_is(request, trip, back)
    except DomainError as refusal:
        if trip.purpose == SIGN_UP and _never_opened(back.identity):
            return _ask_who_it_is(request, trip, back)
        messages.error(request, str(refusal))
        return redirect("portal:sign-in")
    return come_in(request, user, method=SignInMethod.FRANCECONNECT, wanted=trip.wanted, id_token=back.id_token)


def _never_opened(identity: OfficialIdentity) -> bool:
    """Whether the account of an identity was never proved: its owner may start again."""
    link = queries.franceconnect_link(identity.subject)
    return link is not None and link.user.status in UNPROVEN


def _ask_who_it_is(request: HttpRequest, trip: Trip, back: Authenticated) -> HttpResponse:
    """Ask everybody the same question, whether or not an account has the same e-mail address."""
    place = places.birth_places().named(back.identity.birth_place_code) if back.identity.birth_place_code else None
    request.session[PENDING_KEY] = {
        "certified": Certified(identity=back.identity, place=place).to_json(),
        "id_token": back.id_token,
        "wanted": trip.wanted,
        "until": (timezone.now() + CHOICE_LASTS).isoformat(),
    }
    return redirect("portal:franceconnect-first")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def first_time(request: HttpRequest) -> HttpResponse:
    """An identity that no account has yet: create a space with it, or sign in once to link one's own."""
    provider_or_404()
    pending = request.session.get(PENDING_KEY)
    if pending is None or timezone.now() >= datetime.fromisoformat(pending["until"]):
        return redirect("portal:sign-in")
    certified = Certified.from_json(pending["certified"])
    if request.method == "POST" and request.POST.get("go") == "create":
        return _create(request, certified)
    form = SignInForm(request.POST or None)
    if form.is_valid():
        try:
            return _link_after_password(request, form, certified, pending)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    page = {"form": form, "identity": certified.identity}
    return render(request, "portal/accounts/franceconnect_first.html", page, status=422 if form.is_bound else 200)


def _create(request: HttpRequest, certified: Certified) -> HttpResponse:
    """Go on with the wizard, what is certified being already written."""
    try:
        secret = draft_secret_for(request)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:home")
    at = timezone.now()
    operations.certify_draft(secret=secret, certified=certified, at=at)
    operations.save_step(secret=secret, step=str(StepName.WELCOME), typed={}, complete=True, at=at)
    del request.session[PENDING_KEY]
    steps = context.config().wizard.steps
    return with_draft_cookie(redirect(wizard.url_of(steps[1])), secret)


def _link_after_password(
    request: HttpRequest, form: SignInForm, certified: Certified, pending: dict[str, Any]
) -> HttpResponse:
    at = timezone.now()
    user = operations.sign_in(**form.cleaned_data, at=at, ip=client_address(request))
    if queries.second_factor_of(user) is not None:
        raise FranceConnectAfterTheCode
    operations.link_franceconnect(user=user, certified=certified, at=at)
    request.session.pop(PENDING_KEY, None)
    answer = come_in(
        request, user, method=SignInMethod.FRANCECONNECT, wanted=pending["wanted"], id_token=pending["id_token"]
    )
    messages.success(request, "Votre espace est relié : FranceConnect l’ouvrira désormais.")
    return answer


@never_cache
@login_required
@sensitive_post_parameters("current_password")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Whether one's space is linked; the password is asked to link it and to take the link away."""
    provider = provider_or_404()
    user: User = request.user
    linked = queries.franceconnect_link_of(user)
    form = OwnPasswordForm(request.POST or None)
    if form.is_valid():
        password = form.cleaned_data["current_password"]
        try:
            if linked is not None:
                operations.unlink_franceconnect(user=user, password=password, at=timezone.now())
                messages.success(request, "Votre espace n’est plus relié à FranceConnect.")
                return redirect("portal:franceconnect-link")
            operations.confirm_password(user=user, password=password)
            return leave(request, provider, purpose=LINK, user_id=user.pk)
        except DomainError as refusal:
            form.add_error("current_password", str(refusal))
    page = {"form": form, "link": linked}
    return render(request, "portal/accounts/franceconnect_link.html", page, status=422 if form.is_bound else 200)


def _link_own_account(request: HttpRequest, back: Authenticated) -> HttpResponse:
    code = back.identity.birth_place_code
    certified = Certified(identity=back.identity, place=places.birth_places().named(code) if code else None)
    try:
        operations.link_franceconnect(user=request.user, certified=certified, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        request.session[ID_TOKEN_KEY] = back.id_token
        messages.success(request, "Votre espace est relié : la prochaine fois, FranceConnect suffira.")
    return redirect("portal:franceconnect-link")


on_arrival(LINK, started_at="portal:franceconnect-link", follow=_link_own_account)


def way_out(request: HttpRequest, id_token: str) -> str | None:
    """Return where FranceConnect closes its own session, this one being closed already; None when it is away."""
    provider = franceconnect.provider_for(context.current().slug)
    if provider is None:
        return None
    state = new_secret()
    back = context.url(reverse("portal:franceconnect-signed-out"))
    try:
        address = provider.logout_url(id_token=id_token, state=state, redirect_uri=back)
    except FranceConnectAway:
        return None
    request.session[LEAVING_KEY] = state
    return address


@never_cache
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """The return from FranceConnect's own way out: only who left from here is told that it is done."""
    expected = request.session.pop(LEAVING_KEY, "")
    if expected and hmac.compare_digest(expected.encode(), request.GET.get("state", "").encode()):
        messages.success(request, "Vous êtes déconnecté, ici et de FranceConnect.")
    return redirect("portal:home")
