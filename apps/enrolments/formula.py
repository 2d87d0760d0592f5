"""A family asks for another formule of a place that its child has; the same service answers, or nobody has to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar, Final

from django.db import transaction

from apps.accounts.models import User
from apps.activities.definitions import rules_of
from apps.activities.models import Unit
from apps.casework import handlers, procedures
from apps.casework.deadlines import local
from apps.casework.handlers import Outcome, RecordHandler
from apps.casework.models import Case
from apps.casework.procedures import Procedure
from apps.enrolments import queries
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.errors import UnitsStay
from apps.enrolments.models import Enrolment
from apps.enrolments.operations import Place, change_place
from apps.families.operations import check_authority
from apps.families.queries import household_of
from apps.families.recap import Section
from communes_config.schema import CommuneConfig, ProcedureDefinition, Theme, UnitChanges
from core.forms import Form

SLUG: Final = "changement-formule"
KEY: Final = "unit_change"


@dataclass(frozen=True, kw_only=True)
class AskedUnits:
    """For the agent who decides: what the child has, what is asked, from when."""

    template: ClassVar[str] = "backoffice/cases/known/formula.html"

    enrolment: Enrolment
    now: str
    asked: str
    from_day: date


def policy_of(enrolment: Enrolment) -> UnitChanges:
    """Return how the units of this place change, as far as the commune and the state of the place let."""
    if enrolment.status != EnrolmentStatus.ACTIVE or len(units_of(enrolment)) < 2:
        return UnitChanges.NO
    return rules_of(enrolment.activity).unit_changes


def units_of(enrolment: Enrolment) -> list[Unit]:
    """Return the units that one may choose in the activity today."""
    return list(enrolment.activity.units.filter(archived_at=None).order_by("position", "pk"))


def may_change(user: User, enrolment: Enrolment) -> bool:
    """The household that enrolled the child changes its formule; the other parent's household sees it."""
    home = household_of(user)
    return home is not None and home.pk == enrolment.household_id and policy_of(enrolment) is not UnitChanges.NO


def payload_of(enrolment: Enrolment, units: Sequence[Unit], from_day: date) -> dict[str, Any]:
    return {
        "children": [enrolment.child_id],
        "enrolment": enrolment.pk,
        "title": f"{enrolment.child.first_names} : {enrolment.activity.title}",
        "service": rules_of(enrolment.activity).service,
        "before": _titles(enrolment.units.order_by("pk")),
        "after": _titles(units),
        "units": [unit.slug for unit in units],
        "from_day": from_day.isoformat(),
    }


def change_units(*, enrolment: Enrolment, units: Sequence[Unit], from_day: date, by: User, at: datetime) -> Enrolment:
    """Give the place these units from a day on. Raises what `change_place` raises."""
    wanted = replace(Place.of(enrolment), units=tuple(units))
    return change_place(enrolment=enrolment, wanted=wanted, from_day=from_day, reason="", by=by, at=at)


@transaction.atomic
def change_at_once(*, enrolment: Enrolment, units: Sequence[Unit], from_day: date, by: User, at: datetime) -> Enrolment:
    """The same, by a family that asks nobody. Raises NoAuthority, and what `change_place` raises."""
    check_authority(by, [enrolment.child_id])
    return change_units(enrolment=enrolment, units=units, from_day=from_day, by=by, at=at)


class FormulaHandler(RecordHandler):
    def new_payload(self, user: User, at: datetime) -> dict[str, Any]:
        return {"children": [], "answers": {}}

    def check_filing(self, user: User, payload: Mapping[str, Any]) -> None:
        found = Enrolment.objects.filter(pk=payload["enrolment"]).select_related("activity").first()
        if found is None or not may_change(user, found):
            raise UnitsStay(activity=payload["title"])
        check_authority(user, [found.child_id])

    def form(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> Form:
        """A formule is chosen on the page of the place."""
        return Form()

    def problems_in(self, form: Form, case: Case, at: datetime) -> Sequence[Any]:
        return ()

    def filed(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> dict[str, Any]:
        return dict(payload)

    def service(self, procedure: Procedure, payload: Mapping[str, Any]) -> str:
        """The service of the activity answers."""
        return str(payload["service"])

    def sections(self, case: Case) -> Sequence[handlers.Section]:
        if "units" not in case.payload:
            return ()
        rows = (
            ("Formule", f"{case.payload['before']} → {case.payload['after']}"),
            ("À partir du", f"{date.fromisoformat(case.payload['from_day']):%d/%m/%Y}"),
        )
        return (Section(key="", title=case.payload["title"], role="Changement de formule", rows=rows),)

    def known(self, case: Case) -> AskedUnits | None:
        found = _current(case)
        if found is None:
            return None
        return AskedUnits(
            enrolment=found,
            now=_titles(found.units.order_by("pk")),
            asked=case.payload["after"],
            from_day=date.fromisoformat(case.payload["from_day"]),
        )

    def accept(self, *, case: Case, by: User, at: datetime) -> Outcome:
        """A day that passed while the service studied the request becomes today."""
        found = _current(case)
        if found is None or found.status != EnrolmentStatus.ACTIVE:
            raise UnitsStay(activity=case.payload["title"])
        units = [unit for unit in units_of(found) if unit.slug in case.payload["units"]]
        day = max(date.fromisoformat(case.payload["from_day"]), local(at).date(), found.starts_on)
        if {unit.pk for unit in units} != {unit.pk for unit in found.units.all()}:
            change_units(enrolment=found, units=units, from_day=day, by=by, at=at)
        return Outcome(sentences=(f"{case.payload['title']} : {case.payload['after']}, à partir du {day:%d/%m/%Y}.",))


def definition_in(config: CommuneConfig) -> ProcedureDefinition:
    return ProcedureDefinition(
        slug=SLUG,
        title="Changer de formule",
        summary="Demandez un autre menu ou une autre formule pour une inscription en cours.",
        icon="utensils",
        theme=Theme.CHILDCARE,
        service=config.family.service,
        handler=KEY,
        expected_minutes=2,
        silence=config.family.silence,
        silence_months=config.family.silence_months,
        repeatable=True,
    )


def offered_in(config: CommuneConfig) -> bool:
    """Whether some activity of the commune lets families change."""
    return any(activity.unit_changes is not UnitChanges.NO for activity in config.activities)


def register() -> None:
    handlers.register(KEY, FormulaHandler())
    procedures.register(SLUG, definition_in, offered_in=offered_in, listed=False)


def _current(case: Case) -> Enrolment | None:
    """Return the place as it is now: the last of the rows that followed the one that was asked about."""
    rows = queries.with_everything()
    found = rows.filter(pk=case.payload.get("enrolment")).first()
    while found is not None and (following := rows.filter(follows=found).first()) is not None:
        found = following
    return found


def _titles(units: Any) -> str:
    return ", ".join(unit.title for unit in units) or "–"
