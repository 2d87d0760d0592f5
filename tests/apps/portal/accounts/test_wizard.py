"""The wizard "Créer mon espace", as each commune asks."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.accounts.enums import AccountStatus
from apps.accounts.models import CaptchaChallenge, SignUpDraft, User
from apps.design.people import PhoneField
from apps.portal.accounts.addresses import address_of
from apps.portal.accounts.fields import PhotoField
from apps.portal.accounts.wizard import Progress, entry_of
from tenants import context
from tenants.models import Commune
from tests.apps.accounts import mail
from tests.apps.accounts.people import PASSWORD, citizen
from tests.guards import GuardedClient

ClientOf = Callable[[Commune], GuardedClient]

IDENTITY = {"civility": "mr", "usual_name": "Testo", "first_names": "Maurice"}
CONTACT = {"email": "maurice@exemple.fr", "mobile": "0612345678"}
AUTHENTICATION = {"username": "maurice.testo", "new_password": PASSWORD, "new_password_again": PASSWORD}


def url(step: str = "") -> str:
    return f"/creer-mon-espace/{step}/" if step else "/creer-mon-espace/"


def post(client: GuardedClient, step: str, data: dict[str, Any] | None = None, **changed: Any) -> Any:
    return client.post(url(step), {"go": "next", **(data or {}), **changed})


def accept_cgu(client: GuardedClient, commune: Commune) -> Any:
    cgu = commune.config.cgu
    return post(client, "conditions", {"version": cgu.version, "digest": cgu.digest, "accepts": "on"})


def walk(client: GuardedClient, commune: Commune, until: str = "authentification") -> None:
    """Go through the steps of a commune, up to one that is left to do."""
    steps = [str(step) for step in commune.config.wizard.steps]
    for step in steps:
        slug = {
            "welcome": "bienvenue",
            "cgu": "conditions",
            "identity": "identite",
            "address": "adresse",
            "contact": "contact",
            "authentication": "authentification",
        }[step]
        if slug == until:
            break
        if slug == "conditions":
            accept_cgu(client, commune)
        else:
            given = {"identite": IDENTITY, "contact": CONTACT}.get(slug, {})
            if slug == "adresse":
                given = {"address_search": "3 rue des Lilas 94260 Fresnes", "street": "rue des Lilas"}
                given |= {"number": "3", "postal_code": "94260", "city": "Fresnes", "country": "France"}
            response = post(client, slug, given)
            assert response.status_code == 302, response.content.decode()
    with context.activate(commune):
        SignUpDraft.objects.update(created_at=SignUpDraft.objects.get().created_at - timedelta(minutes=3))


def right_picture(commune: Commune) -> str:
    with context.activate(commune):
        state = CaptchaChallenge.objects.get().state
    return str(next(opaque for opaque, name in state["choices"] if name == state["target"]))


def finish(client: GuardedClient, commune: Commune, **changed: Any) -> Any:
    client.get(url("authentification"))
    return post(client, "authentification", {**AUTHENTICATION, "picture": right_picture(commune)}, **changed)


@pytest.mark.parametrize("fixture", ["fresnes", "villefranque", "villennes", "carbon_blanc"])
def test_every_commune_leads_to_an_account(fixture: str, client_of: ClientOf, request: pytest.FixtureRequest) -> None:
    commune = request.getfixturevalue(fixture)
    client = client_of(commune)
    walk(client, commune)
    assert finish(client, commune).url == "/creer-mon-espace/confirmation/"
    page = client.get("/creer-mon-espace/confirmation/").content.decode()
    assert "M. Maurice TESTO" in page
    with context.activate(commune):
        user = User.objects.get()
        waits = commune.config.activation.mode == "agent"
        assert user.status == (AccountStatus.PENDING_APPROVAL if waits else AccountStatus.PENDING_EMAIL)
        assert (user.mobile, user.email) == ("06 12 34 56 78", "maurice@exemple.fr")
        assert user.address is not None
        assert user.address.lines() == ("3 rue des Lilas", "94260 Fresnes")


@pytest.mark.parametrize(
    ("fixture", "fields"),
    [
        ("fresnes", ["civility", "usual_name", "first_names", "photo"]),
        (
            "villefranque",
            [
                "civility",
                "usual_name",
                "birth_name",
                "first_names",
                "birth_date_day",
                "birth_date_month",
                "birth_date_year",
                "birth_country",
                "birth_department",
                "birth_commune",
                "photo",
            ],
        ),
    ],
)
def test_the_identity_step_shows_the_fields_of_the_commune(
    fixture: str, fields: list[str], client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    commune = request.getfixturevalue(fixture)
    client = client_of(commune)
    walk(client, commune, until="identite")
    page = BeautifulSoup(client.get(url("identite")).content, "html.parser")
    form = page.find("main").find("form")
    named = [tag["name"] for tag in form.find_all(["input", "select"]) if tag["name"] != "csrfmiddlewaretoken"]
    assert named == fields


class TestFresnes:
    @pytest.fixture
    def client(self, fresnes: Commune, client_of: ClientOf) -> GuardedClient:
        return client_of(fresnes)

    def test_no_step_opens_before_the_former_ones(self, client: GuardedClient) -> None:
        assert client.get(url("contact")).url == url("bienvenue")

    def test_an_unknown_step_does_not_exist(self, client: GuardedClient) -> None:
        assert client.get(url("inconnue")).status_code == 404

    def test_opening_the_page_writes_no_draft(self, client: GuardedClient, fresnes: Commune) -> None:
        assert client.get(url()).status_code == 200
        with context.activate(fresnes):
            assert SignUpDraft.objects.count() == 0

    def test_the_button_alone_does_not_accept_the_terms(self, client: GuardedClient, fresnes: Commune) -> None:
        walk(client, fresnes, until="conditions")
        cgu = fresnes.config.cgu
        response = post(client, "conditions", {"version": cgu.version, "digest": cgu.digest})
        assert response.status_code == 422
        assert "Lisez les conditions jusqu’à la fin" in response.content.decode()

    def test_another_text_than_the_one_in_force_is_not_accepted(self, client: GuardedClient, fresnes: Commune) -> None:
        walk(client, fresnes, until="conditions")
        response = post(client, "conditions", {"version": "0", "digest": "0", "accepts": "on"})
        assert "Les conditions ont changé pendant votre lecture" in response.content.decode()

    def test_an_error_is_said_on_top_and_beside_its_field(self, client: GuardedClient, fresnes: Commune) -> None:
        walk(client, fresnes, until="identite")
        response = post(client, "identite", IDENTITY, usual_name="")
        page = BeautifulSoup(response.content, "html.parser")
        summary = page.find(class_="error-summary")
        assert (response.status_code, summary.find("a").text, summary.find("a")["href"]) == (
            422,
            "Indiquez votre nom usuel.",
            "#id_usual_name",
        )
        assert page.find("input", {"name": "first_names"})["value"] == "Maurice"

    def test_going_back_keeps_what_was_typed_even_wrong(self, client: GuardedClient, fresnes: Commune) -> None:
        walk(client, fresnes, until="contact")
        response = post(client, "contact", {"email": "pas une adresse", "mobile": "12"}, go="previous")
        assert response.url == url("adresse")
        page = BeautifulSoup(client.get(url("contact")).content, "html.parser")
        assert [page.find("input", {"name": name})["value"] for name in ("email", "mobile")] == [
            "pas une adresse",
            "12",
        ]

    def test_a_browser_that_was_closed_finds_its_draft_again(
        self, client: GuardedClient, fresnes: Commune, client_of: ClientOf
    ) -> None:
        walk(client, fresnes, until="contact")
        again = client_of(fresnes)
        again.cookies["sign-up"] = client.cookies["sign-up"].value
        page = BeautifulSoup(again.get(url("identite")).content, "html.parser")
        assert page.find("input", {"name": "usual_name"})["value"] == "Testo"
        assert client.cookies["sign-up"]["max-age"] == 7 * 24 * 3600

    def test_another_device_finds_nothing(self, client: GuardedClient, fresnes: Commune, client_of: ClientOf) -> None:
        walk(client, fresnes, until="contact")
        assert client_of(fresnes).get(url("identite")).url == url("bienvenue")

    def test_the_draft_of_a_commune_is_worth_nothing_in_another(
        self, client: GuardedClient, fresnes: Commune, villefranque: Commune, client_of: ClientOf
    ) -> None:
        walk(client, fresnes, until="contact")
        elsewhere = client_of(villefranque)
        elsewhere.cookies["sign-up"] = client.cookies["sign-up"].value
        assert elsewhere.get(url("identite")).url == url("bienvenue")

    def test_cancelling_forgets_everything(self, client: GuardedClient, fresnes: Commune) -> None:
        walk(client, fresnes, until="contact")
        assert post(client, "contact", CONTACT, go="cancel").url == "/"
        with context.activate(fresnes):
            assert SignUpDraft.objects.count() == 0

    def test_the_draft_never_holds_a_password(self, client: GuardedClient, fresnes: Commune) -> None:
        walk(client, fresnes)
        post(client, "authentification", AUTHENTICATION)
        with context.activate(fresnes):
            assert PASSWORD not in str(SignUpDraft.objects.get().data)

    def test_two_different_passwords_are_refused(self, client: GuardedClient, fresnes: Commune) -> None:
        walk(client, fresnes)
        response = finish(client, fresnes, new_password_again="autre")
        assert "Les deux mots de passe ne sont pas les mêmes" in response.content.decode()

    def test_a_password_made_of_the_name_is_refused(self, client: GuardedClient, fresnes: Commune) -> None:
        walk(client, fresnes)
        response = finish(client, fresnes, new_password="testo2026", new_password_again="testo2026")
        assert "serait trop vite deviné" in response.content.decode()

    def test_a_username_already_taken_is_said_beside_it(self, client: GuardedClient, fresnes: Commune) -> None:
        with context.activate(fresnes):
            citizen("maurice.testo", email="autre@exemple.fr")
        walk(client, fresnes)
        assert "est déjà pris" in finish(client, fresnes).content.decode()

    def test_who_fills_the_invisible_field_is_a_robot(self, client: GuardedClient, fresnes: Commune) -> None:
        walk(client, fresnes)
        assert finish(client, fresnes, website="https://spam.example").status_code == 422
        with context.activate(fresnes):
            assert User.objects.count() == 0

    def test_nobody_goes_through_the_wizard_in_no_time(self, client: GuardedClient, fresnes: Commune) -> None:
        walk(client, fresnes)
        with context.activate(fresnes):
            SignUpDraft.objects.update(created_at=SignUpDraft.objects.get().updated_at + timedelta(minutes=1))
        response = finish(client, fresnes)
        assert "plus vite que personne ne peut le lire" in response.content.decode()

    def test_a_double_click_creates_one_account(self, client: GuardedClient, fresnes: Commune) -> None:
        walk(client, fresnes)
        finish(client, fresnes)
        again = post(client, "authentification", AUTHENTICATION)
        assert again.url == "/creer-mon-espace/confirmation/"
        with context.activate(fresnes):
            assert (User.objects.count(), mail.templates_sent()) == (1, ["activation"])

    def test_the_other_parent_may_follow_on_the_same_device(self, client: GuardedClient, fresnes: Commune) -> None:
        walk(client, fresnes)
        finish(client, fresnes)
        assert "Vous avez déjà commencé" not in client.get(url()).content.decode()
        assert post(client, "bienvenue").url == url("conditions")

    def test_the_confirmation_keeps_nothing_else_of_what_was_typed(
        self, client: GuardedClient, fresnes: Commune
    ) -> None:
        walk(client, fresnes)
        finish(client, fresnes)
        with context.activate(fresnes):
            assert list(SignUpDraft.objects.get().data) == ["outcome"]

    def test_the_photo_is_drawn_again_without_its_metadata(self, client: GuardedClient, fresnes: Commune) -> None:
        walk(client, fresnes, until="identite")
        post(client, "identite", {**IDENTITY, "photo": picture_with_place()})
        stored = client.get("/creer-mon-espace/photo/")
        with Image.open(io.BytesIO(stored.content)) as image:
            assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (480, 480), {})

    def test_a_file_that_is_no_photo_is_refused_and_the_rest_is_kept(
        self, client: GuardedClient, fresnes: Commune
    ) -> None:
        walk(client, fresnes, until="identite")
        fake = io.BytesIO(b"<svg onload='alert(1)'/>")
        fake.name = "photo.png"
        response = post(client, "identite", {**IDENTITY, "photo": fake})
        page = response.content.decode()
        assert (response.status_code, "Ce fichier n’est pas une photo" in page, "Maurice" in page) == (422, True, True)

    def test_a_known_address_sees_the_same_page(self, client: GuardedClient, fresnes: Commune) -> None:
        with context.activate(fresnes):
            citizen("deja", email="maurice@exemple.fr")
        walk(client, fresnes)
        finish(client, fresnes)
        page = client.get("/creer-mon-espace/confirmation/").content.decode()
        assert re.findall(r"Un courriel part à l’instant", page) == ["Un courriel part à l’instant"]
        with context.activate(fresnes):
            assert (User.objects.count(), mail.templates_sent()) == (1, ["already_registered"])

    def test_who_is_signed_in_has_no_account_to_create(self, client: GuardedClient, fresnes: Commune) -> None:
        with context.activate(fresnes):
            client.force_login(citizen())
        assert client.get(url()).status_code == 302


def picture_with_place() -> io.BytesIO:
    image = Image.new("RGB", (900, 600), "#336699")
    exif = Image.Exif()
    exif[0x010F] = "Appareil"
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)
    file.seek(0)
    file.name = "moi.jpg"
    return file


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0612345678", "06 12 34 56 78"),
        ("06.12.34.56.78", "06 12 34 56 78"),
        ("+33 6 12 34 56 78", "06 12 34 56 78"),
        ("+33 (0)6 12 34 56 78", "06 12 34 56 78"),
        ("0033612345678", "06 12 34 56 78"),
        ("+32 475 12 34 56", "+32475123456"),
        ("", ""),
    ],
)
def test_a_telephone_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert PhoneField(required=False).clean(typed) == kept


@pytest.mark.parametrize("typed", ["12", "061234567", "06123456789", "0012345678", "+331", "portable"])
def test_what_is_no_telephone_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="10 chiffres"):
        PhoneField(required=False).clean(typed)


def test_a_heavy_photo_is_refused_before_it_is_read() -> None:
    heavy = SimpleUploadedFile("moi.jpg", b"x" * (8 * 1024 * 1024 + 1))
    with pytest.raises(ValidationError, match="dépasse 8 Mo"):
        PhotoField().clean(heavy)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("3 rue des Lilas 94260 Fresnes", ("3", "rue des Lilas", "94260", "Fresnes")),
        ("3 bis, rue des Lilas, 94260 Fresnes", ("3 bis", "rue des Lilas", "94260", "Fresnes")),
        ("Lieu-dit Elizaldia 64990 Villefranque", ("", "Lieu-dit Elizaldia", "64990", "Villefranque")),
        ("quelque part", ("", "quelque part", "", "")),
    ],
)
def test_an_address_on_one_line_is_split_when_it_can_be(text: str, parts: tuple[str, ...]) -> None:
    address = address_of({"address_search": text}, frozenset({"address_search"}))
    assert (address.number, address.street, address.postal_code, address.city) == parts


def test_the_sixty_first_draft_of_a_connection_waits(fresnes: Commune, client_of: ClientOf) -> None:
    reached = [post(client_of(fresnes), "bienvenue").url for _ in range(61)]
    assert reached == [url("conditions")] * 60 + ["/"]


class TestBirthPlace:
    BORN = {"birth_commune": "antony", "birth_department": "Hauts-de-Seine", "birth_country": "France"}

    def test_the_code_of_a_listed_commune_is_kept(self, carbon_blanc: Commune, client_of: ClientOf) -> None:
        client = client_of(carbon_blanc)
        walk(client, carbon_blanc, until="identite")
        assert post(client, "identite", {**IDENTITY, **self.BORN}).status_code == 302
        with context.activate(carbon_blanc):
            progress = Progress(carbon_blanc.config, SignUpDraft.objects.get())
            entry = entry_of(progress, {"username": "maurice.testo"})
        assert (entry.birth_commune, entry.birth_department, entry.birth_place_code) == (
            "antony",
            "Hauts-de-Seine",
            "92002",
        )

    def test_another_department_is_said_beside_it(self, carbon_blanc: Commune, client_of: ClientOf) -> None:
        client = client_of(carbon_blanc)
        walk(client, carbon_blanc, until="identite")
        page = post(client, "identite", {**IDENTITY, **self.BORN, "birth_department": "Ain"})
        assert list(page.context["form"].errors) == ["birth_department"]
        assert "Hauts-de-Seine (92)" in page.context["form"].errors["birth_department"][0]
