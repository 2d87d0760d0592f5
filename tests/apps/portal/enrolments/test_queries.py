"""Asking for places costs the same whatever the children, their activities, the contacts and the texts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.casework.models import Case
from apps.families.models import Person
from communes_config.schema import FieldState, Public
from core.schooling import SchoolYear
from tests.apps.activities.makers import child_of
from tests.apps.enrolments.filings import Family, answered, begun
from tests.factories import (
    ActivityFactory,
    ActivityGroupFactory,
    AuthorisationTextFactory,
    ContactFactory,
    EnrolmentFactory,
    PeriodFactory,
    SiteFactory,
    UnitFactory,
    activity_rules,
)
from tests.guards import GuardedClient

type Counted = Callable[[int], Any]

pytestmark = pytest.mark.parametrize("rows", [1, 3])


@pytest.fixture(autouse=True)
def _school_year(_own_catalogue: None) -> None:
    year = SchoolYear.of(timezone.localdate())
    PeriodFactory(slug="annee", school_year=str(year), first_day=year.first_day, last_day=year.last_day)


def house_of(user: User) -> Any:
    return user.person.memberships.get().household


def household(user: User, rows: int) -> Family:
    """As many children, contacts, activities and texts, with places, groups and units to choose from."""
    born = timezone.localdate() - timedelta(days=2500)
    children = tuple(child_of(user, f"Léo{rank}", born=born) for rank in range(rows))
    for rank in range(rows):
        ContactFactory(household=house_of(user))
        AuthorisationTextFactory(slug=f"image-{rank}", title=f"Publier son image {rank}")
    texts = tuple(f"image-{rank}" for rank in range(rows))
    for rank in range(rows):
        sites = tuple(SiteFactory(slug=f"lieu-{rank}-{n}").slug for n in range(2))
        rules = activity_rules(
            periods=("annee",), sites=sites, authorisations=texts, authorised_persons=FieldState.OPTIONAL
        )
        activity = ActivityFactory(slug=f"cantine-{rank}", rules=rules)
        for n in range(2):
            UnitFactory(activity=activity, slug=f"menu-{n}")
            ActivityGroupFactory(activity=activity)
    return Family(household=house_of(user), parent=user, children=children)


def draft(home: Family) -> Case:
    """Every child in every activity, nothing left to fill in."""
    keys = [f"cantine-{rank}.annee" for rank in range(len(home.children))]
    at = timezone.now()
    return answered(begun(home, at), dict.fromkeys(home.children, keys), at)


def step(slug: str) -> str:
    return reverse("portal:procedure-step", args=["inscription", slug])


def steps_of(child: Person) -> dict[str, str]:
    return {
        "children": "enfants",
        "grid": "activites",
        "line": f"child-{child.pk}-cantine-0_annee",
        "child": f"child-{child.pk}",
        "commitments": "engagements",
    }


@pytest.mark.parametrize("name", ["children", "grid", "line", "child", "commitments"])
def test_a_step_of_the_form(rows: int, name: str, browser: GuardedClient, mother: User, constant_queries: Counted):
    home = household(mother, rows)
    draft(home)
    address = step(steps_of(home.children[0])[name])
    assert browser.get(address).status_code == 200
    with constant_queries(26):
        browser.get(address)


def test_the_recap(rows: int, browser: GuardedClient, mother: User, constant_queries: Counted) -> None:
    draft(household(mother, rows))
    address = reverse("portal:procedure-recap", args=["inscription"])
    shown = browser.get(address)
    assert shown.text.count("Léo0 : ") >= rows
    with constant_queries(47):
        browser.get(address)


def test_what_a_family_allows_for_a_child(
    rows: int, browser: GuardedClient, mother: User, constant_queries: Counted
) -> None:
    home = household(mother, rows)
    for rank in range(rows):
        rules = activity_rules(authorisations=(f"image-{rank}",), authorised_persons=FieldState.OPTIONAL)
        activity = ActivityFactory(slug=f"judo-{rank}", rules=rules)
        year = SchoolYear.of(timezone.localdate())
        days = {"school_year": str(year), "starts_on": year.first_day, "ends_on": year.last_day}
        EnrolmentFactory(child=home.children[0], household=home.household, activity=activity, **days)
    address = reverse("portal:child-permissions", args=[home.children[0].pk])
    shown = browser.get(address)
    assert [shown.text.count("Publier son image"), shown.text.count("Venir chercher l’enfant")] >= [rows, rows]
    with constant_queries(13):
        browser.get(address)


def test_what_keeps_a_child_from_an_activity(
    rows: int, browser: GuardedClient, mother: User, constant_queries: Counted
) -> None:
    home = household(mother, rows)
    refused = (
        Public(min_age=15, max_age=18),
        Public(min_age=15, max_age=18, residence=("64547",)),
        Public(min_age=15, max_age=18, levels=("cp",)),
    )[:rows]
    for rank, public in enumerate(refused):
        ActivityFactory(slug=f"danse-{rank}", rules=activity_rules(periods=("annee",), public=public))
    address = reverse("portal:enrolment-blocks", args=[home.children[0].pk, f"danse-{rows - 1}.annee"])
    assert browser.get(address).status_code == 200
    with constant_queries(22):
        browser.get(address)
