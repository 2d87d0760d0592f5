"""A table of answers on its page: rows are added, filled, mended and taken away, without a script."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from django.urls import reverse

from apps.casework import operations, payloads
from apps.casework.models import Case
from apps.portal.casework.questions import QuestionForm, raw_answers, rows_moved
from core.forms import Question
from tests.apps.casework.benches import GUESTS, PICNIC, PLACE, answered, bench_draft
from tests.apps.casework.makers import AT
from tests.apps.families.makers import agent
from tests.configurations import offer

ASKED: Question = GUESTS.to_core()
OTHERS = {"asked": ["guests", "words"], "q-words": "Au soleil."}


@pytest.fixture
def draft(in_fresnes, browser, parent) -> Case:
    offer(in_fresnes, PICNIC)
    return bench_draft(parent, procedure="table")


def address() -> str:
    return reverse("portal:procedure-step", args=["table", "tablee"])


def guests(*names: str, phone: str = "") -> dict[str, object]:
    """What the page sends of so many rows."""
    keys = [f"guests_{rank}" for rank in range(len(names))]
    typed = {f"q-{key}_name": name for key, name in zip(keys, names, strict=True)}
    return {"q-guests": keys, **typed, **{f"q-{key}_phone": phone for key in keys}}


def send(browser, going: str, *names: str, **more: str):
    return browser.post(address(), {**OTHERS, **guests(*names, **more), "aller": going})


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser").main


def legends(shown: BeautifulSoup) -> list[str]:
    return [legend.text for legend in shown.select(".row > legend")]


def names(shown: BeautifulSoup) -> list[str]:
    return [field.get("value", "") for field in shown.select("input[name$=_name]")]


def buttons(shown: BeautifulSoup) -> list[str]:
    return [button["value"] for button in shown.select(".rows button")]


def test_compulsory_rows_are_there_from_the_start_and_cannot_all_leave(browser, draft):
    shown = soup(browser.get(address()))
    assert (legends(shown), buttons(shown)) == (["Invité 1 sur 1"], ["ajouter_guests"])
    assert [field["autocomplete"] for field in shown.select("input[name$=_name], input[type=tel]")] == ["off", "off"]


def test_optional_rows_begin_with_their_button(browser, draft, in_fresnes):
    [step] = PICNIC.steps
    offer(in_fresnes, replace(PICNIC, steps=(replace(step, questions=(replace(GUESTS, required=False),)),)))
    shown = soup(browser.get(address()))
    assert (legends(shown), buttons(shown)) == ([], ["ajouter_guests"])


def test_a_row_is_added_with_what_was_typed_and_leads_there(browser, draft):
    answer = send(browser, "ajouter_guests", "Léa")
    shown = soup(answer)
    assert (answer.status_code, names(shown)) == (200, ["Léa", ""])
    assert legends(shown) == ["Invité 1 sur 2", "Invité 2 sur 2"]
    assert [row.legend.text for row in shown.select("[autofocus]")] == ["Invité 2 sur 2"]
    assert shown.textarea.text.strip() == "Au soleil."
    assert shown.select(".error-summary") == []
    draft.refresh_from_db()
    assert payloads.answers(draft.payload) == {"guests": [{"name": "Léa"}], "words": "Au soleil."}


def test_no_row_is_added_beyond_the_most(browser, draft):
    full = soup(send(browser, "ajouter_guests", "Léa", "Paul"))
    assert buttons(full) == ["retirer_guests_0", "retirer_guests_1", "retirer_guests_2"]
    assert "C’est le maximum : 3." in full.get_text()
    assert len(legends(soup(send(browser, "ajouter_guests", "Léa", "Paul", "Zoé")))) == 3


def test_the_row_taken_away_is_the_one_of_its_button(browser, draft):
    shown = soup(send(browser, "retirer_guests_1", "Léa", "Paul", "Zoé"))
    assert names(shown) == ["Léa", "Zoé"]
    assert shown.select_one("[autofocus]")["id"] == "id_q-guests"
    assert names(soup(browser.get(address()))) == ["Léa", "Zoé"]


def test_wrong_cells_are_told_in_their_row_and_on_top(browser, draft):
    answer = send(browser, "suivant", "Léa", "", phone="06")
    shown = soup(answer)
    assert answer.status_code == 422
    assert [link["href"] for link in shown.select(".error-summary a")] == [
        "#id_q-guests_0_phone",
        "#id_q-guests_1_name",
        "#id_q-guests_1_phone",
    ]
    assert [link.text for link in shown.select(".error-summary a")][1] == "Invité 2 : remplissez « Prénom »."
    assert [field["value"] for field in shown.select("input[type=tel]")] == ["06", "06"]
    assert len(shown.select(".row .field--error")) == 3


def test_too_many_rows_are_told_of_the_whole_table(browser, draft):
    answer = send(browser, "suivant", "Léa", "Paul", "Zoé", "Max")
    [link] = soup(answer).select(".error-summary a")
    sentence = "« Qui s’assoit » : au plus 3, et il y en a 4 : retirez ce qui est en trop."
    assert (link["href"], link.text) == ("#id_q-guests", sentence)
    assert soup(answer).select_one("#id_q-guests")["tabindex"] == "-1"
    assert sentence in soup(answer).select_one("#id_q-guests_error").text


def test_rows_go_to_the_recap(browser, draft):
    assert send(browser, "suivant", "Léa", "Paul").url == reverse("portal:procedure-recap", args=["table"])
    read = soup(browser.get(reverse("portal:procedure-recap", args=["table"]))).dd.get_text(" ", strip=True)
    assert read == "Invité 1 Prénom : Léa Invité 2 Prénom : Paul"


def test_enter_goes_on_rather_than_taking_a_row_away(browser, draft):
    first = soup(send(browser, "ajouter_guests", "Léa")).select_one("form button")
    assert (first["value"], first["aria-hidden"], first["tabindex"]) == ("suivant", "true", "-1")


def test_a_live_choice_keeps_the_rows_that_are_being_filled(browser, draft, in_fresnes):
    [step] = PICNIC.steps
    asked = replace(step, questions=(*PLACE.questions, *step.questions))
    offer(in_fresnes, replace(PICNIC, steps=(asked,)))
    typed = {**OTHERS, **guests("Léa", ""), "asked": ["shade", "guests", "words"], "q-shade": "yes"}
    shown = soup(browser.post(address(), {**typed, "aller": "rafraichir"}))
    assert (names(shown), len(shown.select("input[name=q-tree]"))) == (["Léa", ""], 2)
    draft.refresh_from_db()
    assert payloads.answers(draft.payload) == {}


def test_rows_asked_again_are_added_and_sent(browser, draft, parent):
    case = answered(draft, tablee={"guests": [{"name": "Léa"}], "words": ""})
    officer = agent()
    case = operations.take(case=operations.submit(case=case, by=parent, at=AT).case, by=officer, at=AT)
    operations.ask_information(
        case=case, by=officer, at=AT, message="Et qui ?", questions=("guests",), kinds=(), pieces=()
    )
    page = f"{reverse('portal:case', args=[case.number])}?onglet=echanges"
    assert names(soup(browser.get(page))) == ["Léa"]
    more = soup(browser.post(page, {"asked": "guests", **guests("Léa"), "aller": "ajouter_guests", "body": "Voilà."}))
    assert (names(more), more.select_one("textarea[name=body]").text.strip()) == (["Léa", ""], "Voilà.")
    assert more.select(".error-summary") == []
    case.refresh_from_db()
    assert case.status == "needs_information"
    assert browser.post(page, {"asked": "guests", **guests("Léa", "Paul"), "body": ""}).url == page
    case.refresh_from_db()
    assert payloads.answers(case.payload)["guests"] == [{"name": "Léa"}, {"name": "Paul"}]


def test_rows_are_read_as_they_are_sent_and_no_more_than_one_too_many():
    data = QueryDict("q-guests=guests_0&q-guests_0_name=L%C3%A9a&q-guests_0_born_day=2&q-guests_0_born_year=2020")
    assert raw_answers([ASKED], data) == {"guests": [{"name": "Léa", "phone": "", "born": "2//2020"}]}
    many = QueryDict("&".join(f"q-guests=guests_{rank}" for rank in range(9)))
    assert len(raw_answers([ASKED], many)["guests"]) == 4


@pytest.mark.parametrize("button", ["suivant", "ajouter_words", "vider_guests", ""])
def test_another_button_moves_no_row(button):
    assert rows_moved([ASKED], {"guests": []}, button) is None


def test_day_of_a_row_is_shown_again_as_typed():
    form = QuestionForm([ASKED], {"guests": [{"name": "Léa", "born": "31/2/2020"}]})
    [part] = form.parts
    [row] = part.table.rows
    assert [field["value"] for field in BeautifulSoup(str(row.cells[2]), "html.parser").select("input")] == [
        "31",
        "2",
        "2020",
    ]
