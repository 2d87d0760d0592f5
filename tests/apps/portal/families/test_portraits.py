"""The photos of a family, as a parent adds, replaces and removes them."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from apps.families import queries
from apps.families.enums import MemberRole
from apps.families.models import Portrait, Relationship
from apps.families.operations import end_membership, set_portrait
from communes_config.schema import FamilyField, FieldState
from tests.apps.backoffice.desk import texts
from tests.apps.documents.files import photo
from tests.apps.families.makers import citizen
from tests.configurations import adjust
from tests.factories import ContactFactory, HouseholdMemberFactory
from tests.instants import MONDAY_MORNING


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path: Path) -> None:
    settings.DOCUMENTS_FOLDER = tmp_path


@pytest.fixture
def asks(in_fresnes):
    """Have the commune ask for photos in another way."""

    def ask(**states):
        family = in_fresnes.config.family
        fields = {**family.fields, **{FamilyField(name): state for name, state in states.items()}}
        adjust(in_fresnes, family=replace(family, fields=fields))

    return ask


def address(of, name="member-portrait"):
    return reverse(f"portal:{name}", args=[of.pk])


def sent(colour="red", **fields):
    return {"photo": SimpleUploadedFile("nina.jpg", photo(colour), "image/jpeg"), "consents": "on", **fields}


def kept(of, by):
    return set_portrait(of=of, content=photo("red"), by=by, at=MONDAY_MORNING)


class TestOfAChild:
    def test_a_parent_adds_it_with_their_consent(self, family, fathers):
        answer = fathers.post(address(family.child), sent(), follow=True)
        assert [str(message) for message in answer.context["messages"]] == ["La photo de Nina Testo est enregistrée."]
        portrait = Portrait.objects.get()
        assert (portrait.person, portrait.added_by) == (family.child, family.father)
        image = fathers.get(address(family.child, "member-portrait-image"))
        assert (image["Content-Type"], Image.open(BytesIO(image.content)).size) == ("image/jpeg", (480, 480))
        assert "no-store" in image["Cache-Control"]

    def test_who_does_not_decide_for_the_child_only_looks_at_it(self, family, fathers):
        Relationship.objects.filter(adult__account=family.father).update(parental_authority=False)
        kept(family.child, family.mother)
        answers = fathers.get(address(family.child)), fathers.post(address(family.child), {"remove": "1"})
        assert [answer.status_code for answer in answers] == [200, 422]
        assert [texts(answer, "main form") for answer in answers] == [[], []]
        assert "demandez à un parent qui l’exerce" in texts(answers[0], "main")[0]
        assert Portrait.objects.exists()

    def test_without_consent_nothing_is_kept(self, family, fathers):
        answer = fathers.post(address(family.child), sent(consents=""))
        assert answer.status_code == 422
        assert answer.context["form"].errors == {"consents": ["Sans cet accord, la photo n’est pas gardée."]}
        assert not Portrait.objects.exists()

    def test_what_is_no_photo_is_said_beside_its_field(self, family, fathers):
        file = SimpleUploadedFile("nina.jpg", b"%PDF-1.7", "image/jpeg")
        answer = fathers.post(address(family.child), sent(photo=file))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["photo"])

    def test_it_is_replaced_and_removed(self, family, fathers):
        former = kept(family.child, family.father)
        assert "Remplacer la photo" in texts(fathers.get(address(family.child)), "main button")
        fathers.post(address(family.child), sent("blue"))
        assert Portrait.objects.get().key != former.key
        fathers.post(address(family.child), {"remove": "1"})
        assert not Portrait.objects.exists()
        assert fathers.get(address(family.child, "member-portrait-image")).status_code == 404

    def test_it_is_the_same_for_the_parent_of_the_other_home(self, family, browser_of):
        kept(family.child, family.father)
        mothers = browser_of(family.mother)
        assert mothers.get(address(family.child, "member-portrait-image")).status_code == 200
        for page in (reverse("portal:family"), reverse("portal:child", args=[family.child.pk])):
            assert f'src="{address(family.child, "member-portrait-image")}"' in mothers.get(page).content.decode()

    def test_it_does_not_exist_for_anybody_else(self, family, browser_of):
        kept(family.child, family.father)
        stranger = browser_of(citizen("autre"))
        for name in ("member-portrait", "member-portrait-image"):
            assert stranger.get(address(family.child, name)).status_code == 404
        assert stranger.post(address(family.child), {"remove": "1"}).status_code == 404
        assert Portrait.objects.exists()

    def test_who_has_left_the_home_sees_it_no_more(self, family, fathers):
        kept(family.child, family.father)
        end_membership(
            household=family.fathers,
            person=family.child,
            left_on=timezone.localdate(),
            reason="chez sa mère",
            by=family.agent,
            at=timezone.now(),
        )
        assert fathers.get(address(family.child, "member-portrait-image")).status_code == 404

    def test_a_commune_that_asks_none_shows_none(self, family, fathers, asks):
        kept(family.child, family.father)
        asks(child_photo=FieldState.HIDDEN)
        assert fathers.get(address(family.child)).status_code == 404
        assert fathers.get(address(family.child, "member-portrait-image")).status_code == 404
        assert "/photo" not in fathers.get(reverse("portal:family")).content.decode()

    def test_a_commune_that_requires_it_reminds_of_it(self, family, asks):
        assert queries.todo(family.father, timezone.now()) == ()
        asks(child_photo=FieldState.REQUIRED)
        (item,) = queries.todo(family.father, timezone.now())
        assert (item.title, item.page_arguments) == ("Ajoutez la photo de Nina", (str(family.child.pk),))
        kept(family.child, family.father)
        assert queries.todo(family.father, timezone.now()) == ()


class TestOfAnAdult:
    def test_who_has_an_account_has_a_profile_for_it(self, family, fathers, asks):
        asks(adult_photo=FieldState.OPTIONAL)
        own = family.fathers.members.get(role=MemberRole.HOLDER).person
        assert fathers.get(address(own)).status_code == 404

    def test_who_has_none_is_shown_by_the_household(self, family, fathers, asks):
        asks(adult_photo=FieldState.OPTIONAL)
        second = HouseholdMemberFactory(household=family.fathers, role=MemberRole.CO_REPRESENTATIVE).person
        assert "Claire Durand est d’accord" in fathers.get(address(second)).content.decode()
        fathers.post(address(second), sent())
        assert address(second, "member-portrait-image") in fathers.get(reverse("portal:family")).content.decode()


class TestOfAContact:
    def test_a_household_shows_whom_it_trusts(self, family, fathers):
        contact = ContactFactory(household=family.fathers)
        assert "Jeanne Petit est d’accord" in fathers.get(address(contact, "contact-portrait")).content.decode()
        fathers.post(address(contact, "contact-portrait"), sent())
        assert fathers.get(address(contact, "contact-portrait-image")).status_code == 200
        assert address(contact, "contact-portrait-image") in fathers.get(reverse("portal:family")).content.decode()

    def test_the_other_parent_knows_nothing_of_it(self, family, browser_of):
        contact = ContactFactory(household=family.fathers)
        kept(contact, family.father)
        mothers = browser_of(family.mother)
        for name in ("contact-portrait", "contact-portrait-image"):
            assert mothers.get(address(contact, name)).status_code == 404
