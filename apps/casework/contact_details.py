"""Change of address, of telephones, of e-mail: what is known beside what is asked, and acceptance applies it.

The slugs of the questions say what is changed: those of ADDRESS, PHONES and EMAIL; any other is only told to the
service. A commune may therefore ask several of them in one procedure, or in three.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from apps.accounts import operations as accounts
from apps.accounts.gateways.addresses import codes_of
from apps.accounts.models import Address, User
from apps.accounts.operations import AddressEntry
from apps.casework import handlers, payloads, procedures, wording
from apps.casework.deadlines import local
from apps.casework.handlers import Comparison, ComparisonRow, Outcome, RecordHandler
from apps.casework.models import Case
from apps.casework.procedures import Procedure
from apps.families import operations as families
from apps.families import queries
from apps.families.declaration import DeclaredAddress
from communes_config.schema import CommuneConfig, ProcedureDefinition
from core.forms import Form, FormProblem, Question, RecapSection, Step

KEY: Final = "contact_details"
ADDRESS: Final = ("number", "street", "building", "apartment", "complement", "postal-code", "city", "country")
PHONES: Final = ("phone", "mobile")
EMAIL: Final = "email"
GOVERNED: Final = {"address": {"street"}, "phone": set(PHONES), "email": {EMAIL}}
MOVED_ON: Final = "moved-on"
WHOLE_HOUSEHOLD: Final = "whole-household"
BEFORE: Final = "before"
LOCATED: Final = "located"
SHOWN_ON: Final = {"street": "address"}  # an address is said once, beside the name of its street
NOTHING_KNOWN: Final = "Rien d’enregistré"


class ContactDetailsHandler(RecordHandler):
    def form(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> Form:
        """Say under each question what is recorded today; ask about the household only who may leave it."""
        form = super().form(procedure, user, payload, at)
        known, may_choose = recorded(user), _may_choose(user)
        return Form(steps=tuple(_with_known(step, known, may_choose) for step in form.steps))

    def problems_in(self, form: Form, case: Case, at: datetime) -> Sequence[FormProblem]:
        return super().problems_in(form, case, at) or _nothing_changes(case, form)

    def filed(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> dict[str, Any]:
        """Keep what was recorded when the change was asked: the recap stays true whatever happens since."""
        kept = super().filed(procedure, user, payload, at) | {BEFORE: recorded(user)}
        return kept | {LOCATED: _located(payloads.answers(kept))}

    def answered_again(self, case: Case, payload: dict[str, Any]) -> dict[str, Any]:
        kept = super().answered_again(case, payload)
        return kept | {LOCATED: _located(payloads.answers(kept))}

    def sections(self, case: Case) -> Sequence[RecapSection]:
        before = case.payload.get(BEFORE) or recorded(case.requester)
        form = payloads.filed_form(case.payload) or procedures.of_case(case).definition.form()
        asked = {question.label: question.slug for _, question in form.questions()}
        return tuple(
            replace(section, rows=tuple(_rows_with_before(section, asked, before)))
            for section in super().sections(case)
        )

    def known(self, case: Case) -> Comparison:
        before = case.payload.get(BEFORE) or recorded(case.requester)
        return Comparison(rows=tuple(_compared(payloads.answers(case.payload), before)))

    def accept(self, *, case: Case, by: User, at: datetime) -> Outcome:
        answers = payloads.answers(case.payload)
        user = User.objects.select_related("address").get(pk=case.requester_id)
        phones = {name: answers[name] for name in PHONES if answers.get(name)}
        accounts.update_profile(user=user, contact=phones, address=None, at=at, by=by)
        families.follow_account(user=user, by=by, at=at)
        sentences = super().accept(case=case, by=by, at=at).sentences
        day = _moves_on(answers)
        if day is not None and day > local(at).date():
            Case.objects.filter(pk=case.pk).update(takes_effect_on=day)
            case.takes_effect_on = day
            sentences = (
                f"Votre nouvelle adresse sera enregistrée le {wording.written(day)} ; l’ancienne vaut d’ici là.",
            )
        else:
            _change_address(user, case.payload, by, at)
        if email := answers.get(EMAIL):
            accounts.request_email_change(user=user, email=email, at=at)
            sentences = (*sentences, f"Ouvrez le lien envoyé à {email} : cette adresse remplacera alors l’ancienne.")
        return Outcome(sentences=sentences)

    def take_effect(self, *, case: Case, by: User | None, at: datetime) -> Outcome:
        user = User.objects.select_related("address").get(pk=case.requester_id)
        _change_address(user, case.payload, by, at)
        return super().accept(case=case, by=by or user, at=at)


def recorded(user: User) -> dict[str, str]:
    """Return what is known today, as it is read: an account that says no address has that of its household."""
    household = None if user.address else queries.household_of(user)
    address = household.address if household else user.address
    return {
        "address": ", ".join(address.lines()) if address else "",
        **{name: getattr(user, name) for name in (*PHONES, EMAIL)},
    }


def procedures_for(config: CommuneConfig) -> dict[str, ProcedureDefinition]:
    """Return the procedure by which each of "address", "phone" and "email" is changed, where a commune has one."""
    found: dict[str, ProcedureDefinition] = {}
    for definition in config.procedures:
        asked = {question.slug for _, question in definition.form().questions()} if definition.handler == KEY else set()
        for name, slugs in GOVERNED.items():
            if asked & slugs:
                found.setdefault(name, definition)
    return found


def register() -> None:
    handlers.register(KEY, ContactDetailsHandler())


def _may_choose(user: User) -> bool:
    """Whether this person may have another address than the household: its holder lives there."""
    return queries.household_of(user) is not None and queries.held_household(user) is None


def _with_known(step: Step, known: Mapping[str, str], may_choose: bool) -> Step:
    kept = (question for question in step.questions if may_choose or question.slug != WHOLE_HOUSEHOLD)
    return replace(step, questions=tuple(_saying(question, known) for question in kept))


def _saying(question: Question, known: Mapping[str, str]) -> Question:
    value = known.get(SHOWN_ON.get(question.slug, question.slug))
    if not value:
        return question
    return replace(question, help=" ".join(filter(None, (f"Aujourd’hui : {value}.", question.help))))


def _nothing_changes(case: Case, form: Form) -> tuple[FormProblem, ...]:
    """A change that changes nothing would tire the service and worry its author."""
    if any(row.differs for row in _compared(payloads.written(case.payload), recorded(case.requester))):
        return ()
    applied = [(step, asked) for step, asked in form.questions() if asked.slug in (*ADDRESS, *PHONES, EMAIL)]
    if not applied:
        return ()
    step, question = applied[0]
    given = any(case.payload["answers"].get(asked.slug) for _, asked in applied)
    message = "Rien ne change : c’est déjà ce qui est enregistré." if given else "Écrivez ce qui change."
    return (FormProblem(step=step.slug, question=question.slug, label=question.label, message=message),)


def _rows_with_before(
    section: RecapSection, asked: Mapping[str, str], before: Mapping[str, str]
) -> list[tuple[str, object]]:
    """Say what was recorded above what replaces it: an address once, before the first of its lines.

    A number that does not change is left out.
    """
    rows: list[tuple[str, object]] = []
    told = False
    for label, value in section.rows:
        slug = asked.get(label, "")
        if slug in before and value is None:
            continue
        if slug in before:
            rows.append((f"{label}, avant", before[slug] or NOTHING_KNOWN))
        elif slug in ADDRESS and not told:
            rows.append(("Adresse enregistrée", before["address"] or NOTHING_KNOWN))
            told = True
        rows.append((label, value))
    return rows


def _compared(answers: Mapping[str, Any], before: Mapping[str, str]) -> list[ComparisonRow]:
    rows = []
    address = _address(answers)
    if address is not None:
        rows.append(ComparisonRow(label="Adresse", old=before["address"], new=_spoken(address)))
    names = {"phone": "Téléphone du domicile", "mobile": "Téléphone portable", EMAIL: "Adresse électronique"}
    rows += [
        ComparisonRow(label=names[slug], old=before[slug], new=answers[slug]) for slug in names if answers.get(slug)
    ]
    return rows


def _address(answers: Mapping[str, Any]) -> AddressEntry | None:
    lines = {slug.replace("-", "_"): str(answers[slug]) for slug in ADDRESS if answers.get(slug)}
    return AddressEntry(**{"country": "France", **lines}) if lines else None


def _spoken(entry: AddressEntry) -> str:
    return ", ".join(Address(**{name: getattr(entry, name) for name in entry.__slots__}).lines())


def _moves_on(answers: Mapping[str, Any]) -> date | None:
    """Return the day of the move, where the commune asks for it and an address changes."""
    said = answers.get(MOVED_ON)
    return date.fromisoformat(said) if said and _address(answers) else None


def _located(answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the codes of the address when the State's search knows it as it is written."""
    address = _address(answers)
    if address is None:
        return {}
    return codes_of(number=address.number, street=address.street, postal_code=address.postal_code, city=address.city)


def _change_address(user: User, payload: Mapping[str, Any], by: User | None, at: datetime) -> None:
    """Move the account, with the household, or its member who chose to live elsewhere."""
    answers = payloads.answers(payload)
    written = _address(answers)
    if written is None:
        return
    address = replace(written, **payload.get(LOCATED, {}))
    accounts.update_profile(user=user, contact={}, address=address, at=at, by=by)
    household = queries.household_of(user)
    if household is None:
        return
    declared = DeclaredAddress(**{name: getattr(address, name) for name in DeclaredAddress.__dataclass_fields__})
    if answers.get(WHOLE_HOUSEHOLD, True) or not _may_choose(user):
        families.change_address(household=household, address=declared, by=by, at=at)
    else:
        families.move_apart(household=household, person=user.person, address=declared, by=by, at=at)
