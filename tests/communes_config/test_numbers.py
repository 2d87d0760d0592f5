"""The numbers of the rules that hold in a commune whose files say nothing of them."""

from pathlib import Path

from communes_config import COMMUNES, available, load_commune
from core.passwords import CnilLevel, cnil_level
from core.validity import ValidityRule


def test_twelve_characters_are_enough_where_tries_are_limited(folder: Path) -> None:
    policy = load_commune(folder).passwords
    assert policy.min_length == 12
    assert cnil_level(policy.entropy_bits(), restricted=True) is CnilLevel.RESTRICTED


def test_a_proof_of_address_is_good_for_three_months(folder: Path) -> None:
    proof = load_commune(folder).documents["justificatif-de-domicile"]
    assert (proof.validity, proof.validity_months) == (ValidityRule.MONTHS, 3)


def test_a_family_is_reminded_of_a_plan_thirty_days_before_and_admitted_three_months_without_vaccines(
    folder: Path,
) -> None:
    health = load_commune(folder).health
    assert (health.plan.reminder_days, health.vaccination.provisional_months) == (30, 3)


def test_a_file_weighs_ten_megabytes_at_most(folder: Path) -> None:
    every = [folder, *(COMMUNES / slug for slug in available())]
    assert {load_commune(each).uploads.max_mb for each in every} == {10}
