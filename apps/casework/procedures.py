"""The requests that a commune offers: those of its configuration, and those that have screens of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from communes_config import library
from communes_config.schema import (
    AttachmentKind,
    CommuneConfig,
    ConditionDefinition,
    ProcedureDefinition,
    Service,
    Silence,
    Theme,
)
from tenants import context

if TYPE_CHECKING:
    from apps.casework.models import Case


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What one commune says of a procedure."""

    title: str
    service: str
    expected_minutes: int
    silence_accepts: bool
    silence_months: int
    awaits_decision: bool
    attachments: tuple[AttachmentKind, ...]

    @property
    def required(self) -> tuple[AttachmentKind, ...]:
        return tuple(kind for kind in self.attachments if kind.required)

    def attachment(self, slug: str) -> AttachmentKind | None:
        return next((kind for kind in self.attachments if kind.slug == slug), None)


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """A definition in the current commune; `handler` is the key of who knows what the payload means."""

    definition: ProcedureDefinition

    @property
    def slug(self) -> str:
        return self.definition.slug

    @property
    def version(self) -> int:
        return self.definition.version

    @property
    def handler(self) -> str:
        return self.definition.handler

    @property
    def title(self) -> str:
        return self.definition.title

    @property
    def terms(self) -> Terms:
        """The terms in force in the current commune."""
        definition = self.definition
        return Terms(
            title=definition.title,
            service=definition.service or context.config().family.service,
            expected_minutes=definition.expected_minutes,
            silence_accepts=definition.silence is Silence.ACCEPT,
            silence_months=definition.silence_months,
            awaits_decision=definition.silence is not Silence.NONE,
            attachments=definition.attachments,
        )


type DefinitionIn = Callable[[CommuneConfig], ProcedureDefinition]

type OfferedIn = Callable[[CommuneConfig], bool]

_special: dict[str, tuple[DefinitionIn, OfferedIn]] = {}
_unlisted: set[str] = set()


def register(slug: str, definition_in: DefinitionIn, *, offered_in: OfferedIn, listed: bool = True) -> None:
    """Offer where the configuration says so a procedure that has screens of its own; again, it is replaced.

    One that is not `listed` starts from the page of what it changes, and not from the catalogue.
    """
    _special[slug] = (definition_in, offered_in)
    _unlisted.discard(slug)
    if not listed:
        _unlisted.add(slug)


def is_special(slug: str) -> bool:
    """Whether the procedure is written in its own screens, and not as questions."""
    return slug in _special


def find(slug: str) -> Procedure | None:
    """Return a procedure that the current commune offers, or None."""
    config = context.config()
    if slug in _special:
        definition_in, offered_in = _special[slug]
        return Procedure(definition=definition_in(config)) if offered_in(config) else None
    definition = config.procedure(slug)
    return Procedure(definition=definition) if definition else None


def get(slug: str) -> Procedure:
    """Return a procedure, even one that the commune no longer offers when the platform has it; or raise KeyError."""
    found = find(slug)
    if found is not None:
        return found
    if slug in _special:
        return Procedure(definition=_special[slug][0](context.config()))
    definition = library.get(slug)
    if definition is None:
        raise KeyError(slug)
    return Procedure(definition=definition)


def of_case(case: "Case") -> Procedure:
    """Return the procedure of a case; one that has left every file since is what the case remembers of it."""
    try:
        return get(case.procedure)
    except KeyError:
        handler = case.payload.get("filed", {}).get("handler", "record")
        return Procedure(
            definition=ProcedureDefinition(
                slug=case.procedure,
                title=case.title,
                summary=case.title,
                theme=Theme.CONTACT,
                service=case.service,
                handler=handler,
            )
        )


def every() -> tuple[Procedure, ...]:
    """Return what the current commune offers, in its order."""
    config = context.config()
    special = (
        definition_in(config)
        for slug, (definition_in, offered_in) in _special.items()
        if slug not in _unlisted and offered_in(config)
    )
    return tuple(Procedure(definition=definition) for definition in (*special, *config.procedures))


def service_of(slug: str) -> Service:
    """Return the service of this slug in the current commune."""
    return context.config().service(slug)


def condition_of(kind: AttachmentKind) -> ConditionDefinition | None:
    return getattr(kind, "shown_if", None)
