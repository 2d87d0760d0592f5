import pytest

from core.school_sectors import Numbers, SectorRule, schools_of

TOWN = ("bourg", SectorRule(postal_code="94260"))
STREET = ("fontaine", SectorRule(postal_code="94260", street="rue Jean-Jaurès"))
ODD = ("lilas", SectorRule(postal_code="94260", street="rue Jean-Jaurès", numbers=Numbers.ODD, first=11, last=19))
EVEN = ("parc", SectorRule(street="avenue de la République", numbers=Numbers.EVEN))


def found(number: str, street: str, postal_code: str = "94260") -> tuple[str, ...]:
    return schools_of([TOWN, STREET, ODD, EVEN], number=number, street=street, postal_code=postal_code)


@pytest.mark.parametrize(
    ("number", "school"),
    [("9", "fontaine"), ("11", "lilas"), ("12", "fontaine"), ("19 bis", "lilas"), ("21", "fontaine")],
)
def test_the_most_precise_rule_wins_on_both_sides_of_its_bounds(number: str, school: str) -> None:
    assert found(number, "Rue Jean Jaurès") == (school,)


def test_a_street_that_nobody_names_belongs_to_the_town() -> None:
    assert found("3", "rue des Lilas") == ("bourg",)


def test_an_address_elsewhere_has_no_school() -> None:
    assert found("3", "rue des Lilas", "75001") == ()


def test_a_side_needs_a_number() -> None:
    assert found("", "avenue de la République") == ("bourg",)
    assert (found("4", "avenue de la République"), found("5", "avenue de la République")) == (("parc",), ("bourg",))


def test_two_schools_of_one_sector_are_both_given_once() -> None:
    rules = [("a", SectorRule(postal_code="94260")), ("b", SectorRule(postal_code="94260")), ("a", TOWN[1])]
    assert schools_of(rules, number="1", street="x", postal_code="94260") == ("a", "b")
