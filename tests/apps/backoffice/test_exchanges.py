"""A family that wrote comes first on the work list, until somebody reads it; an opinion is answered, not decided."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.backoffice.wording import answer_by
from apps.casework import operations
from apps.casework.models import Case
from communes_config.schema import Silence
from tests.apps.accounts.people import citizen
from tests.apps.backoffice.desk import Desk, filed, hidden, texts
from tests.apps.casework.benches import BENCH, bench_filed
from tests.configurations import offer
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_fresnes")


@pytest.fixture
def desk(sit: Callable) -> Desk:
    return sit("family_agent")


def wrote(username: str, *, minutes_ago: int = 5) -> Case:
    case = filed(citizen(username))
    at = timezone.now() - timedelta(minutes=minutes_ago)
    operations.post_message(case=case, by=case.requester, at=at, body="Avez-vous reçu mes papiers ?")
    return Case.objects.get(pk=case.pk)


def numbers(page: object) -> list[str]:
    return texts(page, "tbody th a")


class TestUnread:
    def test_who_waits_longest_comes_first_and_says_so(self, desk: Desk) -> None:
        quiet, late, early = filed(citizen("calme")), wrote("tard"), wrote("tot", minutes_ago=60)
        page = desk.get("cases")
        assert numbers(page) == [early.number, late.number, quiet.number]
        marks = ["La famille a écrit" in words for words in texts(page, "tbody td[data-label=État]")]
        assert marks == [True, True, False]

    def test_the_filter_is_in_the_address_and_the_home_counts_and_links_to_it(self, desk: Desk) -> None:
        filed(citizen("calme"))
        case = wrote("impatiente")
        assert numbers(desk.get("cases", famille="a-ecrit")) == [case.number]
        home = desk.get("home")
        assert texts(home, ".tally a[href$='?famille=a-ecrit']") == ["1 demande où la famille a écrit"]
        assert numbers(home)[0] == case.number

    def test_the_page_where_one_answers_says_how_the_family_prefers_to_be_joined(self, desk: Desk) -> None:
        case = wrote("tard")
        sentence = "préfère être joint par : téléphone fixe."
        assert sentence not in desk.get("case", case.number).text
        case.requester.preferred_contact = "phone"
        case.requester.save()
        assert sentence in desk.get("case", case.number).text

    def test_reading_takes_it_off_the_list(self, desk: Desk) -> None:
        case = wrote("impatiente")
        assert "La famille a écrit le" in texts(desk.get("case", case.number), "main")[0]
        assert desk.say("case-read", case.number, version=case.version) == ["C’est noté : ce message est lu."]
        assert numbers(desk.get("cases", famille="a-ecrit")) == []
        assert "Marquer comme lu" not in texts(desk.get("case", case.number), "main")[0]

    def test_a_form_without_its_version_reads_nothing(self, desk: Desk) -> None:
        case = wrote("impatiente")
        assert desk.post("case-read", case.number).status_code == 200
        assert Case.objects.get(pk=case.pk).family_wrote_at == case.family_wrote_at

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(self, desk: Desk, constant_queries: Callable, rows: int) -> None:
        for number in range(rows):
            wrote(f"famille{number}")
        desk.get("cases", famille="a-ecrit")
        with constant_queries(8):
            desk.get("cases", famille="a-ecrit")


class TestOpinion:
    @pytest.fixture
    def opinion(self, desk: Desk, in_fresnes) -> Case:
        offer(in_fresnes, replace(BENCH, silence=Silence.NONE))
        return operations.take(case=bench_filed(), by=desk.agent, at=timezone.now())

    def test_the_page_offers_an_answer_and_no_decision(self, desk: Desk, opinion: Case) -> None:
        page = desk.get("case", opinion.number)
        assert texts(page, "#decision summary") == ["Répondre et clore", "Demander un complément"]
        assert "sans décision" in texts(page, ".page-head")[0]

    def test_it_is_closed_once_the_message_was_read_again(self, desk: Desk, opinion: Case) -> None:
        page = desk.post("case-close", opinion.number, version=opinion.version, answer="Merci !")
        assert "Sa réponse : Merci !" in texts(page, ".letter-text")[0]
        said = desk.say("case-close", opinion.number, **hidden(page, ""), suite="envoyer")
        assert said == ["La demande est close : son auteur en est averti."]
        closed = Case.objects.get(pk=opinion.pk)
        assert (closed.status, closed.decision_note) == ("closed", "Merci !")
        assert texts(desk.get("case", opinion.number), "#decision h2") == ["Close"]

    def test_the_work_list_says_until_when_it_is_answered(self, desk: Desk, opinion: Case) -> None:
        Case.objects.filter(pk=opinion.pk).update(due_at=timezone.now() + timedelta(days=3))
        states = texts(desk.get("cases"), "tbody td[data-label=État]")
        assert ("À répondre avant le" in states[0], "implicite" in states[0]) == (True, False)


def test_a_promise_of_an_answer_is_said_on_both_sides_of_its_day() -> None:
    today = MONDAY_MORNING.date()
    said = [answer_by(today + timedelta(days=days), today) for days in (-1, 0, 1)]
    assert said == ["Réponse promise avant le 15/03/2026", "À répondre aujourd’hui", "À répondre avant le 17/03/2026"]
