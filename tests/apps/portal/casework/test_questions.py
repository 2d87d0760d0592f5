"""A question as its field: what is shown, what is marked, what is sent."""

from bs4 import BeautifulSoup
from django.http import QueryDict

from apps.design.forms import AddressSearchInput
from apps.portal.casework.questions import QuestionForm, raw_answers
from core.forms import FormProblem, Kind, Option, Question


def question(kind: Kind, **more: object) -> Question:
    return Question(slug="it", label=str(more.pop("label", "Lequel ?")), kind=kind, **more)


def drawn(asked: Question, answers: dict[str, object] | None = None, message: str = "") -> BeautifulSoup:
    problems = [FormProblem(step="s", question="it", label=asked.label, message=message)] if message else []
    return BeautifulSoup(str(QuestionForm([asked], answers or {}, problems)), "html.parser")


def options(count: int, **more: str) -> tuple[Option, ...]:
    return tuple(Option(value=f"v{n}", label=f"Choix {n}", **more) for n in range(count))


def sent(asked: Question, data: str) -> object:
    return raw_answers([asked], QueryDict(data))["it"]


def test_few_answers_are_buttons_and_many_are_a_list() -> None:
    assert len(drawn(question(Kind.CHOICE, options=options(8))).select("input[type=radio]")) == 8
    assert len(drawn(question(Kind.CHOICE, options=options(9))).select("select option")) == 10


def test_answers_with_an_explanation_are_buttons_however_many() -> None:
    shown = drawn(question(Kind.CHOICE, options=options(9, help="Près de chez vous.")))
    assert len(shown.select("input[type=radio]")) == 9
    assert "Près de chez vous." in shown.get_text()


def test_answer_that_cannot_be_chosen_says_why() -> None:
    full = Option(value="full", label="Judo", refused="le groupe est complet.")
    shown = drawn(question(Kind.CHOICES, options=(*options(1), full)))
    assert [box["value"] for box in shown.select("input[disabled]")] == ["full"]
    assert "Impossible : le groupe est complet." in shown.get_text()


def test_text_to_read_opens_beside_the_form() -> None:
    asked = question(Kind.STATEMENT, label="J’ai lu", link="/pages/aide/", link_label="Lire la charte")
    link = drawn(asked).select_one("a")
    assert (link["href"], link["target"], link["rel"]) == ("/pages/aide/", "_blank", ["noopener"])
    assert link.get_text() == "Lire la charte (nouvelle fenêtre)"


def test_browser_is_told_what_it_may_fill() -> None:
    assert drawn(question(Kind.TEXT, autocomplete="family-name")).select_one("input")["autocomplete"] == "family-name"
    assert drawn(question(Kind.EMAIL)).select_one("input")["type"] == "email"
    assert drawn(question(Kind.PHONE)).select_one("input")["type"] == "tel"
    assert drawn(question(Kind.NUMBER)).select_one("input")["inputmode"] == "numeric"


def test_day_that_does_not_exist_is_shown_as_it_was_typed() -> None:
    for answers, parts in (({"it": "31/2/2026"}, ["31", "2", "2026"]), ({"it": "hier"}, [None] * 3)):
        shown = drawn(question(Kind.DATE), answers, "Cette date n’existe pas.")
        assert [field.get("value") for field in shown.select("input")] == parts


def test_yes_and_no_are_shown_as_answered() -> None:
    for kind in (Kind.YES_NO, Kind.AUTHORISATION):
        assert drawn(question(kind)).select("input[checked]") == []
        assert drawn(question(kind), {"it": False}).select_one("input[checked]")["value"] == "no"


def test_locked_answer_keeps_its_value() -> None:
    shown = drawn(question(Kind.TEXT, locked=True, initial="CM1"), {"it": "CM2"})
    assert (shown.input["value"], shown.input.has_attr("disabled")) == ("CM1", True)


def test_problem_of_no_question_is_told_on_top() -> None:
    form = QuestionForm(
        [question(Kind.TEXT)], {}, [FormProblem(step="s", question="x", label="", message="Rien ne va.")]
    )
    assert form.non_field_errors() == ["Rien ne va."]


def test_what_is_sent_for_each_kind() -> None:
    assert sent(question(Kind.CHOICES, options=options(3)), "q-it=v0&q-it=v2") == ["v0", "v2"]
    assert sent(question(Kind.DATE), "q-it_day=2&q-it_month=&q-it_year=2026") == "2//2026"
    assert sent(question(Kind.DATE), "q-it_day=&q-it_month=&q-it_year=") == ""
    assert sent(question(Kind.TEXT), "") == ""


def test_a_street_asked_with_its_city_suggests_addresses_and_alone_does_not(in_fresnes) -> None:
    lines = [Question(slug=slug, label=slug, kind=Kind.TEXT) for slug in ("number", "street", "postal-code", "city")]
    widget = QuestionForm(lines, {}).fields["street"].widget
    assert (type(widget), widget.fills) == (AddressSearchInput, ("number", "street", "postal-code", "city"))
    assert not isinstance(QuestionForm(lines[:2], {}).fields["street"].widget, AddressSearchInput)
