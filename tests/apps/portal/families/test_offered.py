"""What a commune does not offer is on no page, on no list of things to do, and files nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.casework import operations, procedures
from apps.casework.errors import ProcedureClosed
from apps.casework.todo import may_declare, todo
from apps.families.models import Person
from apps.families.operations import remind_births
from apps.families.queries.todo import todo as families_todo
from tests.apps.accounts.people import citizen
from tests.apps.activities.makers import child_of, parent
from tests.apps.backoffice.desk import texts
from tests.apps.casework.makers import AT, draft
from tests.apps.portal.signing import signed_in
from tests.configurations import adjust

SWITCHES = {"famille": "declaration_offered", "changement-famille": "changes_offered", "garde": "custody_offered"}


def switch_off(commune, *names: str) -> None:
    adjust(commune, family=replace(commune.config.family, **dict.fromkeys(names, False)))


def words(page) -> str:
    return texts(page, "main")[0]


@pytest.mark.parametrize(("slug", "switch"), SWITCHES.items())
def test_each_has_its_own_switch(in_fresnes, slug: str, switch: str) -> None:
    assert {name for name in SWITCHES if procedures.find(name)} == set(SWITCHES)
    switch_off(in_fresnes, switch)
    assert {name for name in SWITCHES if procedures.find(name)} == set(SWITCHES) - {slug}
    assert procedures.get(slug).slug == slug
    with pytest.raises(ProcedureClosed):
        operations.open_draft(procedure=slug, by=citizen(), at=AT)


def test_a_draft_begun_before_is_kept_and_not_filed(in_fresnes) -> None:
    case = draft()
    switch_off(in_fresnes, "declaration_offered")
    with pytest.raises(ProcedureClosed):
        operations.submit(case=case, by=case.requester, at=AT)
    assert not [item for item in todo(case.requester, AT) if item.page == "portal:family-declaration"]


def test_who_has_no_family_is_sent_to_the_service_and_still_types_a_key(in_fresnes, client_of) -> None:
    newcomer = citizen("nouveau")
    browser = signed_in(client_of(in_fresnes), newcomer)
    addresses = [reverse(f"portal:{name}") for name in ("family", "service-key", "enrolments", "dashboard")]
    declare = reverse("portal:family-declaration")
    assert [declare in browser.get(address).text for address in addresses] == [True] * 4
    switch_off(in_fresnes, "declaration_offered")
    assert [declare in browser.get(address).text for address in addresses] == [False] * 4
    assert browser.get(declare).status_code == 404
    assert "Déclarer ma famille" not in words(browser.get(reverse("portal:procedures")))
    assert (may_declare(newcomer, []), [item.page for item in todo(newcomer, AT)]) == (False, ["portal:service-key"])


def test_a_family_that_changes_nothing_online_reads_its_record(in_fresnes, client_of) -> None:
    mother = parent("mere")
    leo = child_of(mother, "Léo")
    browser = signed_in(client_of(in_fresnes), mother)
    change = reverse("portal:member-change", args=[leo.pk])
    assert change in browser.get(reverse("portal:child", args=[leo.pk])).text
    switch_off(in_fresnes, "changes_offered", "custody_offered")
    for address in (reverse("portal:family"), reverse("portal:child", args=[leo.pk])):
        assert "/ma-famille/modifier/" not in browser.get(address).text
    custody, birth = (reverse(f"portal:{name}", args=[leo.pk]) for name in ("custody", "birth"))
    assert [browser.get(address).status_code for address in (change, custody, birth)] == [404, 404, 404]


def test_a_birth_that_nobody_may_declare_online_is_not_asked_for(in_fresnes) -> None:
    mother = parent("mere")
    expected = child_of(mother)
    now = timezone.now()
    Person.objects.filter(pk=expected.pk).update(birth_date=None, expected_on=(now - timedelta(days=40)).date())
    assert [item.page for item in families_todo(mother, now)] == ["portal:birth"]
    switch_off(in_fresnes, "changes_offered")
    assert (families_todo(mother, now), remind_births(at=now)) == ((), 0)
