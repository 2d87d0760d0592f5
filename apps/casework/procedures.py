"""The requests that the portal offers: registered at start-up, each with the terms a commune gives it."""

from collections.abc import Callable
from dataclasses import dataclass

from communes_config.schema import AttachmentKind, CommuneConfig, Service
from tenants import context


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What one commune says of a procedure."""

    title: str
    service: str
    expected_minutes: int
    silence_accepts: bool
    silence_months: int
    attachments: tuple[AttachmentKind, ...]

    @property
    def required(self) -> tuple[AttachmentKind, ...]:
        return tuple(kind for kind in self.attachments if kind.required)

    def attachment(self, slug: str) -> AttachmentKind | None:
        return next((kind for kind in self.attachments if kind.slug == slug), None)


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """`version` is that of the payload's shape; `handler` is the key of who knows what the payload means."""

    slug: str
    version: int
    handler: str
    terms_in: Callable[[CommuneConfig], Terms]

    @property
    def terms(self) -> Terms:
        """The terms in force in the current commune."""
        return self.terms_in(context.config())


_procedures: dict[str, Procedure] = {}


def register(procedure: Procedure) -> None:
    """Offer a procedure; registering it again replaces it."""
    _procedures[procedure.slug] = procedure


def get(slug: str) -> Procedure:
    """Return a registered procedure, or raise KeyError."""
    return _procedures[slug]


def every() -> tuple[Procedure, ...]:
    return tuple(_procedures[slug] for slug in sorted(_procedures))


def service_of(slug: str) -> Service:
    """Return the service of this slug in the current commune."""
    return context.config().service(slug)
