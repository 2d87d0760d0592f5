"""The questions on a place of birth."""

import pytest

from apps.design.families import ChildRecordForm
from core.birth_places import ABROAD

pytestmark = pytest.mark.usefixtures("in_fresnes")


def form(**typed: str) -> ChildRecordForm:
    filled = ChildRecordForm(typed, states={})
    filled.full_clean()
    return filled


def test_the_official_list_is_chosen_from() -> None:
    options = str(form()["birth_department"])
    assert ">92 – Hauts-de-Seine</option>" in options
    assert f'<option value="{ABROAD}">99 – {ABROAD}</option>' in options


def test_what_was_written_before_there_was_a_list_is_kept() -> None:
    filled = form(birth_commune="Fresnes", birth_department="Seine")
    assert filled.errors == {}
    assert '<option value="Seine" selected>Seine</option>' in str(filled["birth_department"])
    assert str(filled["birth_department"]).count("selected") == 1


def test_a_number_is_as_good_as_a_name() -> None:
    filled = form(birth_commune="Antony", birth_department="92")
    assert (filled.value("birth_department"), filled.birth_place_code) == ("Hauts-de-Seine", "92002")
    assert str(filled["birth_department"]).count("selected") == 1


def test_a_text_without_end_is_no_department() -> None:
    assert list(form(birth_department="a" * 81).errors) == ["birth_department"]


def test_who_is_born_abroad_says_where() -> None:
    assert list(form(birth_commune="Alger", birth_department=ABROAD, birth_country="France").errors) == [
        "birth_country"
    ]
    told = form(birth_commune="Alger", birth_department=ABROAD, birth_country="Algérie")
    assert (told.errors, told.birth_place_code) == ({}, "99352")


def test_the_browser_offers_the_usual_countries_by_itself() -> None:
    drawn = str(form()["birth_country"])
    assert 'list="id_birth_country-list"' in drawn
    assert '<datalist id="id_birth_country-list">' in drawn
    assert '<option value="Maroc">' in drawn
