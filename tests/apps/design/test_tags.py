from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms as django_forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from apps.design.components import Step, TabItem
from apps.design.forms import Form, PasswordInput, SplitDateField
from apps.design.icons import IconDoesNotExist
from core.blocks import Block
from core.passwords import PasswordPolicy

NOW = datetime(2026, 3, 2, 22, 40, tzinfo=UTC)


class PersonForm(Form):
    civility = django_forms.ChoiceField(
        label="Civilité", choices=[("mrs", "Madame"), ("mr", "Monsieur")], widget=django_forms.RadioSelect
    )
    usual_name = django_forms.CharField(label="Nom d’usage", help_text="Celui de tous les jours.")
    birth_date = SplitDateField(label="Date de naissance")
    nickname = django_forms.CharField(label="Surnom", required=False)
    step = django_forms.CharField(widget=django_forms.HiddenInput)

    def clean(self) -> None:
        self.add_error(None, "Ce compte existe peut-être déjà.")


def draw(source: str, /, path: str = "/", **context: Any) -> BeautifulSoup:
    request = RequestFactory().get(path)
    return BeautifulSoup(
        Template("{% load design %}" + source).render(Context({"request": request} | context)), "html.parser"
    )


def text_of(node: Any) -> str:
    return " ".join(node.get_text(" ").split())


def test_an_icon_is_silent_unless_it_is_labelled() -> None:
    silent, spoken = draw('{% icon "house" %}{% icon "search" "Rechercher" %}').find_all("svg")
    assert (silent["aria-hidden"], silent.get("role")) == ("true", None)
    assert (spoken.get("aria-hidden"), spoken["role"], spoken["aria-label"]) == (None, "img", "Rechercher")


def test_an_unknown_icon_fails_at_once() -> None:
    with pytest.raises(IconDoesNotExist):
        draw('{% icon "no-such-icon" %}')


def test_a_field_ties_its_label_help_and_error_to_its_input() -> None:
    page = draw("{% field form.usual_name %}", form=PersonForm({}))
    field = page.find("input")
    described = [page.find(id=reference).get_text(strip=True) for reference in field["aria-describedby"].split()]
    assert described == ["Celui de tous les jours.", "Le champ « Nom d’usage » est obligatoire."]
    assert field["aria-invalid"] == "true"
    assert text_of(page.find("label", {"for": field["id"]})) == "Nom d’usage obligatoire"


@pytest.mark.parametrize(
    ("source", "classes"),
    [
        ("{% field form.usual_name %}", "field field--text field--half"),
        ('{% field form.usual_name width="medium" %}', "field field--text field--medium"),
        ("{% field form.nickname %}", "field field--text"),
    ],
)
def test_a_field_takes_the_width_of_its_name_unless_told_otherwise(source: str, classes: str) -> None:
    assert " ".join(draw(source, form=PersonForm()).div["class"]) == classes


def test_an_optional_field_has_no_mark() -> None:
    assert text_of(draw("{% field form.nickname %}", form=PersonForm()).find("label")) == "Surnom"


def test_radio_buttons_are_a_group_with_its_question() -> None:
    page = draw("{% field form.civility %}", form=PersonForm({}))
    group = page.find("fieldset")
    assert text_of(group.find("legend")) == "Civilité obligatoire"
    assert page.find(id=group["aria-describedby"]).get_text(strip=True) == "Le champ « Civilité » est obligatoire."
    assert [text_of(label) for label in group.find_all("label")] == ["Madame", "Monsieur"]


def test_a_hidden_field_is_only_an_input() -> None:
    page = draw("{% field form.step %}", form=PersonForm())
    assert [tag.name for tag in page.find_all(True)] == ["input"]


def test_a_new_password_lists_what_is_asked() -> None:
    class SecretForm(Form):
        password = django_forms.CharField(label="Mot de passe", widget=PasswordInput(new=True))

    policy = PasswordPolicy(min_length=12, digit=1)
    page = draw("{% field form.password policy=policy %}", form=SecretForm(), policy=policy)
    assert [(item["data-key"], item["data-count"], text_of(item)) for item in page.find_all("li")] == [
        ("length", "12", "12 caractères"),
        ("digit", "1", "1 chiffre"),
    ]
    assert page.find("ul")["id"] in page.find("input")["aria-describedby"].split()


def test_the_error_summary_leads_to_each_field() -> None:
    form = PersonForm({})
    page = draw("{% error_summary form %}{% for bound in form %}{% field bound %}{% endfor %}", form=form)
    summary = page.find(role="alert")
    assert text_of(summary.find("h2")) == "Il y a 5 points à corriger"
    targets = [link["href"].removeprefix("#") for link in summary.find_all("a")]
    assert targets == ["id_civility_0", "id_usual_name", "id_birth_date_0"]
    assert all(page.find("input", id=target) for target in targets)
    assert "Ce compte existe peut-être déjà." in text_of(summary)


def test_the_error_summary_gathers_forms_and_formsets() -> None:
    class NameForm(Form):
        name = django_forms.CharField(label="Nom")

    rows = django_forms.formset_factory(NameForm, extra=0, min_num=2, validate_min=True)
    data = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "1", "rows-0-name": ""}
    page = draw("{% error_summary rows one nothing %}", rows=rows(data, prefix="rows"), one=NameForm({}), nothing=None)
    assert [link["href"] for link in page.find_all("a")] == ["#id_rows-0-name", "#id_name"]
    assert len(page.find_all("li")) == 3


@pytest.mark.parametrize("form", [PersonForm(), None])
def test_without_error_there_is_no_summary_and_no_prefix(form: PersonForm | None) -> None:
    assert draw("{% error_summary form %}{% error_prefix form %}", form=form).get_text(strip=True) == ""


def test_the_title_says_that_something_is_wrong() -> None:
    assert draw("{% error_prefix form %}Identité", form=PersonForm({})).get_text() == "Erreur : Identité"


@pytest.mark.parametrize("current", [2, "identity"])
def test_the_stepper_says_where_we_are(current: int | str) -> None:
    steps = [
        Step("Bienvenue", "welcome", "/1/"),
        Step("Identité", "identity", "/2/"),
        Step("Adresse", "address", "/3/"),
    ]
    page = draw("{% stepper steps current %}", steps=steps, current=current)
    assert text_of(page.find("p")) == "Étape 2 sur 3 : Identité"
    assert [text_of(item) for item in page.find_all("li")] == ["Bienvenue (étape terminée)", "2 Identité", "3 Adresse"]
    assert [item.get("aria-current") for item in page.find_all("li")] == [None, "step", None]
    assert [link["href"] for link in page.find_all("a")] == ["/1/"]


@pytest.mark.parametrize("current", [0, 3])
def test_a_stepper_outside_its_steps_fails(current: int) -> None:
    with pytest.raises(ValueError, match="no step"):
        draw("{% stepper steps current %}", steps=["Un", "Deux"], current=current)


def test_a_deadline_says_the_time_left_and_keeps_the_instant() -> None:
    page = draw("{% deadline due now %}", due=NOW + timedelta(hours=3, minutes=20), now=NOW)
    assert page.find("time")["datetime"] == "2026-03-03T02:00:00+00:00"
    assert text_of(page) == "Il reste 3 h 20"
    assert "badge--warning" in page.find("time")["class"]


def test_a_deadline_may_count_business_time() -> None:
    page = draw("{% deadline due now remaining=left %}", due=NOW, now=NOW, left=timedelta(hours=48))
    assert text_of(page) == "Il reste 2 jours"


def test_tabs_mark_the_current_view() -> None:
    page = draw('{% tabs items "Demande" %}', items=[TabItem("Demande", "/a/", True), ("Pièces", "/b/", False, 2)])
    assert [(text_of(link), link.get("aria-current")) for link in page.find_all("a")] == [
        ("Demande", "page"),
        ("Pièces 2", None),
    ]


def test_a_summary_says_what_is_missing_and_where_to_change_it() -> None:
    rows = [("Nom", "Martin", "/nom/"), ("Fax", ""), ("Appel d’urgence", True), ("Autorisé", False), ("Enfants", 0)]
    page = draw('{% summary_list rows title="Parent" change_url="/parent/" %}', rows=rows)
    assert [text_of(value) for value in page.find_all("dd")] == [
        "Martin Modifier : Nom",
        "Non renseigné",
        "Oui",
        "Non",
        "0",
    ]
    assert [link["href"] for link in page.find_all("a")] == ["/parent/", "/nom/"]


def test_pages_keep_the_filters_of_the_address() -> None:
    page = draw("{% pagination page %}", "/?q=martin&page=2", page=Paginator(range(25), 10).page(2))
    assert [link["href"] for link in page.find_all("a")] == [
        "?q=martin&page=1",
        "?q=martin&page=1",
        "?q=martin&page=2",
        "?q=martin&page=3",
        "?q=martin&page=3",
    ]
    assert text_of(page.find("a", {"aria-current": "page"})) == "Page 2"


def test_a_single_page_needs_no_pagination() -> None:
    assert draw("{% pagination page %}", page=Paginator(range(10), 10).page(1)).get_text(strip=True) == ""


@pytest.mark.parametrize(
    ("path", "state"), [("/agents/familles/", "page"), ("/agents/familles/3/", "true"), ("/", None)]
)
def test_the_navigation_marks_where_we_are(path: str, state: str | None) -> None:
    page = draw('{% nav_item "/agents/familles/" "Familles" "users" 3 %}', path)
    assert page.find("a").get("aria-current") == state


def test_what_a_caller_writes_is_escaped() -> None:
    page = draw("{% badge text %}{% alert 'info' text %}{% endalert %}{% card text %}{% endcard %}", text="<script>")
    assert page.find("script") is None
    assert page.get_text().count("<script>") == 3


def test_a_block_leads_to_where_it_is_mended_and_nowhere_when_only_the_town_hall_can() -> None:
    mended = Block(code="x", sentence="Il manque un PAI.", fix="portal:child-health", fix_label="Voir le PAI")
    link = draw('{% fix_link block "Léo" "button" %}', block=replace(mended, fix_arguments=("4",)), path="/").a
    assert (link["href"], link["class"], text_of(link)) == ("/enfants/4/sante/", ["button"], "Voir le PAI (Léo)")
    plain = draw("{% fix_link block %}", block=replace(mended, fix_arguments=("4",)))
    assert (plain.a.get("class"), text_of(plain)) == (None, "Voir le PAI")
    assert text_of(draw("{% fix_link block %}", block=Block(code="x", sentence="Complet."))) == ""


def test_a_recap_keeps_the_lines_of_a_long_answer_and_escapes_it() -> None:
    rows = [("Message", "Bonjour,\nmerci <b>bien</b>."), ("Enfants", 3)]
    page = draw("{% summary_list rows %}", rows=rows)
    told, count = page.find_all("dd")
    assert told.decode_contents().strip() == "Bonjour,<br/>merci &lt;b&gt;bien&lt;/b&gt;."
    assert text_of(count) == "3"
