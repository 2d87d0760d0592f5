"""A correction at the desk: typed, read again beside what was known, then kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from apps.backoffice.access import AgentRequest
from apps.backoffice.previews import Preview, messages_of
from apps.design.forms import Form
from apps.design.people import PersonForm
from apps.families.errors import FamilyChanged
from core.errors import DomainError
from tenants import context

KEEP = "enregistrer"
CORRECT = "modifier"
_NOT_SAID = frozenset({"version", "reason", "address_search", "from_day"})


@dataclass(frozen=True, kw_only=True)
class Difference:
    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One page: its words, its form, what it does, and what it changes beside what is typed.

    `version` is that of the record as it is now; `check` puts what only this page refuses beside its field.
    """

    title: str
    back: str
    form: Form
    keep: Callable[[], object]
    said: str
    version: int = 0
    lead: str = ""
    root: tuple[str, str] = ("Familles", "backoffice:families")
    crumbs: Sequence[tuple[str, str]] = ()
    aside: Sequence[str] = ()
    consequences: Sequence[str] = ()
    button: str = "Enregistrer"
    is_removal: bool = False
    told: str = "Au journal, avec votre nom"
    check: Callable[[], None] | None = None


def corrected(request: AgentRequest, page: Correction) -> HttpResponse:
    """Show the page, then what it would change, then do it; each refusal comes back beside what was typed."""
    form = page.form
    step = request.POST.get("suite")
    if request.method != "POST" or not _is_complete(page) or step == CORRECT:
        return _typed(request, page)
    rows = [row for row in differences(form) if row.differs]
    if step != KEEP and not rows and not page.consequences:
        return _read_again(request, page, rows, ())
    try:
        if step != KEEP:
            return _read_again(request, page, rows, messages_of(page.keep))
        page.keep()
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, FamilyChanged):
            form.data = form.data.copy()
            form.data["version"] = str(page.version)
        return _typed(request, page)
    messages.success(request, page.said)
    return redirect(page.back)


def differences(form: Form) -> tuple[Difference, ...]:
    """Return each question beside what was known and what is typed."""
    return tuple(
        Difference(
            label=str(field.label),
            before=_read(field, form.get_initial_for_field(field, name)),
            after=_read(field, form.cleaned_data.get(name)),
        )
        for name, field in form.fields.items()
        if name not in _NOT_SAID
    )


def _is_complete(page: Correction) -> bool:
    form = page.form
    if isinstance(form, PersonForm):
        form.complete(context.local_date(timezone.now()))
    else:
        form.full_clean()
    if page.check is not None and not form.errors:
        page.check()
    return not form.errors


def _typed(request: AgentRequest, page: Correction) -> HttpResponse:
    sections = page.form.groups() if isinstance(page.form, PersonForm) else []
    facts = {"page": page, "form": page.form, "sections": sections}
    status = 422 if page.form.errors else 200
    return render(request, "backoffice/families/correction.html", facts, status=status)


def _read_again(
    request: AgentRequest, page: Correction, rows: Sequence[Difference], previews: Sequence[Preview]
) -> HttpResponse:
    posted = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in {"csrfmiddlewaretoken", "suite"}
    ]
    facts = {
        "page": page,
        "rows": rows,
        "previews": previews,
        "reason": page.form.cleaned_data.get("reason", ""),
        "posted": posted,
    }
    return render(request, "backoffice/families/correction_confirm.html", facts)


def _read(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return "Oui" if value else "Non"
    if value in (None, ""):
        return "–"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(field, forms.MultipleChoiceField):
        return ", ".join(str(label) for key, label in field.choices if key in value) or "–"
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    return str(value)
