"""The answer to each line of a request of enrolment, noted before the whole is decided."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apps.accounts.permissions import Permission
from apps.activities.models import Group
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.cases import CaseForm
from apps.backoffice.forms.enrolments import LineForm
from apps.backoffice.views.cases import page, visible_cases
from apps.backoffice.views.decisions import done
from apps.casework.models import Case
from apps.enrolments import operations
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import Enrolment


@require_POST
@requires(Permission.DECIDE_CASES)
def case_lines(request: AgentRequest, number: str) -> HttpResponse:
    case = get_object_or_404(visible_cases(request, Permission.DECIDE_CASES), number=number)
    form = CaseForm(request.POST, case=case)
    if not form.is_valid():
        return page(request, case)
    lines = [LineForm(request.POST, line=line, groups=groups) for line, groups in _open_lines(case)]
    valid = [line.is_valid() for line in lines]
    if not all(valid):
        context = {"case": case, "form": form, "lines": lines}
        return render(request, "backoffice/cases/lines.html", context, status=422)
    operation = partial(
        operations.judge,
        case=case,
        answers=[line.answer() for line in lines],
        by=request.user,
        at=timezone.now(),
        version=form.cleaned_data["version"],
    )
    return done(request, case, operation, "Vos réponses sont notées : acceptez la demande pour les envoyer.", {})


def _open_lines(case: Case) -> list[tuple[Enrolment, list[Group]]]:
    lines = list(case.enrolments.filter(status=EnrolmentStatus.REQUESTED).select_related("child", "activity"))
    groups = list(Group.objects.current().filter(activity__in=[line.activity_id for line in lines]))
    return [(line, [group for group in groups if group.activity_id == line.activity_id]) for line in lines]
