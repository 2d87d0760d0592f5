"""Changing what the commune knows of a member of the family, or where it lives, field by field."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final

from apps.accounts.models import User
from apps.casework import handlers, procedures
from apps.casework.enums import CaseStatus
from apps.casework.errors import NothingChanged, TargetUnknown
from apps.casework.family_targets import LABELS, PLACES, TIE, Target, read, target_of
from apps.casework.handlers import Outcome
from apps.casework.models import Case
from apps.casework.procedures import Procedure
from apps.families.declaration import DeclaredAddress
from apps.families.recap import Section
from communes_config.schema import AttachmentKind, CommuneConfig, ProcedureDefinition, Theme
from tenants import context

SLUG: Final = "changement-famille"


@dataclass(frozen=True, kw_only=True)
class Change:
    field: str
    label: str
    old: str
    new: str
    known: str
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class FamilyChange:
    """For the agent who decides: each value beside the one it replaces; `known` is what the commune has today."""

    template: ClassVar = "backoffice/cases/known/family_change.html"

    target: Target
    changes: tuple[Change, ...]
    decided: bool


def payload_of(target: Target, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payload that asks for these values, what stays the same left out. Raises NothingChanged."""
    stored = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    changed = {name: value for name, value in stored.items() if not _same(name, value, target.value(name))}
    if not changed:
        raise NothingChanged
    return {
        "target": target.key,
        "children": [target.person.pk] if target.person is not None and target.is_child else [],
        "name": target.name,
        "kinds": sorted(target.kinds(changed)),
        "labels": {name: target.label(name) for name in changed},
        "answers": changed,
        "before": {name: target.value(name) for name in changed},
    }


def pieces_for(target: Target, changed: Collection[str]) -> tuple[AttachmentKind, ...]:
    """Return the pieces that the commune asks for when these fields of the target change."""
    return _pieces(target.kinds(changed))


def pieces_it_may_call_for(target: Target) -> tuple[str, ...]:
    """Return the titles of the pieces that some change of this target calls for, before anything is typed."""
    asked = pieces_for(target, {*LABELS, *(f"{TIE}{adult.pk}" for adult in getattr(target, "adults", ()))})
    return tuple(dict.fromkeys(piece.title for piece in asked if piece.required))


def _pieces(kinds: Collection[str]) -> tuple[AttachmentKind, ...]:
    asked = [piece for piece in context.config().family.change_pieces if piece.change in kinds]
    return tuple({piece.slug: piece for piece in asked}.values())


class FamilyChangeHandler(handlers.PageHandler):
    def new_payload(self, user: User, at: datetime) -> dict[str, Any]:
        return {"target": "", "answers": {}, "before": {}}

    def check_filing(self, user: User, payload: Mapping[str, Any]) -> None:
        target_of(user, payload["target"])

    def attachments(self, procedure: Procedure, payload: Mapping[str, Any]) -> tuple[AttachmentKind, ...]:
        """Return what the commune asks for these kinds of change, each piece once."""
        return _pieces(payload.get("kinds", ()))

    def sections(self, case: Case) -> Sequence[handlers.Section]:
        before, answers = case.payload.get("before", {}), case.payload.get("answers", {})
        rows = tuple(
            (_label(case.payload, name), f"{read(name, before.get(name))} → {read(name, answers[name])}")
            for name in answers
        )
        return (Section(key="", title=case.payload.get("name", ""), role="Changement demandé", rows=rows),)

    def known(self, case: Case) -> FamilyChange | None:
        try:
            target = target_of(case.requester, case.payload["target"])
        except TargetUnknown:
            return None
        chosen = _accepted(case.payload)
        before = case.payload["before"]
        changes = (
            Change(
                field=name,
                label=_label(case.payload, name),
                old=read(name, before.get(name)),
                new=read(name, value),
                known=read(name, target.value(name)),
                accepted=name in chosen,
            )
            for name, value in case.payload["answers"].items()
        )
        return FamilyChange(target=target, changes=tuple(changes), decided=case.status == CaseStatus.ACCEPTED)

    def accept(self, *, case: Case, by: User, at: datetime) -> Outcome:
        target = target_of(case.requester, case.payload["target"])
        chosen = _accepted(case.payload)
        values = {name: value for name, value in case.payload["answers"].items() if name in chosen}
        left_out = [_label(case.payload, name).lower() for name in case.payload["answers"] if name not in chosen]
        if values:
            target.apply(values, by=by, at=at, reason=f"demande n° {case.number}")
        return _outcome(target, bool(values), left_out)


def definition_in(config: CommuneConfig) -> ProcedureDefinition:
    family = config.family
    return ProcedureDefinition(
        slug=SLUG,
        title="Modifier ma famille",
        summary="Signalez ce qui a changé : un nom, un téléphone, une adresse, une naissance, un contact, la CAF.",
        icon="user-pen",
        theme=Theme.FAMILY,
        service=family.service,
        handler="family_change",
        expected_minutes=3,
        silence=family.silence,
        silence_months=family.silence_months,
        repeatable=True,
    )


def register() -> None:
    handlers.register("family_change", FamilyChangeHandler())
    procedures.register(SLUG, definition_in, offered_in=lambda config: config.family.changes_offered, listed=False)


def _same(name: str, new: Any, old: Any) -> bool:
    """Two addresses are the same when an envelope says the same."""
    if name not in PLACES or not (isinstance(new, dict) and isinstance(old, dict)):
        return bool(new == old)
    return DeclaredAddress.from_json(new).lines() == DeclaredAddress.from_json(old).lines()


def _accepted(payload: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(payload.get("accepted", payload["answers"]))


def _label(payload: Mapping[str, Any], name: str) -> str:
    """What a change is called; a request filed before the labels were kept says the usual one."""
    return str(payload.get("labels", {}).get(name) or LABELS[name])


def _outcome(target: Target, applied: bool, left_out: Sequence[str]) -> Outcome:
    done = f"La fiche « {target.name} » est à jour." if applied else "Rien n’a été modifié."
    if not left_out:
        return Outcome(sentences=(done,))
    return Outcome(sentences=(done, f"N’ont pas été retenus : {', '.join(left_out)}."))
