import copy
import pickle

import pytest

from core.errors import DomainError


class DeadlinePassed(DomainError):
    message = "Le délai pour annuler ce repas est passé depuis {limit}."


class QFMissing(DomainError):
    pass


def test_a_refusal_is_the_sentence_that_the_citizen_reads() -> None:
    refusal = DeadlinePassed(limit="jeudi 12 mars à 12 h")

    assert str(refusal) == "Le délai pour annuler ce repas est passé depuis jeudi 12 mars à 12 h."
    assert refusal.context == {"limit": "jeudi 12 mars à 12 h"}


@pytest.mark.parametrize(
    ("kind", "code"),
    [(DomainError(), "domain_error"), (DeadlinePassed(limit=""), "deadline_passed"), (QFMissing(), "qf_missing")],
)
def test_the_code_is_the_name_of_the_class(kind: DomainError, code: str) -> None:
    assert kind.code == code


def test_a_refusal_without_sentence_of_its_own_still_has_one() -> None:
    assert str(QFMissing()) == "Cette action n’est pas possible."


def test_a_forgotten_field_fails_where_the_refusal_is_raised() -> None:
    with pytest.raises(KeyError, match="limit"):
        DeadlinePassed()


def test_a_refusal_crosses_a_process_with_its_context() -> None:
    refusal = DeadlinePassed(limit="jeudi")

    for other in (pickle.loads(pickle.dumps(refusal)), copy.copy(refusal)):
        assert type(other) is DeadlinePassed
        assert str(other) == str(refusal)
        assert other.context == refusal.context
