from dataclasses import replace
from datetime import date, timedelta

import pytest

from apps.families.completeness import problems
from apps.families.declaration import (
    CO_REPRESENTATIVE,
    DeclaredAddress,
    DeclaredAdult,
    DeclaredBenefit,
    DeclaredChild,
    DeclaredContact,
    DeclaredTie,
    FamilyDeclaration,
)
from apps.families.recap import sections
from communes_config.schema import FamilyField, FieldState
from tests.apps.families.makers import ELSEWHERE, augusta, declaration, maurice, nina, solange

TODAY = date(2026, 3, 16)
DAY = timedelta(days=1)
OPTIONAL = dict.fromkeys(FamilyField, FieldState.OPTIONAL)


def found(family, states=OPTIONAL):
    return [(problem.person_label, problem.field) for problem in problems(family, states, TODAY)]


def test_json_gives_the_same_declaration_back():
    family = declaration(
        benefit=DeclaredBenefit(member="titulaire", number="12", dependent_children=2),
        children=(nina(), nina(key="e2", expected=True, expected_on=date(2026, 9, 1), address=ELSEWHERE)),
    )
    assert FamilyDeclaration.from_json(family.to_json()) == family


def test_a_payload_of_another_version_is_still_read():
    stored = declaration().to_json()
    stored["abolished"] = "x"
    del stored["benefit"]
    assert FamilyDeclaration.from_json(stored) == declaration()


def test_a_complete_declaration_lacks_nothing():
    assert found(declaration()) == []


def test_what_is_missing_names_the_person_and_the_field():
    family = FamilyDeclaration(
        holder=DeclaredAdult(first_names="Maurice", usual_name="Testo", address=DeclaredAddress()),
        children=(DeclaredChild(key="e1"),),
        contacts=(DeclaredContact(key="c1"),),
    )
    assert found(family) == [
        ("Maurice Testo", "civility"),
        ("Maurice Testo", "street"),
        ("Maurice Testo", "postal_code"),
        ("Maurice Testo", "city"),
        ("Enfant 1", "usual_name"),
        ("Enfant 1", "first_names"),
        ("Enfant 1", "sex"),
        ("Enfant 1", "birth_date"),
        ("Enfant 1", "holder_quality"),
        ("Enfant 1", "holder_authority"),
        ("Contact 1", "civility"),
        ("Contact 1", "usual_name"),
        ("Contact 1", "first_names"),
        ("Contact 1", "phone"),
        ("Contact 1", "link"),
    ]


@pytest.mark.parametrize(
    ("field", "holder"),
    [
        ("birth_name", {"birth_name": ""}),
        ("birth_date", {"birth_date": None}),
        ("phone", {"phone": ""}),
        ("mobile", {"mobile": ""}),
        ("email", {"email": ""}),
        ("profession", {"profession": ""}),
        ("employer", {"employer": ""}),
        ("work_phone", {"work_phone": ""}),
    ],
)
@pytest.mark.parametrize("state", FieldState)
def test_a_field_is_asked_only_where_the_commune_requires_it(field, holder, state):
    family = declaration(holder=maurice(**holder))
    expected = [("Maurice Testo", field)] if state == FieldState.REQUIRED else []
    assert found(family, OPTIONAL | {FamilyField(field): state}) == expected


def test_a_required_birth_place_is_asked_of_adults_and_children():
    family = declaration(
        holder=maurice(birth_commune=""), co_representative=None, children=(nina(birth_commune=""),), contacts=()
    )
    states = OPTIONAL | {FamilyField.BIRTH_PLACE: FieldState.REQUIRED}
    assert found(family, states) == [("Maurice Testo", "birth_commune"), ("Nina Testo", "birth_commune")]


@pytest.mark.parametrize(
    ("expected_on", "wrong"),
    [(None, ["expected_on"]), (TODAY, ["expected_on"]), (TODAY + DAY, []), (TODAY - DAY, ["expected_on"])],
)
def test_a_birth_is_expected_in_the_future(expected_on, wrong):
    unborn = nina(first_names="", usual_name="", sex="", birth_date=None, expected=True, expected_on=expected_on)
    assert [field for _, field in found(declaration(children=(unborn,)))] == wrong


@pytest.mark.parametrize(("birth_date", "wrong"), [(TODAY, []), (TODAY + DAY, ["birth_date"])])
def test_nobody_is_born_tomorrow(birth_date, wrong):
    assert [field for _, field in found(declaration(children=(nina(birth_date=birth_date),)))] == wrong


def test_the_tie_of_a_child_to_the_co_representative_is_asked_only_when_there_is_one():
    child = nina(co_representative_tie=DeclaredTie())
    assert found(declaration(children=(child,), co_representative=None)) == []
    assert [field for _, field in found(declaration(children=(child,)))] == [
        "co_representative_quality",
        "co_representative_authority",
    ]


def test_a_child_is_declared_once():
    twice = declaration(children=(nina(), nina(key="e2", first_names="NINA")))
    assert found(twice) == [("Nina Testo", "first_names"), ("NINA Testo", "first_names")]


def test_a_contact_who_shares_the_address_has_no_other_to_give():
    states = OPTIONAL | {FamilyField.CONTACT_ADDRESS: FieldState.REQUIRED}
    assert found(declaration(), states) == []
    assert found(declaration(contacts=(augusta(shares_address=False),)), states) == [("Augusta Testa", "address")]


def test_only_oneself_is_alone():
    alone = declaration(co_representative=None, children=(), contacts=())
    assert alone.is_alone
    assert not declaration().is_alone
    assert not replace(alone, contacts=(augusta(),)).is_alone


def test_removing_the_co_representative_removes_what_tied_them():
    family = declaration(benefit=DeclaredBenefit(member=CO_REPRESENTATIVE, number="1"))
    left = family.without(CO_REPRESENTATIVE)
    assert left.co_representative is None
    assert left.children == (nina(co_representative_tie=DeclaredTie()),)
    assert left.benefit == DeclaredBenefit(number="1")


def test_a_child_is_replaced_in_its_place():
    family = declaration(children=(nina(), nina(key="e2", first_names="Ludwig")))
    changed = family.with_child(nina(first_names="Léna"))
    assert [child.first_names for child in changed.children] == ["Léna", "Ludwig"]
    assert [child.first_names for child in changed.without("e1").children] == ["Ludwig"]


def test_the_recap_reads_back_what_the_commune_asks_and_nothing_else():
    states = OPTIONAL | {FamilyField.PROFESSION: FieldState.HIDDEN}
    holder, second, child, contact = sections(declaration(), states)
    labels = [label for label, _ in holder.rows]
    assert "Profession" not in labels
    assert "Employeur" in labels
    assert [section.title for section in (holder, second, child, contact)] == [
        "Maurice Testo",
        "Solange Testa",
        "Nina Testo",
        "Augusta Testa",
    ]
    assert dict(second.rows)["Adresse"] == "Celle du titulaire"
    assert dict(child.rows)["Qualité de Maurice Testo"] == "Père (avec autorité parentale)"
    assert dict(contact.rows)["Lien avec la famille"] == "Grand-mère"


def test_an_adult_elsewhere_keeps_their_address_in_the_recap():
    _, second, *_ = sections(declaration(co_representative=solange(address=ELSEWHERE)), OPTIONAL)
    assert dict(second.rows)["Adresse"] == "3 impasse du Moulin, 94240 L’Haÿ-les-Roses"
