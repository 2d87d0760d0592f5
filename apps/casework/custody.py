"""A parent proposes the days of a child between two households; an agent agrees to them, the judgment in hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final

from apps.accounts.models import User
from apps.casework import handlers, procedures
from apps.casework.errors import NotInTwoFamilies, TargetUnknown
from apps.casework.handlers import Outcome
from apps.casework.models import Case
from apps.families import operations, proposal, queries
from apps.families.models import Household, Person
from apps.families.recap import Section
from communes_config.schema import CommuneConfig, ProcedureAttachment, ProcedureDefinition, Theme
from core.custody import Arrangement, Homes

SLUG: Final = "garde"
JUDGMENT: Final = "jugement"
HOMES: Final = Homes(a="chez le parent qui propose", b="chez l’autre parent")
OWN_HOMES: Final = Homes(a="chez vous", b="chez l’autre parent")


@dataclass(frozen=True, kw_only=True)
class ProposedCustody:
    """For the agent who decides: the proposal over eight weeks, between two homes that have names."""

    template: ClassVar = "backoffice/cases/known/custody.html"

    child: Person
    names: queries.Names
    preview: queries.Grid
    warnings: tuple[str, ...]


def homes_of(user: User, child: Person) -> tuple[Household, Household]:
    """Return the household of who proposes, then the other one. Raises NotInTwoFamilies."""
    mine = queries.household_of(user)
    households = list(queries.households_of_child(child))
    others = [household for household in households if household != mine]
    if mine not in households or len(others) != 1:
        raise NotInTwoFamilies(name=child.full_name)
    return mine, others[0]


def check_proposal(user: User, child: Person) -> None:
    """Refuse who has nothing to share, or does not decide for the child. Raises NotInTwoFamilies, NoAuthority."""
    homes_of(user, child)
    operations.check_authority(user, [child.pk])


def payload_of(child: Person, answers: Mapping[str, Any], starts_on: date) -> dict[str, Any]:
    """Return the payload of a proposal; "a" is whoever proposes. Raises ProposalIncomplete."""
    arrangement = proposal.arrangement_from(answers)
    stored = {name: _stored(value) for name, value in answers.items() if name in QUESTIONS}
    return {
        "children": [child.pk],
        "name": child.full_name,
        "answers": stored,
        "starts_on": starts_on.isoformat(),
        "sentences": list(queries.sentences_of(arrangement, queries.Names(homes=HOMES, short=HOMES))),
    }


QUESTIONS: Final = ("rhythm", "party", "anchor", "first_day", "days", "weeks", "hand_over_at", "holidays", "summer")


class CustodyHandler(handlers.PageHandler):
    def new_payload(self, user: User, at: datetime) -> dict[str, Any]:
        return {"children": [], "answers": {}}

    def check_filing(self, user: User, payload: Mapping[str, Any]) -> None:
        check_proposal(user, _child(user, payload))

    def sections(self, case: Case) -> Sequence[handlers.Section]:
        if not case.payload.get("children"):
            return ()
        start = f"{date.fromisoformat(case.payload['starts_on']):%d/%m/%Y}"
        rows = (("À partir du", start), ("Calendrier", " ".join(case.payload["sentences"])))
        return (Section(key="", title=case.payload["name"], role="Garde proposée", rows=rows),)

    def known(self, case: Case) -> ProposedCustody | None:
        try:
            child = _child(case.requester, case.payload)
            mine, other = homes_of(case.requester, child)
        except (TargetUnknown, NotInTwoFamilies):
            return None
        names = queries.names_of(mine, other)
        arrangement, first = _arrangement(case), date.fromisoformat(case.payload["starts_on"])
        return ProposedCustody(
            child=child,
            names=names,
            preview=queries.preview(arrangement, names, first, first),
            warnings=queries.warnings_of(arrangement, names, first),
        )

    def accept(self, *, case: Case, by: User, at: datetime) -> Outcome:
        child = _child(case.requester, case.payload)
        mine, other = homes_of(case.requester, child)
        operations.record_custody(
            child=child,
            first_household=mine,
            second_household=other,
            arrangement=_arrangement(case),
            starts_on=date.fromisoformat(case.payload["starts_on"]),
            reference=f"demande-{case.number}",
            asked_by=case.requester,
            by=by,
            at=at,
        )
        return Outcome(
            sentences=(f"Le calendrier de {child.full_name} est à jour : chaque parent y voit les mêmes jours.",)
        )


def definition_in(config: CommuneConfig) -> ProcedureDefinition:
    family = config.family
    return ProcedureDefinition(
        slug=SLUG,
        title="Calendrier de garde",
        summary="Dites à la mairie quels jours votre enfant passe chez vous et chez l’autre parent.",
        icon="calendar-days",
        theme=Theme.FAMILY,
        service=family.service,
        handler="custody",
        expected_minutes=5,
        silence=family.silence,
        silence_months=family.silence_months,
        repeatable=True,
        attachments=(
            ProcedureAttachment(
                slug=JUDGMENT,
                title="Jugement ou convention",
                help="La décision qui fixe la résidence de l’enfant, ou l’accord signé des deux parents.",
                required=True,
            ),
        ),
    )


def register() -> None:
    handlers.register("custody", CustodyHandler())
    procedures.register(SLUG, definition_in, offered_in=lambda config: config.family.custody_offered, listed=False)


def _child(user: User, payload: Mapping[str, Any]) -> Person:
    child = queries.children_of(user).filter(pk__in=payload["children"]).first()
    if child is None:
        raise TargetUnknown
    return child


def _arrangement(case: Case) -> Arrangement:
    return proposal.arrangement_from(case.payload["answers"])


def _stored(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
