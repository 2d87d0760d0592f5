"""« À compléter »: the service names questions, they open again, and the answer gives the case back to the service."""

from dataclasses import replace
from datetime import timedelta

import pytest

from apps.casework import handlers, operations, payloads, queries, reopening
from apps.casework.enums import CaseStatus
from apps.casework.errors import (
    AttachmentTooOld,
    AttachmentUnknown,
    CaseIncomplete,
    DocumentNotYours,
    ExchangesClosed,
    MessageMissing,
    NotWaitingForAnswer,
    QuestionNotAsked,
)
from apps.casework.models import Case
from apps.families.queries import children_of
from apps.messaging.models import Message
from tests.apps.casework.benches import (
    ABOUT_ME,
    BENCH,
    PROMISES,
    SUN,
    SWING,
    answered,
    bench_draft,
    bench_filed,
    representative,
)
from tests.apps.casework.makers import AT, document, in_review
from tests.apps.families.makers import agent, citizen
from tests.configurations import offer

LATER = AT + timedelta(days=3)


@pytest.fixture(autouse=True)
def commune(in_fresnes):
    offer(in_fresnes, BENCH, SWING)
    return in_fresnes


def asking(*questions: str, kinds: tuple[str, ...] = (), case: Case | None = None) -> Case:
    officer = agent()
    taken = operations.take(case=case or bench_filed(), by=officer, at=AT)
    return operations.ask_information(
        case=taken, by=officer, at=AT, message="À revoir.", questions=questions, kinds=kinds, pieces=kinds
    )


def answer(case: Case, **given) -> Case:
    return operations.answer(case=case, by=case.requester, at=LATER, message="", **given)


def slugs(case: Case) -> list[str]:
    return [question.slug for _, question in reopening.askable(case)]


def test_everything_shown_may_be_asked_again_but_what_was_sworn():
    assert slugs(bench_filed()) == ["shade", "from", "email", "words"]


def test_children_of_a_request_are_not_changed(commune):
    user = representative()
    draft = bench_draft(user, procedure="balancoire")
    child = children_of(user).get()
    filed = answered(draft, enfants={"children": str(child.pk)}, endroit=SUN, vous=ABOUT_ME)
    assert slugs(operations.submit(case=filed, by=user, at=AT).case) == ["shade", "from", "email", "words"]


def test_declaration_of_the_family_has_no_question_to_open():
    case = in_review()
    assert (reopening.askable(case), handlers.of_case(case).answered_again(case, {"a": 1})) == ((), {"a": 1})


@pytest.mark.parametrize("slug", ["tree", "statement-truth", "unknown"])
def test_question_that_was_not_asked_is_not_asked_again(slug):
    with pytest.raises(QuestionNotAsked):
        asking(slug)


def test_citizen_reads_what_is_missing_and_the_mail_only_counts():
    case = asking("from", "words")
    assert queries.case_file(case).missing == ("À partir du", "Un mot")
    mail = Message.objects.get(template="casework/information_asked")
    assert "2 réponses à revoir dans votre demande" in mail.text
    assert "À partir du" not in mail.text
    assert case.exchanges.get().body == "À revoir.\n\n– 2 réponses à revoir dans votre demande"


def test_answer_changes_the_case_and_restarts_the_clock():
    case = asking("from")
    due = case.due_at
    back = answer(case, raw={"from": "02/04/2026"})
    assert (back.status, back.clock_stopped_at, back.due_at - due) == (CaseStatus.IN_REVIEW, None, timedelta(days=3))
    assert payloads.answers(back.payload)["from"] == "2026-04-02"
    assert back.exchanges.order_by("pk").last().body == "Voici ce que vous demandiez."
    assert back.information_requests.get().answered_at == LATER
    assert queries.case_file(back).missing == ()


def test_first_answers_stay_beside_the_new_ones():
    back = answer(asking("from"), raw={"from": "02/04/2026"})
    rows = dict(handlers.of_case(back).sections(back)[1].rows)
    assert (rows["À partir du"], rows["À partir du (réponse d’abord donnée)"]) == ("02/04/2026", "20/03/2026")
    assert [label for label in rows if "d’abord" in label] == ["À partir du (réponse d’abord donnée)"]


def test_question_brought_up_is_asked_too():
    case = asking("shade")
    with pytest.raises(CaseIncomplete) as refused:
        answer(case, raw={"shade": "yes"})
    assert [problem.question for problem in refused.value.context["problems"]] == ["tree"]
    back = answer(case, raw={"shade": "yes", "tree": "lime"})
    assert payloads.answers(back.payload)["tree"] == "lime"


def test_answer_to_a_question_that_is_hidden_now_goes():
    shaded = answered(bench_draft(), endroit={"shade": "yes"})
    shaded = answered(shaded, endroit={"shade": "yes", "tree": "oak"}, vous=ABOUT_ME, engagements=PROMISES)
    operations.attach(
        case=shaded, document=document(shaded.requester, "photo"), kind="photo", by=shaded.requester, at=AT
    )
    filed = operations.submit(case=shaded, by=shaded.requester, at=AT).case
    back = answer(asking("shade", case=filed), raw={"shade": "no"})
    assert payloads.answers(back.payload).get("tree") is None
    rows = dict(handlers.of_case(back).sections(back)[0].rows)
    assert rows == {"À l’ombre ?": False, "À l’ombre ? (réponse d’abord donnée)": True}


def test_piece_that_the_new_answers_call_for_is_missing_then_asked():
    back = answer(asking("shade"), raw={"shade": "yes", "tree": "lime"})
    [photo] = queries.pieces_of(back)
    assert (photo.kind.slug, photo.is_missing) == ("photo", True)
    again = operations.ask_information(case=back, by=agent(), at=LATER, message="Et la photo ?", kinds=["photo"])
    piece = document(again.requester, "photo")
    last = operations.answer(case=again, by=again.requester, at=LATER, message="", pieces={"photo": piece})
    assert [one.is_missing for one in queries.pieces_of(last)] == [False]


def test_optional_answer_may_be_taken_away():
    case = answered(bench_draft(), endroit=SUN, vous={**ABOUT_ME, "words": "Merci"}, engagements=PROMISES)
    filed = operations.submit(case=case, by=case.requester, at=AT).case
    back = answer(asking("words", case=filed), raw={"words": ""})
    assert "words" not in payloads.answers(back.payload)


@pytest.mark.parametrize("raw", [None, {"from": "hier"}, {"from": "01/03/2026"}])
def test_wrong_answer_leaves_everything_as_it_was(raw):
    case = asking("email", "from")
    with pytest.raises(CaseIncomplete):
        answer(case, raw={"email": "a@exemple.fr", **raw} if raw else {"email": "", "from": ""})
    case.refresh_from_db()
    assert (case.status, payloads.answers(case.payload)["email"]) == ("needs_information", "maurice@exemple.fr")


def test_only_what_was_asked_changes():
    back = answer(asking("from"), raw={"from": "02/04/2026", "email": "autre@exemple.fr"})
    assert payloads.answers(back.payload)["email"] == "maurice@exemple.fr"


def test_second_correction_keeps_the_first_answers():
    back = answer(asking("from"), raw={"from": "02/04/2026"})
    officer = agent()
    again = operations.ask_information(case=back, by=officer, at=LATER, message="Encore.", questions=["from"])
    last = operations.answer(case=again, by=again.requester, at=LATER, message="", raw={"from": "09/04/2026"})
    assert payloads.answered_first(last.payload)["from"] == "2026-03-20"


class TestPieces:
    @pytest.fixture
    def dated(self, commune):
        """A bench whose photo is of less than three months."""
        [photo] = BENCH.attachments
        offer(commune, replace(BENCH, attachments=(replace(photo, required=False, shown_if=None, max_age_months=3),)))

    @pytest.mark.usefixtures("dated")
    def test_piece_of_ones_space_answers(self):
        case = asking(kinds=("photo",))
        mine = document(case.requester, "photo", issued_on=AT.date())
        back = answer(case, pieces={"photo": mine})
        assert [(one.kind, one.document) for one in back.attachments.all()] == [("photo", mine)]

    @pytest.mark.usefixtures("dated")
    def test_piece_too_old_is_refused(self):
        case = asking(kinds=("photo",))
        old = document(case.requester, "photo", issued_on=AT.date() - timedelta(days=200))
        with pytest.raises(AttachmentTooOld):
            answer(case, pieces={"photo": old})

    @pytest.mark.usefixtures("dated")
    def test_piece_of_somebody_else_is_refused(self):
        case = asking(kinds=("photo",))
        with pytest.raises(DocumentNotYours):
            answer(case, pieces={"photo": document(citizen(), "photo", issued_on=AT.date())})

    def test_piece_that_the_request_does_not_ask_is_refused(self):
        case = asking("from")
        with pytest.raises(AttachmentUnknown):
            answer(case, raw={"from": "02/04/2026"}, pieces={"rib": document(case.requester, "rib")})


def test_answer_comes_once():
    case = asking("from")
    answer(case, raw={"from": "02/04/2026"})
    with pytest.raises(NotWaitingForAnswer):
        answer(case, raw={"from": "03/04/2026"})


def test_only_its_author_withdraws_a_request():
    with pytest.raises(ExchangesClosed):
        operations.cancel(case=bench_filed(), by=citizen(), at=AT)


def test_asking_says_something():
    officer = agent()
    case = operations.take(case=bench_filed(), by=officer, at=AT)
    with pytest.raises(MessageMissing):
        operations.ask_information(case=case, by=officer, at=AT, message=" ", questions=["from"])


def test_account_without_an_address_is_written_nothing():
    user = citizen(email="")
    answers = {**ABOUT_ME, "email": "tante@exemple.fr"}
    draft = answered(bench_draft(user), endroit=SUN, vous=answers, engagements=PROMISES)
    operations.submit(case=draft, by=user, at=AT)
    assert Message.objects.count() == 0
