"""Who pays with a family, as its own adults read it, and nobody else."""

from datetime import date

import pytest

from apps.families.enums import RestrictionKind
from tests.apps.families.separated import separated
from tests.apps.portal.signing import signed_in
from tests.factories import PayerShareFactory, RestrictionFactory

FAMILY = "/ma-famille/"
PAYER = "ASE du Val-de-Marne"


@pytest.fixture
def family(in_fresnes):
    found = separated()
    PayerShareFactory(household=found.fathers, child=found.child, payer__name=PAYER, payer__kind="ase")
    return found


@pytest.fixture
def read(in_fresnes, client_of):
    return lambda user: signed_in(client_of(in_fresnes), user).get(FAMILY).content.decode()


def test_a_household_reads_its_own_payers_and_changes_nothing(family, read):
    said = read(family.father)
    assert PAYER in said
    assert "50 %, pour Nina, du 1 septembre 2025" in said
    assert "payeur" not in said


def test_the_other_parent_never_reads_them(family, read):
    assert PAYER not in read(family.mother)


def test_who_may_know_nothing_of_a_child_does_not_read_who_pays_for_it(family, read):
    RestrictionFactory(
        child=family.child,
        adult=family.father.person,
        kind=RestrictionKind.NO_INFORMATION,
        starts_on=date(2020, 1, 1),
    )
    assert PAYER not in read(family.father)
