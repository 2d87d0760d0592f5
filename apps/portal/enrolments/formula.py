"""Another formule for a place that a child has: changed at once, or asked of the service, as the commune says."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.activities.definitions import rules_of
from apps.activities.models import Unit
from apps.activities.queries import today_of
from apps.casework import operations
from apps.design.forms import Form, SplitDateField
from apps.enrolments import formula, queries
from apps.enrolments.models import Enrolment
from apps.families.queries import why_not_decided
from communes_config.schema import UnitChanges
from core.errors import DomainError


class FormulaForm(Form):
    """One unit or several, as the activity lets; `from_day` is tomorrow at the earliest."""

    units = forms.MultipleChoiceField(label="La formule", widget=forms.CheckboxSelectMultiple)
    from_day = SplitDateField(label="À partir du")

    def __init__(self, *args: Any, enrolment: Enrolment, today: date, **kwargs: Any) -> None:
        self.rows = {unit.slug: unit for unit in formula.units_of(enrolment)}
        first = min(max(today + timedelta(days=1), enrolment.starts_on), enrolment.ends_on)
        has = [unit.slug for unit in enrolment.units.all()]
        several = rules_of(enrolment.activity).several_units
        initial = {"units": has if several else next(iter(has), None), "from_day": first}
        super().__init__(*args, initial=initial, **kwargs)
        if not several:
            self.fields["units"] = forms.ChoiceField(label="La formule", widget=forms.RadioSelect)
            self.order_fields(["units", "from_day"])
        self.fields["units"].choices = [(slug, unit.title) for slug, unit in self.rows.items()]
        self.fields["from_day"].earliest, self.fields["from_day"].latest = first, enrolment.ends_on

    def chosen(self) -> list[Unit]:
        typed = self.cleaned_data["units"]
        wanted = typed if isinstance(typed, list) else [typed]
        return [unit for slug, unit in self.rows.items() if slug in wanted]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def formula_change(request: HttpRequest, pk: int) -> HttpResponse:
    today = today_of(timezone.now())
    found = queries.enrolment_of(request.user, pk, today)
    if found is None or not formula.may_change(request.user, found):
        raise Http404
    if why_not_decided(request.user, found.child):
        return redirect("portal:enrolment", pk=found.pk)
    policy = formula.policy_of(found)
    form = FormulaForm(request.POST if request.method == "POST" else None, enrolment=found, today=today)
    if request.method == "POST" and form.is_valid():
        answer = _answered(request, found, form, policy)
        if answer is not None:
            return answer
    page = {"enrolment": found, "form": form, "is_direct": policy is UnitChanges.DIRECT}
    return render(request, "portal/enrolments/formula.html", page, status=422 if form.errors else 200)


def _answered(request: HttpRequest, found: Enrolment, form: FormulaForm, policy: UnitChanges) -> HttpResponse | None:
    units, day, at = form.chosen(), form.cleaned_data["from_day"], timezone.now()
    if {unit.pk for unit in units} == {unit.pk for unit in found.units.all()}:
        form.add_error("units", "C’est déjà la formule de cette inscription.")
        return None
    try:
        if policy is UnitChanges.DIRECT:
            changed = formula.change_at_once(enrolment=found, units=units, from_day=day, by=request.user, at=at)
            messages.success(request, "La formule est changée : vous recevez un courriel de confirmation.")
            return redirect("portal:enrolment", pk=changed.pk)
        payload = formula.payload_of(found, units, day)
        case = operations.file_at_once(procedure=formula.SLUG, payload=payload, by=request.user, at=at)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, f"Votre demande n° {case.number} est partie : le service vous répond.")
    return redirect("portal:case", number=case.number)
