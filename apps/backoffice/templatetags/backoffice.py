"""States of the agents' lists in words, always with their tone."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.enums import AccountStatus
from apps.accounts.models import User
from apps.backoffice.queries.accounts import Promise
from apps.casework.enums import CaseStatus, PieceVerdict
from apps.casework.models import Case, CaseAttachment
from apps.casework.queries import CaseFile
from apps.design.icons import icon
from apps.design.templatetags.design import badge
from apps.families.enums import MemberRole, Sex
from apps.families.models import Household, Person
from apps.messaging.enums import MessageStatus
from apps.messaging.models import Message
from tenants import context

register = template.Library()

ACCOUNT_TONES = {
    AccountStatus.PENDING_EMAIL: "info",
    AccountStatus.PENDING_APPROVAL: "warning",
    AccountStatus.ACTIVE: "success",
    AccountStatus.REFUSED: "danger",
    AccountStatus.DISABLED: "neutral",
}
CASE_TONES = {
    CaseStatus.DRAFT: "neutral",
    CaseStatus.SUBMITTED: "accent",
    CaseStatus.IN_REVIEW: "info",
    CaseStatus.NEEDS_INFORMATION: "warning",
    CaseStatus.ACCEPTED: "success",
    CaseStatus.REFUSED: "danger",
    CaseStatus.CLOSED: "success",
    CaseStatus.CANCELLED: "neutral",
    CaseStatus.ABANDONED: "neutral",
}
VERDICT_TONES = {PieceVerdict.WAITING: "neutral", PieceVerdict.ACCEPTED: "success", PieceVerdict.REFUSED: "danger"}
MAIL_BADGES = {
    MessageStatus.QUEUED: ("Part bientôt", "info"),
    MessageStatus.SENT: ("Envoyé", "success"),
    MessageStatus.FAILED: ("Non distribué", "danger"),
}


@register.simple_tag
def account_badge(user: User) -> SafeString:
    return badge(user.get_status_display(), ACCOUNT_TONES[AccountStatus(user.status)])


@register.simple_tag
def case_badge(case: Case) -> SafeString:
    return badge(case.get_status_display(), CASE_TONES[CaseStatus(case.status)])


@register.simple_tag
def verdict_badge(attachment: CaseAttachment) -> SafeString:
    return badge(attachment.get_verdict_display(), VERDICT_TONES[PieceVerdict(attachment.verdict)])


@register.simple_tag
def piece_label(file: CaseFile, attachment: CaseAttachment) -> str:
    """What a document is: the piece that the procedure asks for, else the name its owner gave the file."""
    titles = {piece.kind.slug: piece.kind.title for piece in file.pieces}
    document = attachment.document
    return document.filename if attachment.kind not in titles else document.title or titles[attachment.kind]


@register.simple_tag
def mail_badge(message: Message) -> SafeString:
    return badge(*MAIL_BADGES[MessageStatus(message.status)])


@register.simple_tag
def promise(promised: Promise) -> SafeString:
    """The business time left before a promised hour, which the reader finds in the title of the mark."""
    return format_html(
        '<time class="badge badge--{}" datetime="{}">{}{}</time>',
        promised.tone,
        promised.due_at.isoformat(),
        icon("clock"),
        promised.words,
    )


@register.simple_tag
def badge_late(count: int) -> SafeString:
    return badge(f"{count} en retard", "danger", "clock")


@register.simple_tag
def service_name(slug: str) -> str:
    """The name of a service of this commune; one that is gone since is called by its slug."""
    names = {service.slug: service.name for service in context.config().services}
    return names.get(slug, slug)


@register.simple_tag
def born(person: Person) -> str:
    return {Sex.FEMALE: "née", Sex.MALE: "né"}.get(person.sex, "né(e)")


@register.simple_tag
def adults_of(household: Household) -> str:
    """ "Marc Martin et Hélène Dupré"."""
    adults = (member.person for member in household.members.all() if member.role != MemberRole.CHILD)
    return " et ".join(str(adult) for adult in adults)


@register.filter
def of_key(found: Mapping[int, Sequence[Any]], key: int) -> Sequence[Any]:
    """Return what was found under a key, or nothing."""
    return found.get(key, ())


@register.filter
def breakable(address: str) -> SafeString:
    """Let a long e-mail address be cut after its @ before any of its words is."""
    name, at, domain = address.partition("@")
    return format_html("{}{}<wbr>{}", name, at, domain) if at else format_html("{}", name)


@register.filter
def beside(values: Sequence[str], labels: Sequence[str]) -> list[tuple[str, str]]:
    """Return each value after its label: a table that stacks on a phone says both."""
    return list(zip(labels, values, strict=True))
