"""A change of address, of telephone or of e-mail: the former value, the new one, and what acceptance changes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import ClassVar

import pytest
from django.db import IntegrityError, transaction

from apps.accounts import operations as accounts
from apps.accounts.models import Address, User
from apps.casework import handlers, operations, procedures, queries, tasks
from apps.casework.enums import EventKind
from apps.casework.errors import AttachmentsMissing, CaseIncomplete
from apps.casework.handlers import Outcome
from apps.casework.models import Case
from apps.families.models import Household, Person
from apps.families.operations import create_household
from apps.messaging.models import Message
from tests.apps.casework.makers import AT
from tests.apps.casework.makers import filed as declared
from tests.apps.casework.questionnaires import answered, filed, in_review, rows
from tests.apps.families.makers import agent, citizen, declaration, solange
from tests.configurations import adjust
from tests.instants import PARIS

pytestmark = pytest.mark.usefixtures("in_fresnes")
NEW = {"number": "4", "street": "rue Pasteur", "postal_code": "94260", "city": "Fresnes", "moved_on": "2026-03-01"}
FORMER, LATTER = "12 rue des Lilas, 94260 Fresnes", "4 rue Pasteur, 94260 Fresnes"


@pytest.fixture
def parent() -> User:
    return citizen("maurice", mobile="06 01 02 03 04")


def home(user: User) -> str:
    return str(User.objects.select_related("address").get(pk=user.pk).address)


def household_of(user: User) -> Household:
    return create_household(declaration=declaration(), account=user, by=None, at=AT)


def told(template: str) -> Message:
    return Message.objects.filter(template=template).order_by("pk").last()


class TestAddress:
    def test_the_agent_sees_both_and_acceptance_applies_the_new_one(self, parent: User) -> None:
        officer = agent()
        case = in_review("changement-d-adresse", parent, officer, **NEW)
        (row,) = queries.decision_file(case).known.rows
        assert (row.label, row.old, row.new, row.differs) == ("Adresse", FORMER, LATTER, True)
        assert home(parent) == FORMER
        operations.accept(case=case, by=officer, at=AT)
        assert home(parent) == LATTER

    def test_the_recap_keeps_the_former_address_whatever_comes_later(self, parent: User) -> None:
        officer = agent()
        case = in_review("changement-d-adresse", parent, officer, **NEW)
        operations.accept(case=case, by=officer, at=AT)
        assert rows(case)["Adresse enregistrée"] == FORMER

    def test_the_household_of_its_holder_moves_with_them(self, parent: User) -> None:
        household = household_of(parent)
        officer = agent()
        case = in_review("changement-d-adresse", parent, officer, **NEW)
        assert "whole-household" not in case.payload["answers"]
        operations.accept(case=case, by=officer, at=AT)
        assert str(Household.objects.select_related("address").get(pk=household.pk).address) == LATTER

    def test_an_account_without_an_address_is_known_by_that_of_its_household(self, parent: User) -> None:
        household_of(parent)
        User.objects.filter(pk=parent.pk).update(address=None)
        parent.refresh_from_db()
        case = filed("changement-d-adresse", parent, **NEW)
        assert rows(case)["Adresse enregistrée"] == FORMER

    @pytest.mark.parametrize(("moves", "household", "own"), [("yes", LATTER, None), ("no", FORMER, LATTER)])
    def test_a_co_representative_chooses(self, parent: User, moves: str, household: str, own: str | None) -> None:
        family = household_of(parent)
        second = citizen("solange")
        Person.objects.filter(usual_name=solange().usual_name).update(account=second)
        officer = agent()
        case = in_review("changement-d-adresse", second, officer, **NEW, whole_household=moves)
        operations.accept(case=case, by=officer, at=AT)
        member = family.members.select_related("own_address").get(person__account=second)
        assert str(Household.objects.select_related("address").get(pk=family.pk).address) == household
        assert (str(member.own_address) if member.own_address else None) == own

    def test_twice_accepted_is_the_same_as_once(self, parent: User) -> None:
        officer = agent()
        case = in_review("changement-d-adresse", parent, officer, **NEW)
        handler = handlers.of_case(case)
        assert handler.accept(case=case, by=officer, at=AT) == handler.accept(case=case, by=officer, at=AT)
        assert home(parent) == LATTER

    def test_a_recent_proof_is_required(self, parent: User) -> None:
        case = answered("changement-d-adresse", parent, **NEW)
        with pytest.raises(AttachmentsMissing, match="Justificatif de domicile"):
            operations.submit(case=case, by=parent, at=AT)


class TestCodes:
    """The codes of an address are asked of the State's search: a resident is one by the code of the commune."""

    KNOWN: ClassVar = {**NEW, "number": "12", "street": "Avenue de la République"}

    def codes(self, address: Address) -> tuple[str, bool]:
        return address.insee_code, address.ban_id.startswith("94034_")

    def test_the_account_and_the_household_keep_them(self, parent: User) -> None:
        household = household_of(parent)
        officer = agent()
        operations.accept(case=in_review("changement-d-adresse", parent, officer, **self.KNOWN), by=officer, at=AT)
        kept = [User.objects.select_related("address").get(pk=parent.pk).address]
        kept.append(Household.objects.select_related("address").get(pk=household.pk).address)
        assert [self.codes(address) for address in kept] == [("94034", True)] * 2

    def test_an_address_nobody_knows_has_none(self, parent: User) -> None:
        officer = agent()
        operations.accept(case=in_review("changement-d-adresse", parent, officer, **NEW), by=officer, at=AT)
        assert self.codes(User.objects.select_related("address").get(pk=parent.pk).address) == ("", False)

    def test_a_corrected_answer_has_its_own(self, parent: User) -> None:
        officer = agent()
        case = in_review("changement-d-adresse", parent, officer, **NEW)
        case = operations.ask_information(
            case=case, by=officer, at=AT, message="Le numéro ?", questions=["number", "street"]
        )
        raw = {"number": "12", "street": "Avenue de la République"}
        case = operations.answer(case=case, by=parent, at=AT, message="", raw=raw)
        operations.accept(case=case, by=officer, at=AT)
        assert self.codes(User.objects.select_related("address").get(pk=parent.pk).address) == ("94034", True)


class TestLaterMove:
    """Accepted on 16 March for a move on Wednesday 1 April."""

    LATER: ClassVar = {**NEW, "moved_on": "2026-04-01"}

    @pytest.fixture
    def accepted(self, parent: User) -> Case:
        officer = agent()
        case = in_review("changement-d-adresse", parent, officer, **self.LATER)
        return operations.accept(case=case, by=officer, at=AT)

    def test_the_former_address_holds_until_the_day(self, parent: User, accepted: Case) -> None:
        household = household_of(parent)
        assert (home(parent), accepted.takes_effect_on) == (FORMER, date(2026, 4, 1))
        assert "sera enregistrée le 1 avril 2026 ; l’ancienne vaut d’ici là" in told("casework/accepted").text
        assert operations.apply_dated(at=datetime(2026, 3, 31, 23, 59, 59, tzinfo=PARIS)) == 0
        assert home(parent) == FORMER
        assert operations.apply_dated(at=datetime(2026, 4, 1, tzinfo=PARIS)) == 1
        moved = str(Household.objects.select_related("address").get(pk=household.pk).address)
        assert (home(parent), moved) == (LATTER, LATTER)

    def test_it_is_done_once_told_and_written_in_the_history(self, parent: User, accepted: Case) -> None:
        day = datetime(2026, 4, 2, 7, tzinfo=PARIS)
        assert [operations.apply_dated(at=day) for _run in range(2)] == [1, 0]
        tasks.apply_dated.run()
        assert accepted.events.filter(kind=EventKind.TOOK_EFFECT).count() == 1
        letter = told("casework/progress")
        assert letter.subject == f"Demande n° {accepted.number} : c’est fait"
        assert "Votre nouvelle adresse est enregistrée." in letter.text

    def test_a_day_begins_with_the_clock_of_the_commune(self, parent: User, accepted: Case, in_fresnes) -> None:
        adjust(in_fresnes, territory=replace(in_fresnes.config.territory, time_zone="America/Cayenne"))
        assert operations.apply_dated(at=datetime(2026, 4, 1, 2, 59, tzinfo=UTC)) == 0
        assert operations.apply_dated(at=datetime(2026, 4, 1, 3, tzinfo=UTC)) == 1

    @pytest.mark.parametrize("day", ["2026-03-16", "2026-03-01"])
    def test_today_or_before_is_at_once(self, parent: User, day: str) -> None:
        officer = agent()
        case = in_review("changement-d-adresse", parent, officer, **{**NEW, "moved_on": day})
        assert operations.accept(case=case, by=officer, at=AT).takes_effect_on is None
        assert home(parent) == LATTER

    def test_other_requests_have_nothing_put_off(self, parent: User) -> None:
        for case in (filed("contact", parent, topic="other", message="Bonjour"), declared()):
            handler = handlers.of_case(case)
            assert handler.take_effect(case=case, by=None, at=AT) == Outcome()

    def test_the_database_puts_off_only_what_is_accepted(self, parent: User) -> None:
        case = filed("changement-d-adresse", parent, **NEW)
        with pytest.raises(IntegrityError, match="case_takes_effect_once_accepted"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(takes_effect_on=date(2026, 4, 1))


class TestTelephone:
    def test_it_is_changed_at_once_for_the_account_and_the_person(self, parent: User) -> None:
        household_of(parent)
        case = filed("changement-de-telephone", parent, mobile="0699887766")
        assert case.status == "accepted"
        assert User.objects.get(pk=parent.pk).mobile == "06 99 88 77 66"
        person = Person.objects.get(account=parent)
        assert (person.mobile, "0699887766" in person.search_text) == ("06 99 88 77 66", True)
        assert rows(case)["Téléphone portable, avant"] == "06 01 02 03 04"

    @pytest.mark.parametrize(
        ("typed", "said"), [("", "Écrivez ce qui change."), ("06.01.02.03.04", "Rien ne change : c’est déjà")]
    )
    def test_a_change_that_changes_nothing_is_not_filed(self, parent: User, typed: str, said: str) -> None:
        case = answered("changement-de-telephone", parent, mobile=typed)
        with pytest.raises(CaseIncomplete) as refusal:
            operations.submit(case=case, by=parent, at=AT)
        assert [problem.message[: len(said)] for problem in refusal.value.context["problems"]] == [said]

    def test_what_is_recorded_is_said_under_the_question(self, parent: User) -> None:
        case = answered("changement-de-telephone", parent)
        form = handlers.of_case(case).form(procedures.of_case(case), parent, case.payload, AT)
        assert form.question("mobile").help == "Aujourd’hui : 06 01 02 03 04."
        assert form.question("phone").help == ""


class TestEmail:
    def test_both_addresses_are_written_to_and_nothing_changes_before_the_link(self, parent: User) -> None:
        filed("changement-de-courriel", parent, email="nouveau@exemple.fr")
        sent = list(Message.objects.order_by("pk").values_list("template", "recipient"))
        assert sent[:2] == [
            ("accounts/email_change", "nouveau@exemple.fr"),
            ("accounts/email_change_notice", "maurice@exemple.fr"),
        ]
        assert "Ouvrez le lien envoyé à nouveau@exemple.fr" in Message.objects.order_by("pk").last().text
        assert User.objects.get(pk=parent.pk).email == "maurice@exemple.fr"

    def test_the_link_changes_the_account(self, parent: User) -> None:
        filed("changement-de-courriel", parent, email="nouveau@exemple.fr")
        link = Message.objects.get(template="accounts/email_change").text
        secret = next(word for word in link.split() if "/" in word and "http" in word).rstrip("/").rsplit("/", 1)[1]
        accounts.confirm_email_change(secret=secret, at=AT)
        assert User.objects.get(pk=parent.pk).email == "nouveau@exemple.fr"

    def test_an_address_already_taken_gets_nothing_and_nothing_is_said_of_it(self, parent: User) -> None:
        citizen("autre", email="pris@exemple.fr")
        case = filed("changement-de-courriel", parent, email="pris@exemple.fr")
        assert case.status == "accepted"
        assert Message.objects.filter(recipient="pris@exemple.fr").count() == 0
