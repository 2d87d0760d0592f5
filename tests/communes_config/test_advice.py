from dataclasses import replace

import pytest

from communes_config import COMMUNES, load_commune, warnings
from core.passwords import PasswordPolicy

FRESNES = load_commune(COMMUNES / "fresnes")
RESTRICTED = "que la CNIL recommande quand les essais sont limités."


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (
            PasswordPolicy(8, lower=1, digit=1),
            "Au moins 8 caractères, dont 1 minuscule et 1 chiffre. Cela fait 41,4 bits d'entropie : sous les 50 bits "
            + RESTRICTED,
        ),
        (
            PasswordPolicy(8, lower=1, upper=1, digit=1),
            "Au moins 8 caractères, dont 1 minuscule, 1 majuscule et 1 chiffre. Cela fait 47,6 bits d'entropie : sous "
            "les 50 bits " + RESTRICTED,
        ),
        (
            PasswordPolicy(8, lower=1, upper=1, digit=1, special=1),
            "Au moins 8 caractères, dont 1 minuscule, 1 majuscule, 1 chiffre et 1 caractère spécial. Cela fait 53,0 "
            "bits d'entropie : assez quand les essais sont limités, moins que les 80 bits d'un mot de passe seul.",
        ),
    ],
)
def test_entropy_is_told_against_the_thresholds(policy: PasswordPolicy, message: str) -> None:
    [warning] = warnings(replace(FRESNES, passwords=policy))
    assert (warning.key, warning.message) == ("passwords", message)


def test_strong_policy_is_silent() -> None:
    policy = PasswordPolicy(14, lower=1, upper=1, digit=1)
    assert warnings(replace(FRESNES, passwords=policy)) == ()


def test_contacts_that_reach_nobody_are_told() -> None:
    keys = [warning.key for warning in warnings(load_commune(COMMUNES / "carbon-blanc"))]
    assert keys == [
        "passwords",
        "identity.town_hall.phone",
        "identity.reply_to",
        "services[enfance].phone",
        "services[sports-jeunesse].phone",
    ]
