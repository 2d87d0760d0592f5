""" "Mon quotient familial": agreed to, asked of the State, seen whole, then kept or left aside."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Final, Self

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.gateways.franceconnect import Authenticated
from apps.accounts.models import User
from apps.accounts.sessions import ID_TOKEN_KEY
from apps.casework import procedures
from apps.families import operations, queries
from apps.families.enums import QuotientBody, QuotientOrigin
from apps.families.errors import QuotientGone, QuotientOfSomebodyElse
from apps.families.gateways import particulier
from apps.families.models import FamilyQuotient, Household
from apps.families.quotient import Consent, FetchedQuotient, KnownIdentity, words_of_consent
from apps.portal.accounts import franceconnect
from core.errors import DomainError
from core.official_identity import COUNTRIES
from tenants import context, encryption

from .quotient_forms import ConsentForm, QuotientForm

PROPOSAL_KEY: Final = "quotient_proposal"
CONSENT_KEY: Final = "quotient_consent"
PURPOSE: Final = "quotient"
WAITS: Final = timedelta(minutes=30)
type Row = tuple[str, object]
type HouseholdView = Callable[[HttpRequest, Household], HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What was answered and waits to be confirmed: sealed in the session, for one account and one household."""

    fetched: FetchedQuotient
    origin: QuotientOrigin
    consent: Consent
    owner: list[int]

    def sealed(self) -> str:
        consent = {"words": self.consent.words, "at": self.consent.at.isoformat()}
        stored = {"fetched": self.fetched.to_json(), "origin": self.origin, "consent": consent, "owner": self.owner}
        return encryption.encrypt(json.dumps(stored))

    @classmethod
    def opened(cls, sealed: str) -> Self:
        stored = json.loads(encryption.decrypt(sealed))
        return cls(
            fetched=FetchedQuotient.from_json(stored["fetched"]),
            origin=QuotientOrigin(stored["origin"]),
            consent=_consent(stored["consent"]),
            owner=stored["owner"],
        )


def of_own_household(view: HouseholdView) -> Callable[[HttpRequest], HttpResponse]:
    """Give the view the household of an adult whose account nothing is left to prove of."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        household = queries.household_of(request.user)
        if household is None:
            return redirect("portal:family")
        if queries.ties_to_prove(request.user).exists():
            messages.info(request, "Confirmez d’abord que c’est bien vous : un quotient familial dit vos ressources.")
            return redirect("portal:family-tie")
        return view(request, household)

    return guarded


@require_http_methods(["GET", "POST"])
@of_own_household
def quotient(request: HttpRequest, household: Household) -> HttpResponse:
    """What is kept, and the question with the civil status."""
    known = queries.known_identity(request.user)
    asks = particulier.asks_by_identity(context.config())
    form = QuotientForm(request.POST if asks and request.method == "POST" else None, known=known, consent=_words())
    if form.is_valid():
        identity, config = known.completed(form.cleaned_data), context.config()
        try:
            return _propose(
                request,
                household,
                origin=QuotientOrigin.IDENTITY,
                consent=Consent(words=_words(), at=timezone.now()),
                question=lambda: particulier.service_for(config).by_identity(identity),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return _page(request, household, form, known)


@require_POST
@of_own_household
def quotient_franceconnect(request: HttpRequest, household: Household) -> HttpResponse:
    """Go to FranceConnect, where the person agrees to it once more."""
    if not particulier.asks_by_franceconnect(context.config()):
        return redirect("portal:quotient")
    form = ConsentForm(request.POST, consent=_words(), prefix=PURPOSE)
    if not form.is_valid():
        known = queries.known_identity(request.user)
        return _page(request, household, QuotientForm(known=known, consent=_words()), known, by_franceconnect=form)
    request.session[CONSENT_KEY] = {"words": _words(), "at": timezone.now().isoformat()}
    provider = franceconnect.provider_or_404()
    return franceconnect.leave(
        request, provider, purpose=PURPOSE, user_id=request.user.pk, more_scopes=[particulier.SCOPE]
    )


def _arrive(request: HttpRequest, back: Authenticated) -> HttpResponse:
    """Ask at once, with a token that lives a minute, for the person whose account this is and for nobody else."""
    user: User = request.user
    household, agreed = queries.household_of(user), request.session.pop(CONSENT_KEY, None)
    if household is None or agreed is None or queries.ties_to_prove(user).exists():
        return redirect("portal:quotient")
    request.session[ID_TOKEN_KEY] = back.id_token
    config, known = context.config(), queries.known_identity(user)
    names = (known.usual_name, known.birth_name)
    try:
        if back.identity.contradicts(first_names=known.first_names, names=names, birth_date=known.birth_date):
            raise QuotientOfSomebodyElse
        return _propose(
            request,
            household,
            origin=QuotientOrigin.FRANCECONNECT,
            consent=_consent(agreed),
            question=lambda: particulier.service_for(config).by_franceconnect(back.access_token),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:quotient")


franceconnect.on_arrival(PURPOSE, started_at="portal:quotient", follow=_arrive)


@require_http_methods(["GET", "POST"])
@of_own_household
def quotient_check(request: HttpRequest, household: Household) -> HttpResponse:
    """Everything that was answered; the person keeps it or leaves it, and what is not kept is nowhere."""
    proposal = _waiting(request, household)
    if proposal is None:
        request.session.pop(PROPOSAL_KEY, None)
        messages.error(request, str(QuotientGone()))
        return redirect("portal:quotient")
    if request.method == "GET":
        page = {"rows": _answer_rows(proposal.fetched), "shown": _shown_rows(proposal.fetched)}
        return render(request, "portal/families/quotient_check.html", page)
    del request.session[PROPOSAL_KEY]
    if "garder" not in request.POST:
        messages.success(request, "Rien n’a été gardé.")
        return redirect("portal:quotient")
    operations.keep_quotient(
        household=household,
        fetched=proposal.fetched,
        origin=proposal.origin,
        consent=proposal.consent,
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, "Votre quotient familial est enregistré.")
    return redirect("portal:quotient")


def _propose(
    request: HttpRequest,
    household: Household,
    *,
    origin: QuotientOrigin,
    consent: Consent,
    question: Callable[[], FetchedQuotient],
) -> HttpResponse:
    fetched = operations.ask_quotient(
        question=question, origin=origin, consent=consent, household=household, by=request.user, at=timezone.now()
    )
    proposal = Proposal(fetched=fetched, origin=origin, consent=consent, owner=[request.user.pk, household.pk])
    request.session[PROPOSAL_KEY] = proposal.sealed()
    return redirect("portal:quotient-check")


def _waiting(request: HttpRequest, household: Household) -> Proposal | None:
    sealed = request.session.get(PROPOSAL_KEY)
    proposal = Proposal.opened(sealed) if sealed else None
    if proposal is None or proposal.owner != [request.user.pk, household.pk]:
        return None
    return proposal if timezone.now() < proposal.consent.at + WAITS else None


def _consent(stored: dict[str, str]) -> Consent:
    return Consent(words=stored["words"], at=datetime.fromisoformat(stored["at"]))


def _words() -> str:
    return words_of_consent(context.config().identity.article)


def _page(
    request: HttpRequest,
    household: Household,
    form: QuotientForm,
    known: KnownIdentity,
    by_franceconnect: ConsentForm | None = None,
) -> HttpResponse:
    config = context.config()
    kept = list(queries.quotients_of(household))
    current = kept[0] if kept else None
    shown = {
        "current": current,
        "rows": _kept_rows(current) if current else (),
        "former": kept[1:],
        "form": form if particulier.asks_by_identity(config) else None,
        "franceconnect_form": (by_franceconnect or ConsentForm(consent=_words(), prefix=PURPOSE))
        if particulier.asks_by_franceconnect(config)
        else None,
        "known_rows": _known_rows(known),
        "service": procedures.service_of(config.family.service),
    }
    wrong = form.errors or (by_franceconnect and by_franceconnect.errors)
    return render(request, "portal/families/quotient.html", shown, status=422 if wrong else 200)


def _kept_rows(one: FamilyQuotient) -> tuple[Row, ...]:
    return (
        ("Quotient familial", one.value),
        ("Mois", f"{one.month:%m/%Y}"),
        ("Source", one.get_source_display()),
        ("Comment", one.get_origin_display()),
        ("Enregistré le", f"{context.local_date(one.recorded_at):%d/%m/%Y}"),
        ("Gardé jusqu’au", f"{queries.kept_until(one):%d/%m/%Y}"),
    )


def _answer_rows(fetched: FetchedQuotient) -> tuple[Row, ...]:
    return (
        ("Quotient familial", fetched.value),
        ("Mois", f"{fetched.month:%m/%Y}"),
        ("Source", QuotientBody(fetched.source).label),
    )


def _shown_rows(fetched: FetchedQuotient) -> tuple[Row, ...]:
    return (
        ("Allocataires", " ; ".join(fetched.claimants)),
        ("Enfants", " ; ".join(fetched.children)),
        ("Adresse", ", ".join(fetched.address)),
    )


def _known_rows(known: KnownIdentity) -> tuple[Row, ...]:
    rows: tuple[tuple[str, str, object], ...] = (
        ("birth_name", "Nom de naissance", known.birth_name),
        ("usual_name", "Nom d’usage", known.usual_name),
        ("first_names", "Prénoms", known.first_names),
        ("birth_date", "Date de naissance", f"{known.birth_date:%d/%m/%Y}" if known.birth_date else ""),
        ("sex", "Sexe à l’état civil", {"F": "Féminin", "M": "Masculin"}.get(known.sex, "")),
        ("country_code", "Pays de naissance", COUNTRIES.get(known.country_code, known.country_code)),
        ("commune_code", "Commune de naissance", known.commune_code),
    )
    return tuple((label, value) for name, label, value in rows if value and name not in known.missing)
