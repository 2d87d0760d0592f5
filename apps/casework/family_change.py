"""Changing what the commune knows of a member of the family, or where it lives, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, Final

from apps.accounts.enums import Civility
from apps.accounts.models import User
from apps.casework import handlers, procedures
from apps.casework.enums import CaseStatus
from apps.casework.errors import NothingChanged, TargetUnknown
from apps.casework.handlers import Outcome
from apps.casework.models import Case
from apps.casework.procedures import Procedure
from apps.families import operations, queries
from apps.families.declaration import DeclaredAddress
from apps.families.enums import MemberRole, Sex
from apps.families.models import Household, Person
from apps.families.recap import Section
from communes_config.schema import AttachmentKind, CommuneConfig, ProcedureDefinition, Theme
from core.forms import Form

SLUG: Final = "changement-famille"
ADDRESS: Final = "adresse"
LABELS: Final = {
    "civility": "Civilité",
    "usual_name": "Nom d’usage",
    "birth_name": "Nom de naissance",
    "first_names": "Prénom(s)",
    "sex": "Sexe",
    "birth_date": "Date de naissance",
    "birth_commune": "Commune de naissance",
    "birth_department": "Département de naissance",
    "birth_country": "Pays de naissance",
    "phone": "Téléphone",
    "mobile": "Téléphone portable",
    "email": "Courriel",
    "profession": "Profession",
    "employer": "Employeur",
    "work_phone": "Téléphone professionnel",
    "address": "Adresse du foyer",
}
_CHOICES: Final = {"civility": Civility, "sex": Sex}


@dataclass(frozen=True, kw_only=True)
class Target:
    """Whose record changes: a member of the household, or its address when `person` is None."""

    key: str
    household: Household
    person: Person | None
    is_child: bool = False

    @property
    def name(self) -> str:
        return self.person.full_name if self.person else "Adresse du foyer"

    def value(self, name: str) -> Any:
        """What the commune knows today, as it is kept in a payload."""
        if self.person is None:
            return _address_values(self.household.address)
        found = getattr(self.person, name)
        return found.isoformat() if isinstance(found, date) else found


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


def target_of(user: User, key: str) -> Target:
    """Return what this key stands for in the family of this account. Raises TargetUnknown."""
    household = queries.household_of(user)
    if household is None:
        raise TargetUnknown
    if key == ADDRESS:
        return Target(key=key, household=household, person=None)
    members = household.members.select_related("person")
    member = next((one for one in members if str(one.person_id) == key), None)
    if member is None:
        raise TargetUnknown
    is_child = member.role == MemberRole.CHILD
    if is_child and not queries.represents(user, member.person):
        raise TargetUnknown
    return Target(key=key, household=household, person=member.person, is_child=is_child)


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
        "answers": changed,
        "before": {name: target.value(name) for name in changed},
    }


class FamilyChangeHandler(handlers.RecordHandler):
    def new_payload(self, user: User, at: datetime) -> dict[str, Any]:
        return {"target": "", "answers": {}, "before": {}}

    def check_filing(self, user: User, payload: Mapping[str, Any]) -> None:
        target_of(user, payload["target"])

    def form(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> Form:
        """A change is written on the page of what it changes."""
        return Form()

    def attachments(self, procedure: Procedure, payload: Mapping[str, Any]) -> tuple[AttachmentKind, ...]:
        return procedure.terms.attachments

    def problems(self, case: Case, at: datetime) -> Sequence[Any]:
        return ()

    def filed(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> dict[str, Any]:
        return dict(payload)

    def sections(self, case: Case) -> Sequence[handlers.Section]:
        before, answers = case.payload.get("before", {}), case.payload.get("answers", {})
        rows = tuple(
            (LABELS[name], f"{_read(name, before.get(name))} → {_read(name, answers[name])}") for name in answers
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
                label=LABELS[name],
                old=_read(name, before.get(name)),
                new=_read(name, value),
                known=_read(name, target.value(name)),
                accepted=name in chosen,
            )
            for name, value in case.payload["answers"].items()
        )
        return FamilyChange(target=target, changes=tuple(changes), decided=case.status == CaseStatus.ACCEPTED)

    def accept(self, *, case: Case, by: User, at: datetime) -> Outcome:
        target = target_of(case.requester, case.payload["target"])
        chosen = _accepted(case.payload)
        values = {name: value for name, value in case.payload["answers"].items() if name in chosen}
        left_out = [LABELS[name].lower() for name in case.payload["answers"] if name not in chosen]
        if target.person is None and values:
            address = DeclaredAddress.from_json(values["address"])
            operations.change_address(household=target.household, address=address, by=by, at=at)
        elif target.person is not None and values:
            operations.change_person(person=target.person, values=_typed(values), by=by, at=at)
        return _outcome(target, bool(values), left_out)


def definition_in(config: CommuneConfig) -> ProcedureDefinition:
    family = config.family
    return ProcedureDefinition(
        slug=SLUG,
        title="Modifier ma famille",
        summary="Signalez ce qui a changé : un nom, un téléphone, une adresse, une naissance.",
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
    if name != "address":
        return bool(new == old)
    return DeclaredAddress.from_json(new).lines() == DeclaredAddress.from_json(old).lines()


def _accepted(payload: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(payload.get("accepted", payload["answers"]))


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    born = values.get("birth_date")
    return {**values, "birth_date": date.fromisoformat(born)} if born else dict(values)


def _address_values(address: Any) -> dict[str, str]:
    return {field.name: getattr(address, field.name) for field in fields(DeclaredAddress)}


def _read(name: str, value: Any) -> str:
    if not value:
        return "–"
    if name == "address":
        return ", ".join(DeclaredAddress.from_json(value).lines()) or "–"
    if name == "birth_date":
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    return str(_CHOICES[name](value).label) if name in _CHOICES else str(value)


def _outcome(target: Target, applied: bool, left_out: Sequence[str]) -> Outcome:
    done = f"La fiche « {target.name} » est à jour." if applied else "Rien n’a été modifié."
    if not left_out:
        return Outcome(sentences=(done,))
    return Outcome(sentences=(done, f"N’ont pas été retenus : {', '.join(left_out)}."))
