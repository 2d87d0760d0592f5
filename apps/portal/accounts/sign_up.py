"""The wizard "Créer mon espace": one page a step, nothing lost on the way."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts import operations, queries
from apps.accounts.errors import CguOutdated, PhotoTooHeavy, PhotoUnreadable, TooManyRequests, UsernameTaken
from apps.accounts.sessions import client_address
from apps.content import queries as content
from communes_config.schema import StepName
from core.captcha import Challenge
from core.errors import DomainError
from tenants import context

from . import wizard
from .forms import AuthenticationForm, CguForm, StepForm
from .wizard import Progress

DEVICE_KEEPS_IT = timedelta(days=7)


def secret_of(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.SIGN_UP_COOKIE_NAME, "")


def progress_of(request: HttpRequest) -> Progress:
    return Progress(context.config(), queries.draft(secret_of(request), timezone.now()))


def is_finished(progress: Progress) -> bool:
    return progress.draft is not None and "outcome" in progress.draft.data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, step: str = "") -> HttpResponse:
    """One step of the wizard; without a name, where the visitor stands."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    progress = progress_of(request)
    if is_finished(progress):
        if request.method == "POST" and step == wizard.SLUGS[StepName.AUTHENTICATION]:
            return redirect("portal:sign-up-done")  # a double click
        progress = Progress(progress.config, None)  # the other parent creates an account on the same device
    current = progress.named(step) if step else progress.steps[0]
    if current is None:
        raise Http404
    if not progress.is_open(current):
        return redirect(wizard.url_of(progress.furthest))
    if request.method == "POST":
        return _post(request, progress, current)
    return _show(request, progress, current, _blank_form(progress, current))


def _post(request: HttpRequest, progress: Progress, step: StepName) -> HttpResponse:
    go = request.POST.get("go", "next")
    if go == "cancel":
        return _cancel(request)
    try:
        secret = secret_of(request) if progress.draft is not None else _start(request)
    except TooManyRequests as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:home")
    answers = {
        StepName.WELCOME: _post_welcome,
        StepName.CGU: _post_cgu,
        StepName.AUTHENTICATION: _post_authentication,
    }
    response = answers.get(step, _post_fields)(request, progress, step, secret)
    return with_draft_cookie(response, secret)


def draft_secret_for(request: HttpRequest) -> str:
    """Return the secret of the draft in progress on this device, or of a new one. Raises TooManyRequests."""
    progress = progress_of(request)
    return _start(request) if progress.draft is None or is_finished(progress) else secret_of(request)


def _start(request: HttpRequest) -> str:
    return operations.start_draft(at=timezone.now(), ip=client_address(request))


def with_draft_cookie(response: HttpResponse, secret: str) -> HttpResponse:
    response.set_cookie(
        settings.SIGN_UP_COOKIE_NAME,
        secret,
        max_age=DEVICE_KEEPS_IT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _cancel(request: HttpRequest) -> HttpResponse:
    operations.discard_draft(secret=secret_of(request))
    messages.info(request, "La création de votre espace est annulée, et votre saisie effacée.")
    response = redirect("portal:home")
    response.delete_cookie(settings.SIGN_UP_COOKIE_NAME, samesite="Lax")
    return response


def _post_welcome(request: HttpRequest, progress: Progress, step: StepName, secret: str) -> HttpResponse:
    _save(secret, step, {}, complete=True)
    return _onward(progress, step)


def _post_cgu(request: HttpRequest, progress: Progress, step: StepName, secret: str) -> HttpResponse:
    if _goes_back(request):
        return _backward(progress, step)
    form = CguForm(request.POST)
    if not form.is_valid():
        return _show(request, progress, step, form)
    cgu = progress.config.cgu
    read = {"version": form.cleaned_data["version"], "digest": form.cleaned_data["digest"]}
    if read != {"version": cgu.version, "digest": cgu.digest}:
        form.add_error(None, str(CguOutdated()))
        return _show(request, progress, step, form)
    _save(secret, step, read, complete=True)
    return _onward(progress, step)


def _post_fields(request: HttpRequest, progress: Progress, step: StepName, secret: str) -> HttpResponse:
    form = StepForm(
        request.POST,
        request.FILES,
        config=progress.config,
        step=step,
        has_photo=_has_photo(progress),
        certified=progress.certified_names,
    )
    valid = form.is_valid()
    if not _store_photo(form, secret):
        valid = False
    _save(secret, step, wizard.typed_in(form), complete=valid)
    if _goes_back(request):
        return _backward(progress, step)
    if not valid:
        return _show(request, _fresh(progress, secret), step, form)
    return _onward(progress, step)


def _store_photo(form: StepForm, secret: str) -> bool:
    """Keep the photo at once, so that an error elsewhere does not lose it; tell whether it was readable."""
    if form.cleaned_data.get("remove_photo"):
        operations.remove_draft_photo(secret=secret, at=timezone.now())
    photo = form.cleaned_data.get("photo")
    if not photo:
        return True
    try:
        operations.save_draft_photo(secret=secret, content=photo.read(), name=photo.name, at=timezone.now())
    except (PhotoTooHeavy, PhotoUnreadable) as refusal:
        form.add_error("photo", str(refusal))
        return False
    return True


def _post_authentication(request: HttpRequest, progress: Progress, step: StepName, secret: str) -> HttpResponse:
    form = AuthenticationForm(request.POST, config=progress.config, personal=wizard.personal_words(progress))
    go = request.POST.get("go")
    if go in {"previous", "refresh"}:
        _save(secret, step, _kept(wizard.typed_in(form)), complete=False)
        if go == "previous":
            return _backward(progress, step)
        fresh = _fresh(progress, secret)
        _renew(fresh)
        return _show(request, fresh, step, _blank_form(fresh, step))
    wrong = wizard.first_wrong_step(progress)
    if wrong is not None:
        _save(secret, wrong, progress.typed(wrong), complete=False)
        return redirect(wizard.url_of(wrong))
    _save(secret, step, _kept(wizard.typed_in(form)), complete=False)
    if form.is_valid():
        return _finish(request, progress, form, secret)
    return _show(request, _fresh(progress, secret), step, form)


def _kept(typed: dict[str, Any]) -> dict[str, Any]:
    """The security check is answered anew each time."""
    return {name: value for name, value in typed.items() if name not in {"picture", "heard", "website"}}


def _finish(request: HttpRequest, progress: Progress, form: AuthenticationForm, secret: str) -> HttpResponse:
    cleaned = form.cleaned_data
    try:
        operations.finish_sign_up(
            secret=secret,
            entry=wizard.entry_of(progress, cleaned),
            password=cleaned["new_password"],
            given=form.captcha_answer,
            by_agent=bool(cleaned.get("by_agent")),
            at=timezone.now(),
            ip=client_address(request),
        )
    except UsernameTaken as refusal:
        form.add_error("username", str(refusal))
    except DomainError as refusal:
        form.add_error("picture" if refusal.code.startswith("captcha") else None, str(refusal))
    else:
        return redirect("portal:sign-up-done")
    return _show(request, _fresh(progress, secret), StepName.AUTHENTICATION, form)


@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """What happens next, said to the person by name."""
    progress = progress_of(request)
    if not is_finished(progress) or progress.draft is None:
        return redirect("portal:sign-up")
    config = progress.config
    return render(
        request,
        "portal/accounts/sign_up_done.html",
        {
            "outcome": operations.outcome_of(progress.draft),
            "service": config.service(config.activation.service),
        },
    )


@never_cache
@require_safe
def photo(request: HttpRequest) -> HttpResponse:
    """The photo of the draft, for its own device only."""
    progress = progress_of(request)
    if progress.draft is None or not progress.draft.photo:
        raise Http404
    return HttpResponse(bytes(progress.draft.photo), content_type="image/jpeg")


def _show(request: HttpRequest, progress: Progress, step: StepName, form: Any) -> HttpResponse:
    context_of_step: dict[str, Any] = {}
    if step is StepName.CGU:
        context_of_step = {"cgu": content.current_cgu()}
    if step is StepName.AUTHENTICATION and progress.draft is not None and progress.config.captcha.enabled:
        context_of_step = {"challenge": _challenge(progress)}
    return render(
        request,
        f"portal/accounts/sign_up_{step}.html",
        {
            "form": form,
            "step": step,
            "title": wizard.TITLES[step],
            "steps": progress.drawn(),
            "has_previous": progress.before(step) is not None,
            "started": bool(progress.done),
            "resume_url": wizard.url_of(progress.furthest),
            "certified": wizard.certified_rows(progress),
            "draft_photo": progress.draft.photo_name if progress.draft else "",
            **context_of_step,
        },
        status=422 if form is not None and form.is_bound and form.errors else 200,
    )


def _blank_form(progress: Progress, step: StepName) -> Any:
    initial = progress.typed(step)
    if step is StepName.CGU:
        return CguForm(initial={"accepts": StepName.CGU in progress.done})
    if step is StepName.AUTHENTICATION:
        return AuthenticationForm(initial=initial, config=progress.config, personal=[])
    if step in wizard.WITH_FIELDS:
        if step is StepName.ADDRESS:
            initial.setdefault("country", "France")
        return StepForm(
            initial=initial,
            config=progress.config,
            step=step,
            has_photo=_has_photo(progress),
            certified=progress.certified_names,
        )
    return None


def _challenge(progress: Progress) -> Challenge:
    assert progress.draft is not None  # noqa: S101 - the step is open to a draft only
    return operations.ensure_captcha(draft=progress.draft, at=timezone.now())


def _renew(progress: Progress) -> None:
    if progress.draft is not None:
        operations.renew_captcha(draft=progress.draft, at=timezone.now())


def _fresh(progress: Progress, secret: str) -> Progress:
    return Progress(progress.config, queries.draft(secret, timezone.now()))


def _has_photo(progress: Progress) -> bool:
    return progress.draft is not None and bool(progress.draft.photo_name)


def _save(secret: str, step: StepName, typed: dict[str, Any], *, complete: bool) -> None:
    operations.save_step(secret=secret, step=str(step), typed=typed, complete=complete, at=timezone.now())


def _goes_back(request: HttpRequest) -> bool:
    return request.POST.get("go") == "previous"


def _onward(progress: Progress, step: StepName) -> HttpResponse:
    return redirect(wizard.url_of(progress.after(step)))


def _backward(progress: Progress, step: StepName) -> HttpResponse:
    before = progress.before(step)
    return redirect(wizard.url_of(before or step))
