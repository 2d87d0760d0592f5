"""The photos of the people of a family, for who may consult it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.families.models import Contact, HouseholdMember
from apps.families.queries import portrait_bytes, state_for
from communes_config.schema import FieldState


@never_cache
@require_safe
@requires(Permission.SEE_FAMILIES)
def person_portrait(request: AgentRequest, pk: int) -> HttpResponse:
    places = HouseholdMember.objects.select_related("person").filter(person=pk).order_by("pk")
    member = places.first()
    if member is None or state_for(member) == FieldState.HIDDEN:
        raise Http404
    return _image(portrait_bytes(member.person))


@never_cache
@require_safe
@requires(Permission.SEE_FAMILIES)
def contact_portrait(request: AgentRequest, pk: int) -> HttpResponse:
    contact = get_object_or_404(Contact, pk=pk)
    if state_for(contact) == FieldState.HIDDEN:
        raise Http404
    return _image(portrait_bytes(contact))


def _image(content: bytes | None) -> HttpResponse:
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/jpeg")
