"""The catalogue of Val-aux-Brumes, as two families read it: another public, other windows, other groups."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.activities.queries import Offer, offer_for
from core.dates import spoken_instant
from tenants.models import Commune
from tests.guards import GuardedClient
from tests.instants import PARIS
from tests.sixth_commune.commune import ACROSS_THE_LAKE, IN_TOWN, PASSWORD, child, family
from tests.sixth_commune.walks import go_to_school, sign_in, words_of


@pytest.fixture
def signed_in(val: Commune, client_of: Callable[[Commune], GuardedClient]) -> Callable[[User], GuardedClient]:
    def make(user: User) -> GuardedClient:
        browser = client_of(val)
        sign_in(browser, user.username, PASSWORD)
        return browser

    return make


def offers(user: User, first_names: str) -> dict[str, Offer]:
    found = offer_for(child(user, first_names), timezone.now())
    return {offer.activity.slug: offer for offer in found}


def codes(user: User, first_names: str) -> dict[str, tuple[str, ...]]:
    return {slug: tuple(block.code for block in offer.blocks) for slug, offer in offers(user, first_names).items()}


def test_a_child_of_the_village_may_sail_today(signed_in: Callable[[User], GuardedClient]) -> None:
    user = family("jeanne", lea=9, tom=6)
    browser = signed_in(user)
    go_to_school(browser, user, "Lea", "ecole-saint-nicolas", "cm1")
    assert codes(user, "Lea") == {"voile": (), "fournil": (), "maitrise": ()}
    sailing = offers(user, "Lea")["voile"]
    assert [group.title for group in sailing.groups] == ["Mousses"]
    assert [unit.title for unit in sailing.units] == ["Optimist", "Caravelle"]
    assert (sailing.period.title, sailing.period.last_day) == ("Saison des eaux libres", sailing.ends_on)
    said = words_of(browser.get(reverse("portal:activities")))
    assert "École de voile Naviguer seul, de la cale du moulin à l'île aux Hérons." in said
    assert "Lea Inscription possible" in said


def test_another_is_told_all_that_is_missing(signed_in: Callable[[User], GuardedClient]) -> None:
    user = family("jeanne", tom=6, rose=11)
    browser = signed_in(user)
    go_to_school(browser, user, "Tom", "ecole-du-lac", "cp")
    go_to_school(browser, user, "Rose", "ecole-saint-nicolas", "6e")
    assert codes(user, "Tom") == {
        "voile": ("too_young", "other_level"),
        "fournil": (),
        "maitrise": ("other_school_kind",),
    }
    assert codes(user, "Rose") == {"voile": (), "fournil": ("too_old",), "maitrise": ()}
    assert [group.title for group in offers(user, "Rose")["voile"].groups] == ["Barreurs"]
    page = words_of(browser.get(reverse("portal:activity", args=["voile"])))
    assert "Il faut avoir 8 ans au" in page


def test_the_village_across_the_lake_waits_for_its_own_window(signed_in: Callable[[User], GuardedClient]) -> None:
    user = family("paul", home=ACROSS_THE_LAKE, insee="25997", ada=9)
    browser = signed_in(user)
    go_to_school(browser, user, "Ada", "ecole-saint-nicolas", "cm1")
    sailing = offers(user, "Ada")["voile"]
    opens = datetime.combine(timezone.localdate() + timedelta(days=10), time(7, 30), tzinfo=PARIS)
    assert sailing.opens_at == opens
    assert [block.sentence for block in sailing.blocks] == [f"Les inscriptions ouvrent le {spoken_instant(opens)}."]
    assert "Ada Ouvre dans" in words_of(browser.get(reverse("portal:activities")))


def test_the_town_has_no_place_on_the_lake(signed_in: Callable[[User], GuardedClient]) -> None:
    user = family("paul", home=IN_TOWN, ada=9)
    browser = signed_in(user)
    go_to_school(browser, user, "Ada", "ecole-saint-nicolas", "cm1")
    assert codes(user, "Ada")["voile"] == ("not_resident", "not_open_yet")
