"""The sign-up wizard between two pages: what was typed, the photo, the security check."""

import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from apps.accounts import photos, wording
from apps.accounts.certified import Certified
from apps.accounts.enums import ThrottleScope
from apps.accounts.errors import DraftLost, TooFast, TooManyRequests
from apps.accounts.models import CaptchaChallenge, SignUpDraft
from apps.accounts.secrets import digest, new_secret
from core import captcha
from core.errors import DomainError
from tenants import context

from . import throttling
from .sign_up import SignUpEntry, SignUpOutcome, sign_up

LIFETIME: Final = timedelta(days=7)
MINIMUM_TIME: Final = timedelta(milliseconds=500)  # no browser goes through the pages of the wizard faster
NEVER_KEPT: Final = frozenset({"password", "new_password", "new_password_again"})


@transaction.atomic
def start_draft(*, at: datetime, ip: str | None = None) -> str:
    """Open a draft; return the secret of its cookie. Raises TooManyRequests."""
    if not throttling.may(scope=ThrottleScope.DRAFT_ADDRESS, key=ip, at=at):
        raise TooManyRequests(until=wording.hour(at + throttling.LIMITS[ThrottleScope.DRAFT_ADDRESS].pause))
    secret = new_secret()
    SignUpDraft.objects.create(digest=digest(secret), created_at=at, updated_at=at, expires_at=at + LIFETIME)
    return secret


@transaction.atomic
def save_step(*, secret: str, step: str, typed: dict[str, Any], complete: bool, at: datetime) -> SignUpDraft:
    """Keep what was typed in one step, right or wrong, passwords apart. Raises DraftLost."""
    draft = _locked(secret, at)
    steps = dict(draft.data.get("steps", {}))
    steps[step] = {name: value for name, value in typed.items() if name not in NEVER_KEPT}
    done = [name for name in draft.data.get("done", []) if name != step]
    draft.data = {**draft.data, "steps": steps, "done": [*done, step] if complete else done}
    draft.updated_at, draft.expires_at = at, at + LIFETIME
    draft.save(update_fields=["data", "updated_at", "expires_at"])
    return draft


@transaction.atomic
def certify_draft(*, secret: str, certified: Certified, at: datetime) -> SignUpDraft:
    """Keep an identity that FranceConnect gave, and propose what it says beside it. Raises DraftLost."""
    draft = _locked(secret, at)
    identity = certified.identity
    proposed = {
        "identity": {"usual_name": identity.usual_name or identity.birth_name},
        "contact": {"email": identity.email},
    }
    steps = dict(draft.data.get("steps", {}))
    for step, fields in proposed.items():
        steps[step] = {**fields, **{name: text for name, text in steps.get(step, {}).items() if text}}
    draft.data = {**draft.data, "steps": steps, "franceconnect": certified.to_json()}
    draft.updated_at, draft.expires_at = at, at + LIFETIME
    draft.save(update_fields=["data", "updated_at", "expires_at"])
    return draft


@transaction.atomic
def save_draft_photo(*, secret: str, content: bytes, name: str, at: datetime) -> None:
    """Keep the photo, drawn again. Raises DraftLost, PhotoTooHeavy, PhotoUnreadable."""
    draft = _locked(secret, at)
    draft.photo, draft.photo_name = photos.redraw(content), name[:120]
    draft.save(update_fields=["photo", "photo_name"])


@transaction.atomic
def remove_draft_photo(*, secret: str, at: datetime) -> None:
    draft = _locked(secret, at)
    draft.photo, draft.photo_name = None, ""
    draft.save(update_fields=["photo", "photo_name"])


@transaction.atomic
def discard_draft(*, secret: str) -> None:
    """Forget what was typed: the visitor cancelled."""
    SignUpDraft.objects.filter(digest=digest(secret)).delete()


@transaction.atomic
def renew_captcha(*, draft: SignUpDraft, at: datetime) -> captcha.Challenge:
    """Replace the security check of a draft: other pictures, another order, other figures."""
    stored = CaptchaChallenge.objects.select_for_update().filter(draft=draft).first()
    former = None if stored is None else captcha.Challenge.from_json(stored.state)
    config = context.config().captcha
    rng = secrets.SystemRandom()
    challenge = captcha.new_challenge(rng, config.pictograms, rng.choice(config.targets), at, after=former)
    CaptchaChallenge.objects.update_or_create(draft=draft, defaults={"state": challenge.to_json(), "created_at": at})
    return challenge


@transaction.atomic
def ensure_captcha(*, draft: SignUpDraft, at: datetime) -> captcha.Challenge:
    """Return the security check in progress, or a new one when it can no longer be passed."""
    stored = CaptchaChallenge.objects.filter(draft=draft).first()
    if stored is not None:
        challenge = captcha.Challenge.from_json(stored.state)
        if not challenge.used and at < challenge.expires_at and challenge.failures < captcha.MAX_FAILURES:
            return challenge
    return renew_captcha(draft=draft, at=at)


def finish_sign_up(
    *, secret: str, entry: SignUpEntry, password: str, given: str, by_agent: bool, at: datetime, ip: str | None = None
) -> SignUpOutcome:
    """Create the account of a draft, once: a second request gets the first one's outcome.

    `given` answers the security check; `by_agent` goes without it, to the agents' queue. A wrong answer stays counted
    although the account is refused; a right one is given back when the account is refused for another reason.
    Raises DraftLost, TooFast, what `core.captcha` refuses, and what `sign_up` raises.
    """
    with transaction.atomic():
        draft = _locked(secret, at)
        if "outcome" in draft.data:
            return outcome_of(draft)
        if at - draft.created_at < MINIMUM_TIME:
            raise TooFast
        refusal = None if by_agent or not context.config().captcha.enabled else _answer(draft, given, at)
        if refusal is None:
            outcome = sign_up(entry=entry, password=password, at=at, ip=ip, by_agent=by_agent)
            _close(draft, outcome, at)
            return outcome
    raise refusal


def outcome_of(draft: SignUpDraft) -> SignUpOutcome:
    """Return what the confirmation page says. Raises DraftLost before the account exists."""
    kept = draft.data.get("outcome")
    if kept is None:
        raise DraftLost
    due_at = kept["approval_due_at"]
    return SignUpOutcome(
        display_name=kept["display_name"],
        email=kept["email"],
        approval_due_at=None if due_at is None else datetime.fromisoformat(due_at),
    )


def _answer(draft: SignUpDraft, given: str, at: datetime) -> DomainError | None:
    stored = CaptchaChallenge.objects.select_for_update().filter(draft=draft).first()
    if stored is None:
        return captcha.CaptchaExpired()
    answered = captcha.answer(captcha.Challenge.from_json(stored.state), given, at)
    stored.state = answered.challenge.to_json()
    stored.save(update_fields=["state"])
    return answered.refusal


def _close(draft: SignUpDraft, outcome: SignUpOutcome, at: datetime) -> None:
    """Keep the confirmation, and nothing else of what was typed."""
    due_at = outcome.approval_due_at
    draft.data = {
        "outcome": {
            "display_name": outcome.display_name,
            "email": outcome.email,
            "approval_due_at": None if due_at is None else due_at.isoformat(),
        }
    }
    draft.photo, draft.photo_name, draft.updated_at = None, "", at
    draft.save(update_fields=["data", "photo", "photo_name", "updated_at"])


def _locked(secret: str, at: datetime) -> SignUpDraft:
    draft = SignUpDraft.objects.select_for_update().filter(digest=digest(secret), expires_at__gt=at).first()
    if draft is None:
        raise DraftLost
    return draft
