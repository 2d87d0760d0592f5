"""An address that a family writes keeps the codes that the State's search gives to that very address."""

import pytest

from apps.casework import family_change
from apps.casework.errors import NothingChanged
from apps.casework.family import holder_from_account
from apps.design.families import AddressForm
from apps.families.operations import create_household
from tests.apps.accounts.people import citizen
from tests.apps.families.makers import declaration
from tests.factories import AddressFactory
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_fresnes")
WRITTEN = {
    "number": "12",
    "street": "avenue de la République",
    "postal_code": "94260",
    "city": "Fresnes",
    "country": "France",
}


def address(**typed: str):
    form = AddressForm(typed, states={})
    form.full_clean()
    return form.address()


@pytest.mark.parametrize(
    ("changed", "insee_code"), [({}, "94034"), ({"number": "14"}, ""), ({"country": "France", "city": "Rungis"}, "")]
)
def test_the_codes_are_those_of_the_address_as_it_is_written(changed: dict[str, str], insee_code: str) -> None:
    assert address(**{**WRITTEN, **changed}).insee_code == insee_code


def test_an_address_read_in_the_search_line_has_them_too() -> None:
    found = address(address_search="12 avenue de la République, 94260 Fresnes")
    assert (found.city, found.insee_code, found.ban_id[:6]) == ("Fresnes", "94034", "94034_")


def test_codes_that_a_browser_sends_are_not_believed() -> None:
    assert address(**{**WRITTEN, "city": "Rungis"}, insee_code="94034", ban_id="94034_x").insee_code == ""


def test_those_of_the_account_begin_the_declaration() -> None:
    home = AddressFactory(insee_code="94034", ban_id="94034_0001")
    begun = holder_from_account(citizen("maurice", address=home)).address
    assert (begun.insee_code, begun.ban_id) == ("94034", "94034_0001")


def test_the_same_envelope_is_no_move_whatever_its_codes() -> None:
    user = citizen("maurice")
    create_household(declaration=declaration(), account=user, by=None, at=MONDAY_MORNING)
    target = family_change.target_of(user, "adresse")
    known = target.value("address")
    with pytest.raises(NothingChanged):
        family_change.payload_of(target, {"address": {**known, "insee_code": "94034"}})
    assert family_change.payload_of(target, {"address": {**known, "number": "99"}})["target"] == "adresse"
