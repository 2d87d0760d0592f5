from datetime import date

import pytest

from apps.families.completeness import problems
from communes_config import COMMUNES, available, load_commune
from deploy.local.people import Town

TODAY = date(2026, 3, 2)


def town(slug: str, *, seed: str = "x") -> Town:
    return Town(load_commune(COMMUNES / slug), seed=seed, today=TODAY)


def test_the_same_seed_draws_the_same_families() -> None:
    assert list(town("fresnes").families(30)) == list(town("fresnes").families(30))
    assert list(town("fresnes").families(30)) != list(town("fresnes", seed="y").families(30))


@pytest.mark.parametrize("slug", available())
def test_families_are_varied_and_their_children_go_to_school(slug: str) -> None:
    drawn = list(town(slug).families(200))
    households = [declaration for family in drawn for declaration in family.households]
    couples = [declaration for declaration in households if declaration.co_representative]
    separated = [family for family in drawn if len(family.households) == 2]
    ages = [
        (TODAY - child.birth_date).days // 365
        for declaration in households
        for child in declaration.children
        if child.birth_date
    ]
    assert 100 < len(couples) < 150
    assert 10 < len(separated) < 45
    assert (min(ages), max(ages)) == (0, 16)
    assert sum(3 <= age <= 11 for age in ages) > len(ages) / 2
    assert len({declaration.holder.usual_name for declaration in households}) > 60


def test_separated_parents_declare_the_same_children_at_their_own_addresses() -> None:
    mother, father = town("fresnes").separated()
    assert [child.key for child in mother.children] == [child.key for child in father.children]
    assert mother.holder.address != father.holder.address
    assert {child.holder_tie.quality for child in mother.children} == {"mother"}
    assert {child.holder_tie.quality for child in father.children} == {"father"}


def test_nobody_shares_an_address_of_e_mail() -> None:
    drawn = [declaration for family in town("fresnes").families(200) for declaration in family.households]
    emails = [adult.email for item in drawn for adult in (item.holder, item.co_representative) if adult]
    assert len(set(emails)) == len(emails)
    assert all(email.endswith("@courriel.example") for email in emails)


def test_a_couple_answers_what_fresnes_asks() -> None:
    config = load_commune(COMMUNES / "fresnes")
    assert problems(town("fresnes").couple(), config.family.fields, TODAY) == ()
