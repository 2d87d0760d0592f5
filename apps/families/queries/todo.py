"""What the families of an account have to tell the town hall."""

from collections.abc import Iterator
from datetime import date, datetime

from apps.accounts.models import User
from apps.families.models import Person
from apps.families.queries.certification import PAGE, certification_of
from apps.families.queries.children import children_of
from apps.families.queries.households import household_of, waits_for_key
from apps.families.queries.portraits import portrait_state, without_portrait
from communes_config.schema import FamilyField, FieldState
from core.certification import Certified
from core.dates import spoken_day
from core.todo import TodoItem, Urgency
from tenants import context


def todo(user: User, at: datetime) -> tuple[TodoItem, ...]:
    """Return the births to confirm, the photos to add, what is known to confirm, and the key to type; six queries."""
    today = context.local_date(at)
    births = [_birth(child, child.expected_on) for child in _expected(user, today) if child.expected_on]
    return (*births, *_portraits(user, today), *_certification(user, today), *_key(user))


def _expected(user: User, today: date) -> list[Person]:
    if not context.config().family.changes_offered:
        return []
    return list(children_of(user, on=today).filter(expected_on__lte=today).order_by("expected_on", "pk"))


def _birth(child: Person, expected_on: date) -> TodoItem:
    return TodoItem(
        title="Votre enfant est né ? Déclarez sa naissance",
        detail=f"Elle était prévue le {expected_on:%d/%m/%Y} : ses inscriptions s’ouvriront ensuite.",
        page="portal:birth",
        page_arguments=(str(child.pk),),
        action="Déclarer",
        icon="baby",
        urgency=Urgency.SOON,
    )


def _portraits(user: User, today: date) -> Iterator[TodoItem]:
    """Where the commune requires a photo of each child."""
    if portrait_state(FamilyField.CHILD_PHOTO) != FieldState.REQUIRED:
        return
    for child in without_portrait(children_of(user, on=today).born().order_by("pk")):
        yield TodoItem(
            title=f"Ajoutez la photo de {child.first_names}",
            detail="Les agents qui accueillent votre enfant le reconnaissent ; eux seuls la voient.",
            page="portal:member-portrait",
            page_arguments=(str(child.pk),),
            action="Ajouter",
            icon="user",
            urgency=Urgency.SOON,
        )


def _certification(user: User, today: date) -> Iterator[TodoItem]:
    household = household_of(user) if context.config().certification.renewal is not None else None
    standing = certification_of(household, today) if household else None
    if standing is None or standing.state is Certified.UP_TO_DATE:
        return
    yield TodoItem(
        title="Confirmez les informations de votre famille",
        detail=f"La mairie vous demande de les relire avant la fin du {spoken_day(standing.due_on)}.",
        page=PAGE,
        action="Relire et confirmer",
        icon="clipboard-check",
        due_on=standing.due_on,
        urgency=Urgency.LATE if standing.state is Certified.LATE else Urgency.SOON,
    )


def _key(user: User) -> Iterator[TodoItem]:
    if household_of(user) is not None or not waits_for_key(user):
        return
    yield TodoItem(
        title=key_title(),
        detail="La mairie a validé votre famille et vous l’a envoyée : elle relie votre famille à votre espace.",
        page="portal:service-key",
        action="Saisir la clé",
        icon="key-round",
        urgency=Urgency.SOON,
    )


def key_title() -> str:
    label = context.config().service_key.label
    return f"Saisissez votre {label[0].lower()}{label[1:]}"
