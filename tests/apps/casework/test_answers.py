"""A procedure made of questions, from the first step to the decision."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from apps.casework import operations, payloads, procedures, queries
from apps.casework.enums import CaseStatus, EventKind
from apps.casework.errors import (
    AlreadyFiled,
    AttachmentsMissing,
    AttachmentUnknown,
    CaseIncomplete,
    DraftMissing,
    FamilyNeeded,
    ProcedureClosed,
    StepUnknown,
)
from apps.casework.filling import filling
from apps.casework.models import Case
from apps.families.models import Person, Relationship
from apps.messaging.models import Message
from communes_config.schema import OpeningWindow
from core.forms import Kind
from tests.apps.casework.benches import (
    ABOUT_ME,
    BENCH,
    PLACE,
    PLAIN,
    PROMISES,
    SUN,
    SWING,
    WHO,
    answered,
    bench_draft,
    bench_filed,
    representative,
)
from tests.apps.casework.makers import AT, document
from tests.apps.families.makers import agent, citizen
from tests.configurations import offer
from tests.factories import PersonFactory, RelationshipFactory


@pytest.fixture(autouse=True)
def commune(in_fresnes):
    offer(in_fresnes, BENCH, SWING)
    return in_fresnes


def steps_of(case: Case) -> list[str]:
    return [step.slug for step in filling(case, AT).steps]


def messages_of(case: Case) -> list[str]:
    return [problem.message for problem in filling(case, AT).problems]


def test_answers_are_kept_step_by_step():
    case = answered(bench_draft(), endroit=SUN)
    assert payloads.answers(case.payload) == {"shade": False}
    assert steps_of(case) == ["endroit", "vous", "engagements"]
    assert messages_of(case) == [
        "Remplissez « À partir du ».",
        "Remplissez « Courriel ».",
        "Cochez « J’ai lu le texte « Charte des bancs » et j’en accepte les règles » pour continuer.",
        "Cochez « Je certifie ces réponses exactes » pour continuer.",
    ]


def test_what_is_refused_is_kept_as_it_was_typed():
    case = bench_draft()
    raw = {"from": "31/02/2026", "email": "maurice@exemple", "words": "Merci"}
    kept = operations.answer_step(case=case, step="vous", raw=raw, by=case.requester, at=AT)
    assert [problem.question for problem in kept.problems] == ["from", "email"]
    assert payloads.answers(kept.case.payload) == {"words": "Merci"}
    assert payloads.written(kept.case.payload) == {"from": "31/02/2026", "email": "maurice@exemple", "words": "Merci"}
    mended = operations.answer_step(case=case, step="vous", raw=ABOUT_ME, by=case.requester, at=AT)
    assert (mended.problems, mended.case.payload["typed"]) == ((), {})
    assert payloads.answers(mended.case.payload) == {"from": "2026-03-20", "email": "maurice@exemple.fr"}


def test_answer_that_brings_a_question_up_says_so():
    case = bench_draft()
    kept = operations.answer_step(case=case, step="endroit", raw={"shade": "yes"}, by=case.requester, at=AT)
    assert kept.appeared == ("tree",)
    case = answered(kept.case, endroit={"shade": "yes", "tree": "oak"})
    assert payloads.answers(case.payload) == {"shade": True, "tree": "oak"}
    case = answered(case, endroit={"shade": "no", "tree": "oak"})
    assert payloads.answers(case.payload) == {"shade": False}


def test_account_gives_its_own_answers():
    case = bench_draft(citizen(email="maurice@exemple.fr"))
    assert filling(case, AT).form.question("email").initial == "maurice@exemple.fr"


def test_step_that_nobody_asks_is_refused():
    case = bench_draft()
    with pytest.raises(StepUnknown):
        operations.answer_step(case=case, step="ailleurs", raw={}, by=case.requester, at=AT)


def test_draft_of_somebody_else_is_not_answered():
    with pytest.raises(DraftMissing):
        operations.answer_step(case=bench_draft(), step="endroit", raw=SUN, by=citizen(), at=AT)


def test_draft_is_filed_once_complete():
    case = bench_draft()
    with pytest.raises(CaseIncomplete):
        operations.submit(case=case, by=case.requester, at=AT)
    case = answered(case, endroit=SUN, vous=ABOUT_ME, engagements=PROMISES)
    filed = operations.submit(case=case, by=case.requester, at=AT).case
    assert (filed.status, filed.number, filed.service) == (CaseStatus.SUBMITTED, "2026-000001", "accueil-unique")
    assert "R112-5" not in Message.objects.get().text
    assert "2026-000001" in Message.objects.get().subject
    assert filed.payload["statements"] == {"statement-truth": "Je certifie ces réponses exactes"}
    assert list(filed.payload["rules_read"]) == ["rules-aide"]
    with pytest.raises(DraftMissing):
        operations.submit(case=case, by=case.requester, at=AT)


def test_piece_is_asked_when_the_answers_call_for_it():
    case = answered(bench_draft(), endroit=SUN, vous=ABOUT_ME, engagements=PROMISES)
    photo = document(case.requester, "photo")
    with pytest.raises(AttachmentUnknown):
        operations.attach(case=case, document=photo, kind="photo", by=case.requester, at=AT)
    case = answered(case, endroit={"shade": "yes", "tree": "oak"})
    with pytest.raises(AttachmentsMissing, match="Photo de l’arbre"):
        operations.submit(case=case, by=case.requester, at=AT)
    operations.attach(case=case, document=photo, kind="photo", by=case.requester, at=AT)
    filed = operations.submit(case=case, by=case.requester, at=AT).case
    assert [piece.kind.slug for piece in queries.pieces_of(filed)] == ["photo"]


def test_second_request_waits_for_the_first_unless_it_may_be_repeated(commune):
    parent = citizen()
    first = bench_filed(parent)
    with pytest.raises(AlreadyFiled, match=first.number):
        bench_draft(parent)
    offer(commune, replace(BENCH, repeatable=True))
    assert bench_filed(parent).number == "2026-000002"


@pytest.mark.parametrize(
    ("first", "last", "opens"),
    [("2026-03-16", "2026-03-16", True), ("2026-03-17", "", False), ("", "2026-03-15", False)],
)
def test_procedure_is_begun_while_it_is_open(commune, first, last, opens):
    offer(commune, replace(BENCH, opens=(OpeningWindow(first=first, last=last),)))
    if opens:
        assert bench_draft().title == "Demander un banc"
        return
    with pytest.raises(ProcedureClosed, match="est fermée pour le moment"):
        bench_draft()


def test_draft_is_not_filed_after_the_end(commune):
    case = answered(bench_draft(), endroit=SUN, vous=ABOUT_ME, engagements=PROMISES)
    offer(commune, replace(BENCH, opens=(OpeningWindow(first="2026-04-01"),)))
    with pytest.raises(ProcedureClosed, match=r"elle ouvre le 1 avril 2026"):
        operations.submit(case=case, by=case.requester, at=AT)


def test_procedure_that_left_the_offer_keeps_its_cases_and_takes_no_more(commune):
    draft, filed = bench_draft(), bench_filed()
    offer(commune)
    assert procedures.of_case(filed).title == "Demander un banc"
    assert [section.title for section in queries.case_file(filed).sections] == ["L’endroit", "Vous", "Mes engagements"]
    accepted = operations.accept(case=operations.take(case=filed, by=agent(), at=AT), by=agent(), at=AT)
    assert accepted.status == CaseStatus.ACCEPTED
    with pytest.raises(ProcedureClosed):
        operations.submit(case=draft, by=draft.requester, at=AT)


def test_procedure_about_a_child_is_for_its_representatives():
    with pytest.raises(FamilyNeeded):
        bench_draft(procedure="balancoire")
    parent = representative()
    child = Person.objects.get(first_names="Nina")
    case = bench_draft(parent, procedure="balancoire")
    question = filling(case, AT).form.question("children")
    assert [(option.label, option.refused) for option in question.options] == [("Nina Testo", "")]
    assert question.initial == str(child.pk)
    case = answered(case, enfants={"children": str(child.pk)}, endroit=SUN, vous=ABOUT_ME)
    assert payloads.children(case.payload) == [child.pk]
    filed = operations.submit(case=case, by=parent, at=AT).case
    second = bench_draft(parent, procedure="balancoire")
    [option] = filling(second, AT).form.question("children").options
    assert option.refused == f"la demande n° {filed.number} est déjà en cours."


def test_procedure_that_the_commune_keeps_for_parental_authority_shows_why_to_others(commune):
    offer(commune, replace(SWING, parental_authority=True))
    parent = representative()
    nina = Person.objects.get(first_names="Nina")
    Relationship.objects.filter(child=nina).update(parental_authority=False)
    RelationshipFactory(adult=PersonFactory(), child=nina)
    case = bench_draft(parent, procedure="balancoire")
    [option] = filling(case, AT).form.question("children").options
    assert option.refused.startswith("vous n’exercez pas l’autorité parentale sur Nina")


def test_child_of_somebody_else_cannot_be_chosen():
    representative()
    stranger = Person.objects.get(first_names="Nina")
    parent = representative()
    case = answered(bench_draft(parent, procedure="balancoire"), enfants={"children": str(stranger.pk)})
    assert payloads.children(case.payload) == []
    assert "Choisissez une réponse de la liste : celle-ci n’y est plus." in messages_of(case)


def test_procedure_decided_at_once_is_accepted_at_filing(commune):
    offer(commune, replace(BENCH, decided_at_once=True))
    case = bench_filed()
    assert (case.status, case.decided_at) == (CaseStatus.ACCEPTED, AT)
    kinds = [event.kind for event in case.events.order_by("at", "pk")]
    assert kinds == [EventKind.SUBMITTED, EventKind.ACCEPTED]
    message = Message.objects.get()
    assert "Le banc sera posé." in message.text


def test_form_changed_by_the_commune_asks_again_what_changed(commune):
    case = answered(bench_draft(), endroit=SUN, vous=ABOUT_ME, engagements=PROMISES)
    reworded = replace(PLACE.questions[0], label="Sous un arbre ?")
    added = replace(WHO.questions[2], slug="colour", label="Couleur", kind=Kind.TEXT)
    place = replace(PLACE, questions=(reworded, PLACE.questions[1]))
    offer(commune, replace(BENCH, steps=(place, replace(WHO, questions=(*WHO.questions, added)))))
    found = filling(case, AT)
    assert [question.label for question in found.changes] == ["Sous un arbre ?", "Couleur"]
    assert messages_of(case) == ["La question « Sous un arbre ? » a changé : vérifiez votre réponse."]
    with pytest.raises(CaseIncomplete):
        operations.submit(case=case, by=case.requester, at=AT)
    case = answered(case, endroit=SUN, vous={**ABOUT_ME, "colour": "bleu"})
    assert (filling(case, AT).changes, messages_of(case)) == ((), [])
    assert operations.submit(case=case, by=case.requester, at=AT).case.number


def test_help_reworded_asks_nothing_again(commune):
    case = answered(bench_draft(), endroit=SUN)
    helped = replace(PLACE.questions[0], help="En été.")
    offer(commune, replace(BENCH, steps=(replace(PLACE, questions=(helped, PLACE.questions[1])), WHO)))
    assert filling(case, AT).changes == ()


def test_filed_case_shows_the_questions_as_they_were_asked(commune):
    case = bench_filed()
    offer(commune, replace(PLAIN, steps=(replace(PLACE, title="Ailleurs", questions=PLACE.questions[:1]),)))
    sections = queries.case_file(Case.objects.get(pk=case.pk)).sections
    assert [(section.title, section.rows) for section in sections[:2]] == [
        ("L’endroit", (("À l’ombre ?", False),)),
        ("Vous", (("À partir du", "20/03/2026"), ("Courriel", "maurice@exemple.fr"), ("Un mot", None))),
    ]


def test_payload_is_encrypted_at_rest(commune):
    case = bench_filed()
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload::text FROM casework_case WHERE id = %s", [case.pk])
        [stored] = cursor.fetchone()
    assert "maurice" not in stored
    assert "ombre" not in stored


def test_catalogue_says_where_each_procedure_stands(commune):
    later = replace(PLAIN, slug="plus-tard", opens=(OpeningWindow(first="2026-04-01", last="2026-04-30"),))
    over = replace(PLAIN, slug="finie", opens=(OpeningWindow(last="2026-03-01"),))
    offer(commune, BENCH, SWING, later, over)
    parent = citizen()
    cards = {card.slug: card for card in queries.catalogue(parent, AT)}
    assert [(slug, card.open, card.closed_reason) for slug, card in cards.items()] == [
        ("famille", True, ""),
        ("banc", True, ""),
        ("balancoire", False, FamilyNeeded.message),
        ("plus-tard", False, "Ouvre le 1 avril 2026."),
        ("finie", False, "Fermée pour le moment."),
    ]
    draft = bench_draft(parent)
    [bench] = [card for card in queries.catalogue(parent, AT) if card.slug == "banc"]
    assert (bench.draft, bench.live) == (draft, ())
    case = operations.submit(
        case=answered(draft, endroit=SUN, vous=ABOUT_ME, engagements=PROMISES), by=parent, at=AT
    ).case
    [bench] = [card for card in queries.catalogue(parent, AT) if card.slug == "banc"]
    assert (bench.draft, bench.live, bench.closed_reason) == (
        None,
        (case,),
        "Votre demande n° 2026-000001 est en cours.",
    )


def test_account_that_waits_reads_the_catalogue_only(commune):
    waiting = citizen(status="pending_approval")
    assert {card.open for card in queries.catalogue(waiting, AT)} == {False}


@pytest.mark.parametrize("count", [1, 3])
def test_catalogue_costs_the_same_whatever_it_holds(commune, count, django_assert_num_queries):
    offer(commune, *(replace(BENCH, slug=f"banc-{n}") for n in range(count)))
    parent = citizen()
    for n in range(count):
        bench_draft(parent, procedure=f"banc-{n}")
    with django_assert_num_queries(2):
        assert len(queries.catalogue(parent, AT)) == count + 1


def test_draft_left_for_long_is_taken_up_where_it_was():
    parent = citizen()
    case = answered(bench_draft(parent), endroit=SUN)
    again = operations.open_draft(procedure="banc", by=parent, at=AT + timedelta(days=30))
    assert again == case
    assert filling(again, AT).to_resume.slug == "vous"
