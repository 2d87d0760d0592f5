"""The first procedure: "Déclarer ma famille"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, ClassVar

from apps.accounts.models import User
from apps.accounts.permissions import Permission
from apps.casework import handlers, procedures
from apps.casework.deadlines import local
from apps.casework.enums import CaseStatus
from apps.casework.handlers import Answer, Outcome, Questionnaire
from apps.casework.models import Case
from apps.casework.procedures import Procedure
from apps.families import completeness, operations, queries, recap
from apps.families.declaration import (
    CO_REPRESENTATIVE,
    HOLDER,
    DeclaredAddress,
    DeclaredAdult,
    FamilyDeclaration,
)
from apps.families.enums import MemberRole
from apps.families.errors import AlreadyHolder, NoFamilyYet
from apps.families.models import Household, MatchCandidate, Person
from communes_config.schema import (
    AttachmentKind,
    CommuneConfig,
    KeyDelivery,
    ProcedureAttachment,
    ProcedureDefinition,
    Theme,
)
from core.forms import Form, Question
from tenants import context

SLUG = "famille"
VERSION = 1
IDENTITY = (
    "civility",
    "usual_name",
    "birth_name",
    "first_names",
    "birth_date",
    "birth_commune",
    "birth_department",
    "birth_country",
    "birth_place_code",
    "phone",
    "mobile",
    "email",
)
ADDRESS = (
    "number",
    "street",
    "building",
    "apartment",
    "complement",
    "postal_code",
    "city",
    "country",
    "ban_id",
    "insee_code",
)


@dataclass(frozen=True, kw_only=True)
class KnownFamily:
    """What the commune knows of the people of a declaration, and the household it made of it once accepted."""

    adults: tuple[queries.KnownAdult, ...]
    matches: tuple[queries.ProbableMatch, ...]
    household: Household | None
    candidates: tuple[MatchCandidate, ...]


class FamilyHandler:
    reserved_to: ClassVar[Permission | None] = None

    def check_opening(self, user: User) -> None:
        if queries.holds_household(user) and queries.held_household(user) is None:
            raise AlreadyHolder  # accepted already: only its key is missing

    def check_filing(self, user: User, payload: Mapping[str, Any]) -> None:
        """A family may have come, or a key been typed, since the draft was begun."""
        self.check_opening(user)
        adds = FamilyDeclaration.from_json(payload).is_addition
        if adds and queries.household_of(user) is None:
            raise NoFamilyYet
        if not adds and queries.held_household(user) is not None:
            raise AlreadyHolder

    def new_payload(self, user: User, at: datetime) -> dict[str, Any]:
        held = queries.held_household(user)
        if held is not None:
            return addition_to(held).to_json()
        return FamilyDeclaration(holder=holder_from_account(user)).to_json()

    def form(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> Form:
        """The declaration has screens of its own."""
        return Form()

    def attachments(self, procedure: Procedure, payload: Mapping[str, Any]) -> tuple[AttachmentKind, ...]:
        """The commune has the papers of a family it knows: whoever joins it brings theirs if they are concerned."""
        asked = procedure.terms.attachments
        if not payload or not FamilyDeclaration.from_json(payload).is_addition:
            return asked
        return tuple(replace(kind, required=False) for kind in asked)

    def questionnaire(self, case: Case, at: datetime) -> Questionnaire:
        return Questionnaire(handler=self, case=case, at=at)

    def problems_in(self, form: Form, case: Case, at: datetime) -> Sequence[completeness.Problem]:
        declaration = FamilyDeclaration.from_json(case.payload)
        return completeness.problems(declaration, context.config().family.fields, local(at).date())

    def sections(self, case: Case) -> Sequence[recap.Section]:
        if not case.payload:
            return ()
        return recap.sections(FamilyDeclaration.from_json(case.payload), context.config().family.fields)

    def filed(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> dict[str, Any]:
        return dict(payload)

    def may_ask_again(self, question: Question) -> bool:
        """A declaration asks no question of its form: it is completed by messages and pieces."""
        return False

    def answered_again(self, case: Case, payload: dict[str, Any]) -> dict[str, Any]:
        return payload

    def known(self, case: Case) -> KnownFamily:
        declaration = FamilyDeclaration.from_json(case.payload)
        household = _made_by(case, declaration)
        return KnownFamily(
            adults=() if household or declaration.is_addition else queries.known_adults(declaration),
            matches=() if household else queries.probable_matches(declaration),
            household=household,
            candidates=tuple(queries.matches_of(household)) if household else (),
        )

    def answers(self, case: Case, at: datetime) -> tuple[Answer, ...]:
        """A family is accepted or refused whole."""
        return ()

    def accept(self, *, case: Case, by: User, at: datetime) -> Outcome:
        """Create the household once, and hand its key over as the commune does; or complete the one that exists."""
        declaration = FamilyDeclaration.from_json(case.payload)
        if declaration.is_addition:
            return _complete(case, declaration, by, at)
        automatic = context.config().service_key.delivery == KeyDelivery.AUTOMATIC
        household = operations.create_household(
            declaration=declaration,
            account=case.requester,
            by=by,
            at=at,
            reference=reference_of(case),
            tie=False,
        )
        if not household.keys.exists():
            holder = household.members.select_related("person").get(role=MemberRole.HOLDER).person
            issued = operations.issue_key(household=household, person=holder, by=by, at=at)
            if automatic:
                operations.integrate_key(issued=issued, user=case.requester, at=at)
            elif case.requester.email:
                operations.mail_key(issued=issued, to=case.requester.email, at=at)
        return _outcome(automatic)

    def take_effect(self, *, case: Case, by: User | None, at: datetime) -> Outcome:
        """Acceptance put nothing off."""
        return Outcome()

    def refuse(self, *, case: Case, by: User, at: datetime) -> None:
        """Filing made nothing: there is nothing to undo."""

    def service(self, procedure: Procedure, payload: Mapping[str, Any]) -> str:
        return procedure.terms.service

    def lodged(self, *, case: Case, by: User, at: datetime) -> None:
        """Nothing is reserved before an agent decides."""

    def withdraw(self, *, case: Case, by: User, at: datetime) -> None:
        """Filing made nothing: there is nothing to undo."""


def addition_to(household: Household) -> FamilyDeclaration:
    """Return the declaration that adds people to a household: its adults are there so that children can be tied."""
    adults = {line.role: adult_from_person(line.person) for line in queries.card_of(household).adults}
    second = adults.get(MemberRole.CO_REPRESENTATIVE)
    known = (HOLDER,) if second is None else (HOLDER, CO_REPRESENTATIVE)
    return FamilyDeclaration(holder=adults[MemberRole.HOLDER], co_representative=second, known=known)


def adult_from_person(person: Person) -> DeclaredAdult:
    return DeclaredAdult(civility=person.civility, usual_name=person.usual_name, first_names=person.first_names)


def reference_of(case: Case) -> str:
    """The reference of the household that this case makes: one case, one household."""
    return f"demande-{case.number}"


def holder_from_account(user: User) -> DeclaredAdult:
    """What the account already says of its owner, so that nobody types it twice."""
    home = user.address
    lines = {name: getattr(home, name) for name in ADDRESS if getattr(home, name, "")}
    return DeclaredAdult(**{name: getattr(user, name) for name in IDENTITY}, address=DeclaredAddress(**lines))


def definition_in(config: CommuneConfig) -> ProcedureDefinition:
    family = config.family
    return ProcedureDefinition(
        slug=SLUG,
        version=VERSION,
        title=family.declaration_title,
        summary="Présentez votre famille à la mairie : elle ouvre les inscriptions et les réservations.",
        icon="users",
        theme=Theme.FAMILY,
        service=family.service,
        handler=SLUG,
        expected_minutes=family.expected_minutes,
        silence=family.silence,
        silence_months=family.silence_months,
        attachments=tuple(
            ProcedureAttachment(**{field.name: getattr(kind, field.name) for field in fields(kind)})
            for kind in family.attachments
        ),
    )


def register() -> None:
    handlers.register(SLUG, FamilyHandler())
    procedures.register(SLUG, definition_in, offered_in=lambda config: config.family.declaration_offered)


def _complete(case: Case, declaration: FamilyDeclaration, by: User, at: datetime) -> Outcome:
    household = queries.household_of(case.requester)
    if household is None:
        raise NoFamilyYet
    operations.add_members(household=household, declaration=declaration, by=by, at=at)
    return Outcome(sentences=("Les personnes que vous avez ajoutées font maintenant partie de votre famille.",))


def _made_by(case: Case, declaration: FamilyDeclaration) -> Household | None:
    """The household that the accepted case made or completed."""
    if declaration.is_addition:
        return queries.household_of(case.requester) if case.status == CaseStatus.ACCEPTED else None
    return Household.objects.filter(reference=reference_of(case)).select_related("address").first()


def _outcome(automatic: bool) -> Outcome:
    label = context.config().service_key.label
    known = "Votre famille est maintenant connue de la mairie."
    if automatic:
        return Outcome(sentences=(known, f"Votre {label} est déjà dans votre espace : vous n’avez rien à saisir."))
    return Outcome(
        sentences=(known, f"Vous recevez votre {label} dans un autre courriel : saisissez-la pour ouvrir votre espace.")
    )
