"""Whom the law lets decide for a child: who holds parental authority over it, or its guardian."""

from datetime import date

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from apps.accounts.models import User
from apps.families.enums import Quality
from apps.families.errors import NoAuthority
from apps.families.models import Person, PersonQuerySet, Relationship
from apps.families.queries.children import children_of
from core.blocks import Block


def children_decided_by(user: User, *, on: date | None = None) -> PersonQuerySet:
    """Return the children that this account represents and for whom it may decide.

    A step-parent who merely lives with the child sees it and does not decide. A child for whom nobody declared the
    authority is decided for by those who represent it. `on` as in `children_of`.
    """
    return children_of(user, on=on).filter(authority_of(user))


def with_authority(children: PersonQuerySet, user: User) -> PersonQuerySet:
    """Note on each child, as `may_decide`, whether this account, which represents it, decides for it."""
    return children.annotate(may_decide=ExpressionWrapper(authority_of(user), output_field=BooleanField()))


def why_not_decided(user: User, child: Person) -> str:
    """Return why this account, which represents the child, may not decide for it; nothing when it may."""
    decides = Person.objects.filter(authority_of(user), pk=child.pk).exists()
    return "" if decides else str(NoAuthority(child=child.first_names))


def authority_block(child: Person) -> Block:
    """Return what keeps from enrolling a child somebody who does not decide for it."""
    return Block(
        code="no_authority",
        sentence=str(NoAuthority(child=child.first_names)),
        fix="portal:child",
        fix_label="Voir sa fiche",
        fix_arguments=(str(child.pk),),
    )


def authority_of(user: User) -> Q:
    """Keep, of the children that this account represents, those for whom it decides (Code civil 371-1, 372-2, 377)."""
    return holds_authority(user) | nobody_holds_authority()


def holds_authority(user: User) -> Q:
    return Q(pk__in=_deciding().filter(adult__account=user).values("child"))


def nobody_holds_authority() -> Q:
    return Q(~Exists(_deciding().filter(child=OuterRef("pk"))))


def _deciding() -> QuerySet[Relationship]:
    """Return the ties that let decide; a guardian does without parental authority (Code civil 408)."""
    return Relationship.objects.filter(Q(parental_authority=True) | Q(quality=Quality.GUARDIAN)).order_by()
