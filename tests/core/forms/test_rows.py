"""A question answered in rows: what is kept, what is refused cell by cell, how it is read back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.forms import (
    MOST_ROWS,
    AnswerRefused,
    Form,
    FromToday,
    Kind,
    Option,
    Step,
    changed,
    clean,
    dump,
    load,
    problems,
    read,
    recap,
    rows_in,
    shapes,
)

from .examples import question

TODAY = date(2026, 3, 16)
TOWNS = (Option(value="lake", label="Au bord du lac"), Option(value="hill", label="En haut"))
ADULTS = question(
    "adults",
    Kind.ROWS,
    label="Quels adultes ?",
    maximum=3,
    row_label="Adulte",
    add_label="Ajouter un adulte",
    columns=(
        question("name", label="Nom"),
        question("phone", Kind.PHONE, label="Téléphone", required=False),
        question("born", Kind.DATE, label="Naissance", required=False, maximum=FromToday(days=0)),
        question("lives", Kind.CHOICE, label="Où ?", required=False, options=TOWNS),
        question("swims", Kind.YES_NO, label="Sait nager ?", required=False),
    ),
)
FORM = Form(steps=(Step(slug="who", title="Qui ?", questions=(ADULTS,)),))
LEA = {"name": " Léa  Martin ", "phone": "0612345678", "born": "6/3/1990", "lives": "lake", "swims": "no"}
LEA_KEPT = {"name": "Léa Martin", "phone": "06 12 34 56 78", "born": "1990-03-06", "lives": "lake", "swims": False}
BLANK = {"name": " ", "phone": "", "born": "", "lives": ""}


def refusal(asked: Any, raw: object) -> str:
    with pytest.raises(AnswerRefused) as refused:
        clean(asked, raw, today=TODAY)
    return str(refused.value)


def people(count: int) -> list[dict[str, str]]:
    return [{"name": f"Personne {rank}"} for rank in range(count)]


def told(asked: Any, raw: object) -> list[tuple[int, str, str]]:
    form = Form(steps=(Step(slug="who", title="Qui ?", questions=(asked,)),))
    found = problems(form, {"adults": raw} if raw is not None else {}, TODAY)
    return [(problem.row, problem.column, problem.message) for problem in found]


def test_each_cell_is_kept_as_its_kind_is() -> None:
    kept = clean(ADULTS, [LEA, {"name": "Paul"}], today=TODAY)
    assert kept == [LEA_KEPT, {"name": "Paul"}]
    assert clean(ADULTS, kept, today=TODAY) == kept


def test_a_row_left_blank_is_no_row() -> None:
    assert clean(ADULTS, [BLANK, LEA, {}], today=TODAY) == [LEA_KEPT]
    assert clean(replace(ADULTS, required=False), [BLANK], today=TODAY) is None


def test_what_is_no_row_is_left_out() -> None:
    assert rows_in(["x", {"name": "Paul"}, 3]) == [{"name": "Paul"}]
    assert rows_in("adults") == []


@pytest.mark.parametrize(("count", "accepted"), [(1, False), (2, True), (3, True), (4, False)])
def test_as_many_rows_as_asked(count: int, accepted: bool) -> None:
    asked = replace(ADULTS, minimum=2)
    if accepted:
        assert len(clean(asked, people(count))) == count
    else:
        assert "« Quels adultes » : " in refusal(asked, people(count))


def test_sentences_of_too_few_and_too_many() -> None:
    assert refusal(ADULTS, []) == "« Quels adultes » : il en faut au moins 1."
    assert (
        refusal(replace(ADULTS, minimum=2), people(1)) == "« Quels adultes » : il en faut au moins 2, et il y en a 1."
    )
    assert refusal(ADULTS, people(4)) == ("« Quels adultes » : au plus 3, et il y en a 4 : retirez ce qui est en trop.")


def test_optional_rows_are_none_or_enough() -> None:
    asked = replace(ADULTS, required=False, minimum=2)
    assert clean(asked, []) is None
    assert "au moins 2" in refusal(asked, people(1))


def test_no_table_is_endless() -> None:
    asked = replace(ADULTS, maximum=None)
    assert len(clean(asked, people(MOST_ROWS))) == MOST_ROWS
    assert f"au plus {MOST_ROWS}" in refusal(asked, people(MOST_ROWS + 1))


def test_each_wrong_cell_is_told_with_its_row() -> None:
    raw = [{"name": "", "phone": "06"}, BLANK, {**LEA, "born": "17/03/2026"}]
    number = "écrivez un numéro à 10 chiffres, par exemple 06 12 34 56 78, ou +32… hors de France."
    assert told(ADULTS, raw) == [
        (0, "name", "Adulte 1 : remplissez « Nom »."),
        (0, "phone", f"Adulte 1 : {number}"),
        (2, "born", "Adulte 3 : cette date doit être au plus tard le 16/03/2026."),
    ]
    assert refusal(ADULTS, raw) == "Adulte 1 : remplissez « Nom »."


def test_what_is_wrong_with_the_whole_table_names_no_cell() -> None:
    assert told(ADULTS, None) == [(0, "", "« Quels adultes » : il en faut au moins 1.")]
    assert told(ADULTS, [LEA]) == []


def test_rows_are_read_back_one_under_the_other() -> None:
    [section] = recap(FORM, {"adults": [LEA_KEPT, {"name": "Paul"}]})
    home = "Où : Au bord du lac\nSait nager : Non"
    first = f"Nom : Léa Martin\nTéléphone : 06 12 34 56 78\nNaissance : 06/03/1990\n{home}"
    assert section.rows == (("Quels adultes ?", f"Adulte 1\n{first}\n\nAdulte 2\nNom : Paul"),)
    assert recap(FORM, {})[0].rows == (("Quels adultes ?", None),)


def test_rows_are_read_in_one_line_in_a_list() -> None:
    assert read(ADULTS, [LEA_KEPT, {"name": "Paul"}]) == (
        "Léa Martin, 06 12 34 56 78, 06/03/1990, Au bord du lac, Non ; Paul"
    )
    assert read(ADULTS, None) == ""


def test_what_could_not_be_kept_is_read_as_it_was_typed() -> None:
    assert read(ADULTS, [{"name": "Paul", "phone": "06", "swims": "yes"}, BLANK]) == "Paul, 06, Oui"


def test_table_is_the_same_once_kept() -> None:
    assert load(dump(FORM)) == FORM
    assert load(dump(FORM)).digest == FORM.digest


def test_a_column_that_changes_has_the_question_asked_again() -> None:
    known = shapes(FORM)
    [name, *others] = ADULTS.columns
    relabelled = replace(ADULTS, columns=(replace(name, label="Nom et prénom"), *others))
    reworded = replace(ADULTS, add_label="Un adulte de plus")
    for asked, expected in ((relabelled, [relabelled]), (replace(ADULTS, columns=(name,)), None), (reworded, [])):
        found = changed(Form(steps=(Step(slug="who", title="Qui ?", questions=(asked,)),)), known)
        assert list(found) == ([asked] if expected is None else expected)
