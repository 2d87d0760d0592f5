import pytest

from apps.backoffice.queries.differences import Verdict, verdict


@pytest.mark.parametrize(
    ("declared", "known", "said"),
    [
        ("Hélène", "HELENE", Verdict.SAME),
        ("06 11 22 33 44", "06.11.22.33.44", Verdict.SAME),
        ("12 rue des Lilas", "12, rue des lilas", Verdict.SAME),
        ("06 11 22 33 44", "06 11 22 33 45", Verdict.DIFFERENT),
        ("Dupré", "", Verdict.NEW),
        ("", "Dupré", Verdict.NOT_DECLARED),
        ("", "", Verdict.EMPTY),
        ("Infirmière", None, Verdict.EMPTY),
    ],
)
def test_two_values_are_compared_as_a_reader_would(declared: str, known: str | None, said: Verdict) -> None:
    assert verdict(declared, known) is said
