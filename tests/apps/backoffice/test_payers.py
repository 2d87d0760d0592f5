"""Who pays for a family beside it, kept at the desk."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from apps.families.models import Household, PayerShare
from tests.apps.backoffice.desk import Desk, household, texts
from tests.factories import PayerShareFactory

pytestmark = pytest.mark.usefixtures("in_fresnes")


@pytest.fixture
def home() -> Household:
    return household()


def dated(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def typed(home: Household, **changes: str) -> dict[str, str]:
    given = {
        "kind": "ase",
        "payer_name": "ASE du Val-de-Marne",
        "percent": "60",
        **dated("starts_on", date(2026, 9, 1)),
    }
    return {**given, "version": str(Household.objects.get(pk=home.pk).version), **changes}


def keep(desk: Desk, name: str, *args: object, **data: str) -> list[str]:
    return desk.say(name, *args, suite="enregistrer", **data)


def test_a_payer_is_added_read_again_then_kept(sit: Callable, home: Household) -> None:
    desk, child = sit("family_agent"), home.members.get(role="child").person
    last = dated("last_day", date(2027, 7, 2))
    page = desk.post("payer-new", home.pk, **typed(home, whom=str(child.pk), **last))
    assert "ASE du Val-de-Marne" in page.content.decode()
    assert not PayerShare.objects.exists()
    assert keep(desk, "payer-new", home.pk, **typed(home, whom=str(child.pk), **last)) == [
        "Le payeur est ajouté à la famille."
    ]
    share = PayerShare.objects.get()
    assert (share.child, share.percent, share.ends_on) == (child, 60, date(2027, 7, 3))
    said = " ".join(texts(desk.get("family", home.pk), "table[class*=table] tbody tr"))
    assert "ASE du Val-de-Marne" in said
    assert "60 %" in said
    assert "02/07/2027" in said


def test_more_than_the_whole_comes_back_beside_what_was_typed(sit: Callable, home: Household) -> None:
    PayerShareFactory(household=home, percent=50)
    page = sit("family_agent").post("payer-new", home.pk, suite="enregistrer", **typed(home))
    assert page.status_code == 422
    assert "il reste 50 % au plus" in texts(page, ".error-summary")[0]


@pytest.mark.parametrize("wrong", [{"percent": "0"}, {"percent": "101"}, {"kind": ""}, {"whom": "12345"}])
def test_what_is_wrong_is_said_beside_its_field(sit: Callable, home: Household, wrong: dict[str, str]) -> None:
    assert sit("family_agent").post("payer-new", home.pk, **typed(home, **wrong)).status_code == 422


def test_a_share_changes_from_a_day_on_then_ends(sit: Callable, home: Household) -> None:
    desk, share = sit("family_agent"), PayerShareFactory(household=home)
    version = {"version": str(home.version)}
    day = dated("from_day", date(2026, 9, 1))
    assert keep(desk, "payer-change", home.pk, share.pk, percent="80", **day, **version) == [
        "La part de Jean Dupré est changée."
    ]
    changed = PayerShare.objects.get(percent=80)
    version = {"version": str(Household.objects.get(pk=home.pk).version)}
    last = dated("last_day", date(2026, 12, 31))
    assert keep(desk, "payer-end", home.pk, changed.pk, **last, **version) == [
        "La fin de la part de Jean Dupré est notée."
    ]
    assert [(one.percent, one.ends_on) for one in PayerShare.objects.order_by("pk")] == [
        (50, date(2026, 9, 1)),
        (80, date(2027, 1, 1)),
    ]


def test_what_is_no_longer_paid_is_refused_on_the_page(sit: Callable, home: Household) -> None:
    share = PayerShareFactory(household=home, ends_on=date(2026, 1, 1))
    version = {"version": str(home.version)}
    desk = sit("family_agent")
    for name, day in (("payer-change", "from_day"), ("payer-end", "last_day")):
        data = {"percent": "80", **dated(day, date(2026, 9, 1)), **version}
        assert desk.post(name, home.pk, share.pk, suite="enregistrer", **data).status_code == 422


def test_a_reader_sees_them_and_changes_nothing(sit: Callable, home: Household) -> None:
    share = PayerShareFactory(household=home)
    page = sit("reader").get("family", home.pk).content.decode()
    assert "Jean Dupré" in page
    assert reverse("backoffice:payer-end", args=[home.pk, share.pk]) not in page
    assert sit("reader", username="autre").get("payer-new", home.pk).status_code == 403


def test_the_share_of_another_family_is_not_found(sit: Callable, home: Household) -> None:
    share = PayerShareFactory()
    assert sit("family_agent").get("payer-end", home.pk, share.pk).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(sit: Callable, home: Household, constant_queries: Callable, rows: int) -> None:
    for _rank in range(rows):
        PayerShareFactory(household=home, percent=20, child=home.members.get(role="child").person)
    desk = sit("family_agent")
    desk.get("family", home.pk)
    with constant_queries(20):
        desk.get("family", home.pk)
