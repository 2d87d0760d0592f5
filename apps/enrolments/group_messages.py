"""Messages to families, as the agents who wrote them and the adults who received them read them again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from apps.accounts.models import User
from apps.accounts.permissions import Scope
from apps.enrolments.enums import Reach
from apps.enrolments.models import GroupMessage, GroupRecipient
from apps.families.models import Person
from apps.families.queries import untold_children

UNREACHED = [reach.value for reach in Reach if not reach.arrives]


@dataclass(frozen=True, kw_only=True)
class Received:
    """A message as one adult reads it; `children` are their own, without those of whom a judge keeps them away."""

    message: GroupMessage
    children: tuple[Person, ...]


def group_message_for(user: User, pk: int, on: date) -> Received | None:
    """Return a message this account was told, or None: one that was not for it does not exist."""
    mine = GroupRecipient.objects.filter(message=pk, person__account=user, handled_at__isnull=False)
    recipient = mine.exclude(reach__in=UNREACHED).select_related("message__written_by").first()
    if recipient is None:
        return None
    told = set(recipient.children) - untold_children(user, on)
    children = tuple(Person.objects.filter(pk__in=told).order_by("birth_date", "pk"))
    return Received(message=recipient.message, children=children) if children else None


def written_in(scope: Scope) -> QuerySet[GroupMessage]:
    """Return the messages of an agent's services, newest first, each with how many it reached, did not, and awaits."""
    far = Q(recipients__reach__in=UNREACHED)
    rows = GroupMessage.objects.select_related("written_by").annotate(
        reached=Count("recipients", filter=Q(recipients__handled_at__isnull=False) & ~far),
        unreached=Count("recipients", filter=far),
        waiting=Count("recipients", filter=Q(recipients__handled_at=None)),
    )
    mine = rows if scope.everywhere else rows.filter(service__in=scope.services)
    return mine.order_by("-written_at", "-pk")


def recipients_of(message: GroupMessage) -> QuerySet[GroupRecipient]:
    """Return whom a message is for, those who could not be reached first."""
    rows = message.recipients.select_related("person__account").alias(far=Q(reach__in=UNREACHED))
    return rows.order_by("-far", "person__usual_name", "person__first_names", "pk")


def names_of(recipients: Sequence[GroupRecipient]) -> Mapping[int, str]:
    """Return the first names of every child that these lines are about, in one query."""
    numbers = {child for one in recipients for child in one.children}
    return {child.pk: child.first_names or child.full_name for child in Person.objects.filter(pk__in=numbers)}
