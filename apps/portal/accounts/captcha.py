"""The pictures and the sound of the security check; nothing in them says which is right."""

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.accounts import operations, queries
from apps.accounts.gateways import speech
from apps.accounts.models import SignUpDraft
from apps.design.icons import drawing
from core.captcha import PICTOGRAMS, Challenge

from .sign_up import secret_of


def _draft(request: HttpRequest) -> SignUpDraft:
    draft = queries.draft(secret_of(request), timezone.now())
    if draft is None or "outcome" in draft.data:
        raise Http404
    return draft


def _challenge(request: HttpRequest) -> Challenge:
    challenge = queries.challenge_of(_draft(request))
    if challenge is None or challenge.used:
        raise Http404
    return challenge


@never_cache
@require_safe
def image(request: HttpRequest, opaque: str) -> HttpResponse:
    """One picture, tilted at random so that its bytes tell nothing from one challenge to the next."""
    shown = next((choice for choice in _challenge(request).choices if choice.id == opaque), None)
    if shown is None:
        raise Http404
    rng = secrets.SystemRandom()
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="-3 -3 30 30" fill="none"'
        f' stroke="#22242a" stroke-width="{rng.uniform(1.6, 2.2):.2f}" stroke-linecap="round" stroke-linejoin="round">'
        f'<g transform="rotate({rng.uniform(-14, 14):.1f} 12 12) scale({rng.uniform(0.92, 1.06):.2f})">'
        f"{drawing(PICTOGRAMS[shown.pictogram].icon)}</g></svg>"
    )
    return HttpResponse(picture, content_type="image/svg+xml")


@never_cache
@require_safe
def sound(request: HttpRequest) -> HttpResponse:
    """The six figures, read in French."""
    try:
        spoken = speech.say(_challenge(request).spoken_words)
    except speech.SpeechUnavailable:
        return HttpResponse(status=503)
    return HttpResponse(spoken, content_type="audio/wav")


@never_cache
@require_safe
def refresh(request: HttpRequest) -> HttpResponse:
    """Another check, as a fragment of the page."""
    challenge = operations.renew_captcha(draft=_draft(request), at=timezone.now())
    return render(request, "portal/accounts/captcha.html", {"challenge": challenge, "errors": []})
