"""What time does to requests, on both sides of each of its days, in the time of the commune."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from apps.casework import operations, tasks
from apps.casework.enums import CaseStatus
from apps.casework.models import Case
from apps.documents.models import Document
from apps.messaging.models import Message, Notice
from communes_config.schema import Requests
from tests.apps.accounts.people import citizen
from tests.apps.casework.makers import AT, document, draft, filed, in_review
from tests.apps.families.makers import agent
from tests.configurations import adjust
from tests.factories import CaseFactory
from tests.instants import PARIS

RULES = Requests(reminder_days=10, alert_days=7, draft_days=30, draft_warning_days=5)


@pytest.fixture(autouse=True)
def _commune(in_fresnes) -> None:
    adjust(in_fresnes, requests=RULES)


def paris(day: int, hour: int = 6, minute: int = 0, *, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


def sent(template: str) -> list[Message]:
    return list(Message.objects.filter(template=f"casework/{template}").order_by("pk"))


class TestReminder:
    """Asked on Monday 16 March: the tenth day is Thursday 26."""

    @pytest.fixture
    def case(self) -> Case:
        return operations.ask_information(
            case=in_review(), by=agent(), at=AT, message="Le livret, s’il vous plaît ?", pieces=["Livret de famille"]
        )

    @pytest.mark.parametrize(("at", "count"), [(paris(25, 23, 59), 0), (paris(26, 0), 1)])
    def test_the_family_is_reminded_from_the_first_minute_of_the_day(self, case: Case, at: datetime, count: int):
        assert operations.remind_unanswered(at=at) == count
        assert len(sent("answer_awaited")) == count

    def test_it_says_again_what_is_missing_and_once_only(self, case: Case) -> None:
        assert [operations.remind_unanswered(at=paris(day)) for day in (26, 26, 31)] == [1, 0, 0]
        (message,) = sent("answer_awaited")
        assert message.recipient == case.requester.email
        assert "Le 16 mars, le service vous a demandé un complément" in message.text
        assert "Le livret, s’il vous plaît ?\n\n– Livret de famille" in message.text

    def test_a_second_question_has_its_own_reminder(self, case: Case) -> None:
        operations.remind_unanswered(at=paris(26))
        operations.answer(case=case, by=case.requester, at=paris(27), message="Voilà.")
        again = operations.ask_information(case=case, by=agent(), at=paris(27), message="Et le jugement ?")
        assert operations.remind_unanswered(at=paris(31)) == 0
        assert operations.remind_unanswered(at=paris(6, month=4)) == 1
        assert again.information_requests.filter(reminded_at=None).count() == 0

    def test_who_answered_or_gave_up_is_left_in_peace(self, case: Case) -> None:
        operations.answer(case=case, by=case.requester, at=paris(17), message="Voilà.")
        assert operations.remind_unanswered(at=paris(30)) == 0
        asked = operations.ask_information(case=case, by=agent(), at=paris(17), message="Et le jugement ?")
        operations.cancel(case=asked, by=asked.requester, at=paris(18))
        assert operations.remind_unanswered(at=paris(30)) == 0


class TestAlert:
    """Filed on 16 March, refused by silence after Saturday 16 May: the seventh day before is Saturday 9."""

    @pytest.mark.parametrize(
        ("at", "count"), [(paris(8, 23, 59, month=5), 0), (paris(9, 0, month=5), 1), (paris(20, month=5), 1)]
    )
    def test_the_service_is_told_when_its_silence_is_near_or_has_spoken(self, at: datetime, count: int) -> None:
        filed()
        assert operations.alert_before_silence(at=at) == count

    def test_one_letter_says_all_the_requests_of_a_service_once_and_names_nobody(self, in_fresnes) -> None:
        first, second = filed(), filed(citizen("autre"), at=paris(14))
        assert [operations.alert_before_silence(at=paris(9, month=5)) for _run in range(2)] == [2, 0]
        (letter,) = sent("silence_is_near")
        service = in_fresnes.config.service(first.service)
        assert (letter.recipient, letter.subject) == (
            service.email,
            "2 demandes sans réponse : l’échéance approche",
        )
        assert f"– {second.number}, {second.title} : refusée par votre silence après le 14/05/2026" in letter.text
        assert f"– {first.number}, {first.title} : refusée par votre silence après le 16/05/2026" in letter.text
        assert first.requester.usual_name not in letter.text

    def test_each_service_has_its_own(self) -> None:
        due = {"submitted_at": AT, "due_at": paris(17, 0, month=5)}
        for service in ("accueil-unique", "ailleurs"):
            CaseFactory(filed=True, service=service, **due)
        assert operations.alert_before_silence(at=paris(9, month=5)) == 2
        assert len(sent("silence_is_near")) == 2

    def test_a_clock_that_is_stopped_alerts_nobody_and_one_put_off_alerts_again(self) -> None:
        case = in_review()
        operations.alert_before_silence(at=paris(9, month=5))
        asked = operations.ask_information(case=case, by=agent(), at=paris(10, 9, month=5), message="Le livret ?")
        assert operations.alert_before_silence(at=paris(16, month=5)) == 0
        operations.answer(case=asked, by=case.requester, at=paris(20, 9, month=5), message="Voilà.")
        assert operations.alert_before_silence(at=paris(18, 23, 59, month=5)) == 0
        assert operations.alert_before_silence(at=paris(19, 0, month=5)) == 1

    def test_what_is_decided_alerts_nobody(self) -> None:
        operations.refuse(case=in_review(), by=agent(), at=AT, reason="Hors commune.")
        assert operations.alert_before_silence(at=paris(20, month=5)) == 0


class TestDrafts:
    """Last touched on 16 March: told on the 25th day, 10 April; erased on the 30th, 15 April."""

    @pytest.mark.parametrize(("at", "count"), [(paris(9, 23, 59, month=4), 0), (paris(10, 0, month=4), 1)])
    def test_the_author_is_told_in_time_and_once(self, at: datetime, count: int) -> None:
        draft()
        assert [operations.warn_of_erasure(at=at) for _run in range(2)] == [count, 0]

    def test_the_letter_says_until_when(self) -> None:
        case = draft()
        operations.warn_of_erasure(at=paris(10, month=4))
        (letter,) = sent("draft_forgotten")
        assert letter.recipient == case.requester.email
        assert "n’y avez pas touché depuis le 16 mars 2026" in letter.text
        assert "jusqu’au mardi 14 avril 2026, puis nous l’effaçons" in letter.text

    @pytest.mark.parametrize(("at", "count"), [(paris(14, 23, 59, month=4), 0), (paris(15, 0, month=4), 1)])
    def test_it_is_erased_after_the_last_day_and_the_documents_stay(self, at: datetime, count: int) -> None:
        case, documents = draft(), Document.objects.count
        before = documents()
        operations.warn_of_erasure(at=paris(10, month=4))
        assert [operations.erase_forgotten_drafts(at=at) for _run in range(2)] == [count, 0]
        case.refresh_from_db()
        assert (case.status, case.payload == {}, case.attachments.exists()) == (
            (CaseStatus.ABANDONED, True, False) if count else (CaseStatus.DRAFT, False, True)
        )
        assert documents() == before

    def test_nothing_is_erased_before_its_author_was_told(self) -> None:
        draft()
        assert operations.erase_forgotten_drafts(at=paris(30, month=6)) == 0
        operations.warn_of_erasure(at=paris(30, month=6))
        assert operations.erase_forgotten_drafts(at=paris(4, 23, 59, month=7)) == 0
        assert operations.erase_forgotten_drafts(at=paris(5, month=7)) == 1

    @pytest.mark.parametrize("come_back", ["write", "attach"])
    def test_coming_back_keeps_it(self, come_back: str) -> None:
        case, back = draft(), paris(11, month=4)
        operations.warn_of_erasure(at=paris(10, month=4))
        if come_back == "write":
            operations.save_draft(case=case, payload=case.payload, by=case.requester, at=back)
        else:
            piece = document(case.requester, "jugement")
            operations.attach(case=case, document=piece, kind="jugement", by=case.requester, at=back)
        assert operations.erase_forgotten_drafts(at=paris(30, month=4)) == 0
        assert operations.warn_of_erasure(at=paris(6, month=5)) == 1

    def test_who_has_no_address_is_told_in_the_portal(self) -> None:
        draft(citizen("sans.courriel", email=""))
        assert operations.warn_of_erasure(at=paris(10, month=4)) == 1
        assert (sent("draft_forgotten"), Notice.objects.count()) == ([], 1)


def test_a_day_begins_with_the_clock_of_the_commune(in_fresnes) -> None:
    """In Cayenne, three hours behind universal time, the reminder waits for its own midnight."""
    operations.ask_information(case=in_review(), by=agent(), at=AT, message="Le livret ?")
    adjust(in_fresnes, territory=replace(in_fresnes.config.territory, time_zone="America/Cayenne"))
    assert operations.remind_unanswered(at=datetime(2026, 3, 26, 2, 59, tzinfo=UTC)) == 0
    assert operations.remind_unanswered(at=datetime(2026, 3, 26, 3, tzinfo=UTC)) == 1


@pytest.mark.parametrize("task", [tasks.remind_unanswered, tasks.alert_before_silence, tasks.tend_drafts])
def test_a_job_may_run_twice(task: Callable) -> None:
    operations.ask_information(case=in_review(), by=agent(), at=AT - timedelta(days=1), message="Le livret ?")
    filed(citizen("autre"))
    draft(citizen("troisieme"))
    task.run()
    told = Message.objects.count()
    task.run()
    assert Message.objects.count() == told
