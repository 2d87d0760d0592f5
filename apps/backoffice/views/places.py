"""A place that changes: another group, another menu, other dates, from a day on."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.accounts.permissions import Permission
from apps.activities.queries import today_of
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.corrections import Correction, corrected
from apps.backoffice.forms.places import PlaceForm
from apps.backoffice.queries.places import what_changing_does
from apps.enrolments import operations
from apps.enrolments.queries import in_scope


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_ENROLMENTS)
def enrolment_change(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(in_scope(request.agent.scope(Permission.EDIT_ENROLMENTS)), pk=pk)
    today = today_of(timezone.now())
    initial = {**PlaceForm.initial_of(found), "from_day": min(max(today, found.starts_on), found.ends_on)}
    form = PlaceForm(request.POST if request.method == "POST" else None, enrolment=found, initial=initial)

    def keep() -> None:
        operations.change_place(
            enrolment=found,
            wanted=form.place(),
            from_day=form.cleaned_data["from_day"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )

    back = reverse("backoffice:enrolment", args=[pk])
    page = Correction(
        title=f"Modifier l’inscription de {found.child.first_names}",
        lead=f"{found.activity.title}, {found.school_year}. La famille est prévenue par courriel.",
        form=form,
        keep=keep,
        said="L’inscription est modifiée : la famille est prévenue.",
        button="Modifier et prévenir la famille",
        told="Le mot pour la famille",
        root=("Inscriptions", "backoffice:enrolments"),
        crumbs=[(str(found.child), back)],
        back=back,
        aside=what_changing_does(found, today),
    )
    return corrected(request, page)
