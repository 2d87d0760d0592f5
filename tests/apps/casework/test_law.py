"""What the law and the town halls' own rules want of every request, whatever its procedure (CRPA R112-5, R112-11-1)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from apps.casework import operations, queries
from apps.casework.deadlines import last_day, put_off, silence_ends
from apps.casework.errors import AgentOfAnotherService, MessageMissing, NotWaitingForAnswer
from apps.casework.models import Case
from apps.casework.operations.notes import write_note
from apps.messaging.models import Message
from communes_config.schema import Silence
from core.workflow import TransitionRefused
from tenants import context
from tests.apps.casework.benches import ABOUT_ME, BENCH, PROMISES, SUN, answered, bench_draft, bench_filed
from tests.apps.casework.makers import AT, document, filed
from tests.apps.families.makers import agent
from tests.configurations import offer
from tests.instants import PARIS

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _commune(in_fresnes) -> None:
    offer(in_fresnes, BENCH)


def ready() -> Case:
    """A draft that only waits to be sent."""
    return answered(bench_draft(), endroit=SUN, vous=ABOUT_ME, engagements=PROMISES)


class TestNumber:
    def test_the_kinds_of_requests_share_one_sequence(self) -> None:
        assert [filed().number, bench_filed().number, filed().number] == ["2026-000001", "2026-000002", "2026-000003"]

    def test_each_commune_counts_its_own(self, carbon_blanc) -> None:
        here = filed()
        with context.activate(carbon_blanc):
            there = filed()
        assert (here.number, there.number) == ("2026-000001", "2026-000001")

    def test_a_request_received_after_midnight_in_the_commune_is_of_the_new_year(self) -> None:
        nearly = datetime(2026, 12, 31, 23, 59, 59, tzinfo=PARIS)
        assert [filed(at=nearly).number, filed(at=nearly + timedelta(seconds=1)).number] == [
            "2026-000001",
            "2027-000001",
        ]

    def test_the_state_reads_as_filed(self) -> None:
        assert bench_filed().get_status_display() == "Déposée"


class TestAcknowledgement:
    def test_it_is_written_at_the_instant_of_the_filing(self) -> None:
        """Neither the working day of the registration nor the seven days of the receipt can pass."""
        case = bench_filed()
        receipt = Message.objects.get()
        assert (receipt.template, receipt.recipient) == ("casework/acknowledgement", case.requester.email)
        assert receipt.created_at == case.submitted_at == AT

    def test_a_filing_that_is_undone_acknowledges_nothing(self) -> None:
        case = ready()
        with transaction.atomic():
            operations.submit(case=case, by=case.requester, at=AT)
            transaction.set_rollback(True)
        assert (Message.objects.count(), Case.objects.filed().count()) == (0, 0)

    def test_it_says_who_answers_and_where(self) -> None:
        bench_filed()
        text = Message.objects.get().text
        for mention in (
            "Votre demande « Demander un banc » est enregistrée sous le numéro 2026-000001.",
            "Elle a été reçue le lundi 16 mars 2026.",
            "sans réponse de notre part au samedi 16 mai 2026, votre demande sera considérée comme refusée.",
            "S’il manque une pièce, nous vous la demandons, et ce délai s’arrête jusqu’à votre réponse.",
            "en écrivant à la mairie (recours gracieux), ou devant le tribunal administratif",
            "Votre service : Accueil unique\n1 place Pierre et Marie Curie\n94260 Fresnes",
            "Téléphone : 01 49 84 56 56",
            "Courriel : accueil.unique@fresnes94.fr",
        ):
            assert mention in text

    def test_silence_that_accepts_promises_a_certificate(self, in_fresnes) -> None:
        offer(in_fresnes, replace(BENCH, silence=Silence.ACCEPT, silence_months=1))
        bench_filed()
        text = Message.objects.get().text
        assert "au jeudi 16 avril 2026, votre demande sera acceptée. Nous vous remettrons" in text
        assert "considérée comme refusée" not in text


@pytest.mark.parametrize(
    ("received", "months", "last"),
    [
        (datetime(2026, 3, 16, 9, tzinfo=PARIS), 2, date(2026, 5, 16)),
        (datetime(2026, 3, 16, 23, 59, 59, tzinfo=PARIS), 2, date(2026, 5, 16)),
        (datetime(2026, 3, 17, 0, 0, tzinfo=PARIS), 2, date(2026, 5, 17)),
        (datetime(2025, 12, 31, 12, tzinfo=PARIS), 2, date(2026, 2, 28)),
        (datetime(2027, 12, 31, 12, tzinfo=PARIS), 2, date(2028, 2, 29)),
        (datetime(2026, 8, 31, 12, tzinfo=PARIS), 1, date(2026, 9, 30)),
        (datetime(2026, 9, 25, 12, tzinfo=PARIS), 1, date(2026, 10, 25)),
    ],
    ids=["morning", "last second", "after midnight", "short month", "leap year", "31 to 30", "clocks go back"],
)
def test_silence_decides_the_night_after_its_last_day(received: datetime, months: int, last: date) -> None:
    ends = silence_ends(received, months)
    assert (last_day(ends), ends) == (last, datetime(last.year, last.month, last.day, tzinfo=PARIS) + DAY)
    assert last_day(ends - timedelta(microseconds=1)) == last


class TestIncomplete:
    def ask(self, case: Case, at: datetime) -> Case:
        pieces = {"pieces": ["Livret de famille", "Justificatif de domicile"], "message": "Il manque deux pièces."}
        return operations.ask_information(case=case, by=agent(), at=at, **pieces)

    def test_each_piece_is_listed_to_the_family(self) -> None:
        case = self.ask(operations.take(case=filed(), by=agent(), at=AT), AT)
        assert case.get_status_display() == "À compléter"
        assert "- Livret de famille\n- Justificatif de domicile" in Message.objects.order_by("pk").last().text

    def test_two_waits_are_both_left_out_of_the_time(self) -> None:
        case = operations.take(case=filed(), by=agent(), at=AT)
        due = case.due_at
        case = self.ask(case, AT + 5 * DAY)
        assert queries.case_file(case).decided_by_silence_after is None
        case = operations.answer(case=case, by=case.requester, at=AT + 8 * DAY, message="Les voici.")
        assert (case.due_at, queries.case_file(case).decided_by_silence_after) == (due + 3 * DAY, date(2026, 5, 19))
        case = self.ask(case, AT + 10 * DAY)
        case = operations.answer(case=case, by=case.requester, at=AT + 17 * DAY, message="Les voilà.")
        assert case.due_at == due + 10 * DAY

    def test_the_hour_of_a_change_of_season_moves_no_end(self) -> None:
        midnight = datetime(2026, 5, 17, tzinfo=PARIS)
        friday, monday = datetime(2026, 3, 27, 9, tzinfo=PARIS), datetime(2026, 3, 30, 9, tzinfo=PARIS)
        assert put_off(midnight, stopped_at=friday, at=monday) == datetime(2026, 5, 20, tzinfo=PARIS)

    def test_the_service_does_not_decide_while_it_waits(self) -> None:
        case = self.ask(operations.take(case=filed(), by=agent(), at=AT), AT)
        with pytest.raises(TransitionRefused):
            operations.refuse(case=case, by=agent(), at=AT, reason="Trop long.")

    def test_it_is_answered_once(self) -> None:
        case = self.ask(operations.take(case=filed(), by=agent(), at=AT), AT)
        piece = document(case.requester)
        operations.answer(case=case, by=case.requester, at=AT, message="", documents=[piece])
        with pytest.raises(NotWaitingForAnswer):
            operations.answer(case=case, by=case.requester, at=AT, message="Encore.")


class TestNotes:
    def test_an_agent_of_another_service_leaves_none(self) -> None:
        with pytest.raises(AgentOfAnotherService):
            write_note(case=filed(), by=agent(service="enfance"), body="Vu au guichet.", at=AT)

    def test_an_empty_one_says_nothing(self) -> None:
        with pytest.raises(MessageMissing):
            write_note(case=filed(), by=agent(), body="  ", at=AT)

    def test_one_changes_nothing_that_another_agent_reads(self) -> None:
        case = filed()
        note = write_note(case=case, by=agent(), body=" Vu au guichet. ", at=AT)
        assert (note.body, Case.objects.get(pk=case.pk).version) == ("Vu au guichet.", case.version)
