"""The photos of a family, for the agents who may consult it."""

from dataclasses import replace
from pathlib import Path

import pytest

from apps.families.enums import MemberRole
from apps.families.operations import set_portrait
from communes_config.schema import FamilyField, FieldState
from tenants.models import Commune
from tests.apps.accounts.people import citizen
from tests.apps.backoffice.conftest import Sit
from tests.apps.backoffice.desk import Desk, household
from tests.apps.documents.files import photo
from tests.factories import AuthorisedPersonFactory, ContactFactory
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_fresnes")


@pytest.fixture(autouse=True)
def _folder(settings: object, tmp_path: Path) -> None:
    settings.DOCUMENTS_FOLDER = tmp_path


@pytest.fixture
def desk(sit: Sit) -> Desk:
    return sit("family_agent")


@pytest.fixture
def home(in_fresnes: Commune):
    return household()


def test_agents_see_the_photo_of_a_child_where_they_meet_it(desk: Desk, home) -> None:
    child = home.members.get(role=MemberRole.CHILD).person
    assert "portrait" not in desk.get("family", home.pk).content.decode()
    set_portrait(of=child, content=photo("red"), by=citizen(), at=MONDAY_MORNING)
    answer = desk.get("person-portrait", child.pk)
    assert (answer.status_code, answer["Content-Type"], answer.content[:2]) == (200, "image/jpeg", b"\xff\xd8")
    for page in (desk.get("family", home.pk), desk.get("child", child.pk)):
        assert f'src="/agents/familles/personnes/{child.pk}/photo.jpg"' in page.content.decode()


def test_and_of_who_comes_for_it(sit: Sit, home) -> None:
    desk = sit("administrator")
    child = home.members.get(role=MemberRole.CHILD).person
    contact = ContactFactory(household=home)
    AuthorisedPersonFactory(child=child, household=home, contact=contact)
    set_portrait(of=contact, content=photo("red"), by=citizen(), at=MONDAY_MORNING)
    assert desk.get("contact-portrait", contact.pk).status_code == 200
    for page in (desk.get("family", home.pk), desk.get("child-enrolments", child.pk)):
        assert f'src="/agents/familles/contacts/{contact.pk}/photo.jpg"' in page.content.decode()


def test_nobody_without_a_photo_has_one(desk: Desk, home) -> None:
    child = home.members.get(role=MemberRole.CHILD).person
    assert desk.get("person-portrait", child.pk).status_code == 404
    assert desk.get("contact-portrait", ContactFactory(household=home).pk).status_code == 404


def test_a_commune_that_asks_none_shows_none(desk: Desk, home, in_fresnes: Commune, monkeypatch) -> None:
    child, contact = home.members.get(role=MemberRole.CHILD).person, ContactFactory(household=home)
    parent = citizen()
    for one in (child, contact):
        set_portrait(of=one, content=photo("red"), by=parent, at=MONDAY_MORNING)
    family = in_fresnes.config.family
    none = dict.fromkeys((FamilyField.CHILD_PHOTO, FamilyField.CONTACT_PHOTO), FieldState.HIDDEN)
    hidden = replace(family, fields={**family.fields, **none})
    monkeypatch.setattr(Commune, "config", replace(in_fresnes.config, family=hidden))
    assert desk.get("person-portrait", child.pk).status_code == 404
    assert desk.get("contact-portrait", contact.pk).status_code == 404
    assert "portrait" not in desk.get("family", home.pk).content.decode()
