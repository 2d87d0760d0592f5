import pytest

from apps.backoffice.queries.folding import digits_of


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("06 12 34 56 78", "612345678"),
        ("+33 6 12 34 56 78", "612345678"),
        ("0033612345678", "612345678"),
        ("0612", ""),
        ("06123", "6123"),
        ("12 rue des Lilas", ""),
        ("", ""),
    ],
)
def test_a_telephone_is_recognised_however_it_is_typed(typed: str, digits: str) -> None:
    assert digits_of(typed) == digits
