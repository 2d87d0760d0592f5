import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from apps.accounts.enums import AccountStatus
from apps.accounts.models import Session, Throttle, Token, User
from tenants import context
from tenants.models import Commune
from tests.apps.accounts import mail
from tests.apps.accounts.people import MONDAY, PASSWORD, citizen
from tests.guards import GuardedClient

ClientOf = Callable[[Commune], GuardedClient]
SignedIn = Callable[[Commune, User], GuardedClient]
NEW = "Tout&Neuf4242"


@pytest.fixture
def client(fresnes: Commune, signed_in: SignedIn) -> GuardedClient:
    with context.activate(fresnes):
        user = citizen()
    return signed_in(fresnes, user)


@pytest.fixture
def waiting(fresnes: Commune, signed_in: SignedIn) -> GuardedClient:
    """Somebody whom the town hall has not approved: no procedure is open, the profile changes at once."""
    with context.activate(fresnes):
        user = citizen(status=AccountStatus.PENDING_APPROVAL, approval_due_at=MONDAY)
    return signed_in(fresnes, user)


def me(commune: Commune) -> User:
    with context.activate(commune):
        return User.objects.select_related("address").get()


@pytest.mark.parametrize("path", ["profil/", "profil/photo/", "identifiants/", "connexions/"])
def test_a_stranger_is_sent_to_the_sign_in_page(path: str, fresnes: Commune, client_of: ClientOf) -> None:
    assert client_of(fresnes).get(f"/mon-espace/{path}").url == f"/connexion/?next=/mon-espace/{path}"


class TestContact:
    def test_telephones_and_address_change_at_once(self, waiting: GuardedClient, fresnes: Commune) -> None:
        given = {"mobile": "+33 6 12 34 56 78", "address_search": "3 bis rue des Lilas, 94260 Fresnes"}
        assert waiting.post("/mon-espace/profil/", given).url == "/mon-espace/profil/"
        user = me(fresnes)
        assert (user.mobile, user.address and user.address.lines()) == (
            "06 12 34 56 78",
            ("3 bis rue des Lilas", "94260 Fresnes"),
        )

    def test_a_chosen_address_keeps_its_identifier(self, waiting: GuardedClient, fresnes: Commune) -> None:
        (found,) = waiting.get("/adresses/?q=12 avenue de la republique").json()
        waiting.post("/mon-espace/profil/", {"address_search": found["label"], **found})
        address = me(fresnes).address
        assert address is not None
        assert (address.insee_code, address.ban_id, address.number) == ("94034", found["ban_id"], "12")

    def test_a_text_changed_after_choosing_is_read_for_what_it_says(
        self, waiting: GuardedClient, fresnes: Commune
    ) -> None:
        (found,) = waiting.get("/adresses/?q=12 avenue de la republique").json()
        waiting.post("/mon-espace/profil/", {**found, "address_search": "14 avenue de la République 94260 Fresnes"})
        address = me(fresnes).address
        assert address is not None
        assert (address.number, address.ban_id) == ("14", "")

    def test_a_wrong_number_is_said_and_kept(self, waiting: GuardedClient) -> None:
        response = waiting.post("/mon-espace/profil/", {"mobile": "12"})
        page = BeautifulSoup(response.content, "html.parser")
        assert (response.status_code, page.find(id="id_mobile")["value"]) == (422, "12")

    def test_what_a_procedure_changes_leads_to_it(self, client: GuardedClient) -> None:
        page = BeautifulSoup(client.get("/mon-espace/profil/").content, "html.parser")
        rows = page.select("section[aria-labelledby=coordonnees] .summary-row")
        assert [(row.dt.get_text(), row.a["href"]) for row in rows] == [
            ("Adresse électronique", "/demarches/changement-de-courriel/"),
            ("Téléphone portable", "/demarches/changement-de-telephone/"),
            ("Téléphone du domicile", "/demarches/changement-de-telephone/"),
            ("Adresse postale", "/demarches/changement-d-adresse/"),
        ]

    def test_what_a_procedure_changes_cannot_be_changed_around_it(
        self, client: GuardedClient, fresnes: Commune
    ) -> None:
        given = {"mobile": "06 12 34 56 78", "address_search": "3 rue des Lilas, 94260 Fresnes"}
        client.post("/mon-espace/profil/", {**given, "preferred_contact": "post"})
        user = me(fresnes)
        assert (user.mobile, user.address, user.preferred_contact) == ("", None, "post")

    def test_the_number_of_queries_is_known(
        self, client: GuardedClient, constant_queries: Callable[[int], object]
    ) -> None:
        client.get("/mon-espace/profil/")
        with constant_queries(6):  # type: ignore[attr-defined]
            client.get("/mon-espace/profil/")


class TestEmail:
    def test_the_new_address_waits_for_its_link(self, waiting: GuardedClient, fresnes: Commune) -> None:
        waiting.post("/mon-espace/profil/courriel/", {"email": "nouveau@exemple.fr"})
        with context.activate(fresnes):
            path = f"/nouvelle-adresse/{mail.secret_in(mail.last('email_change'))}/"
        assert "nouveau@exemple.fr" in waiting.get(path).content.decode()
        assert me(fresnes).email == "maurice.testo@exemple.fr"
        assert waiting.post(path).url == "/mon-espace/profil/"
        assert me(fresnes).email == "nouveau@exemple.fr"
        assert waiting.get(path).status_code == 410

    def test_a_text_that_is_no_address_is_said(self, waiting: GuardedClient) -> None:
        assert waiting.post("/mon-espace/profil/courriel/", {"email": "nouveau"}).status_code == 422

    def test_where_a_procedure_changes_it_the_form_leads_there(self, client: GuardedClient, fresnes: Commune) -> None:
        answer = client.post("/mon-espace/profil/courriel/", {"email": "nouveau@exemple.fr"})
        assert answer.url == "/demarches/changement-de-courriel/"
        with context.activate(fresnes):
            assert not Token.objects.exists()


class TestPhoto:
    def picture(self) -> io.BytesIO:
        file = io.BytesIO()
        Image.new("RGB", (600, 800), "#336699").save(file, "PNG")
        file.seek(0)
        file.name = "moi.png"
        return file

    def test_it_is_put_shown_and_removed(self, client: GuardedClient) -> None:
        assert client.get("/mon-espace/profil/photo/").status_code == 404
        client.post("/mon-espace/profil/photo/", {"photo": self.picture()})
        shown = client.get("/mon-espace/profil/photo/")
        assert (shown["Content-Type"], shown.content[:2]) == ("image/jpeg", b"\xff\xd8")
        client.post("/mon-espace/profil/photo/", {"remove": "1"})
        assert client.get("/mon-espace/profil/photo/").status_code == 404

    def test_something_else_is_refused(self, client: GuardedClient) -> None:
        file = io.BytesIO(b"%PDF-1.7")
        file.name = "moi.jpg"
        response = client.post("/mon-espace/profil/photo/", {"photo": file})
        assert (response.status_code, "Ce fichier n’est pas une photo" in response.content.decode()) == (422, True)


class TestIdentifiers:
    def change(self, client: GuardedClient, **changed: str) -> object:
        given = {"username": "maurice.testo", "current_password": PASSWORD, "new_password": NEW}
        return client.post("/mon-espace/identifiants/", {**given, "new_password_again": NEW, **changed})

    def test_this_browser_stays_and_the_others_leave(
        self, client: GuardedClient, fresnes: Commune, signed_in: SignedIn
    ) -> None:
        other = signed_in(fresnes, me(fresnes))
        assert self.change(client).url == "/mon-espace/identifiants/"  # type: ignore[attr-defined]
        assert client.get("/mon-espace/profil/").status_code == 200
        assert other.get("/mon-espace/profil/").status_code == 302

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"current_password": "faux"}, "Le mot de passe actuel n’est pas le bon."),
            ({"new_password_again": "autre"}, "Les deux mots de passe ne sont pas les mêmes"),
            ({"username": "a b"}, "Choisissez un identifiant de 3 à 60 caractères"),
        ],
    )
    def test_refusals_are_said_beside_the_field(
        self, changed: dict[str, str], said: str, client: GuardedClient
    ) -> None:
        response = self.change(client, **changed)
        assert (response.status_code, said in response.content.decode()) == (422, True)  # type: ignore[attr-defined]

    def test_the_username_alone(self, client: GuardedClient, fresnes: Commune) -> None:
        self.change(client, username="nouveau", new_password="", new_password_again="")
        assert (me(fresnes).username, me(fresnes).check_password(PASSWORD)) == ("nouveau", True)


class TestSessions:
    def test_each_browser_is_listed_and_this_one_is_marked(
        self, client: GuardedClient, fresnes: Commune, signed_in: SignedIn
    ) -> None:
        signed_in(fresnes, me(fresnes))
        page = BeautifulSoup(client.get("/mon-espace/connexions/").content, "html.parser")
        rows = page.find("tbody").find_all("tr")
        assert (len(rows), sum("Cet appareil" in row.text for row in rows)) == (2, 1)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_number_of_queries_does_not_grow(
        self,
        rows: int,
        client: GuardedClient,
        fresnes: Commune,
        signed_in: SignedIn,
        constant_queries: Callable[[int], object],
    ) -> None:
        for _ in range(rows - 1):
            signed_in(fresnes, me(fresnes))
        client.get("/mon-espace/connexions/")
        with constant_queries(3):  # type: ignore[attr-defined]
            client.get("/mon-espace/connexions/")

    def test_one_is_signed_out(self, client: GuardedClient, fresnes: Commune, signed_in: SignedIn) -> None:
        other = signed_in(fresnes, me(fresnes))
        with context.activate(fresnes):
            key = Session.objects.order_by("-created_at")[0].session_key
        client.post("/mon-espace/connexions/", {"session": key})
        assert (other.get("/mon-espace/profil/").status_code, client.get("/mon-espace/profil/").status_code) == (
            302,
            200,
        )

    def test_or_everywhere(self, client: GuardedClient, fresnes: Commune, signed_in: SignedIn) -> None:
        other = signed_in(fresnes, me(fresnes))
        assert client.post("/mon-espace/connexions/").url == "/connexion/"
        assert [each.get("/mon-espace/profil/").status_code for each in (client, other)] == [302, 302]


class TestAddressSearch:
    def test_it_answers_a_list(self, fresnes: Commune, client_of: ClientOf) -> None:
        found = client_of(fresnes).get("/adresses/?q=vignau").json()
        assert [(address["label"], address["city"]) for address in found] == [
            ("1 Avenue André Vignau Anglade 33560 Carbon-Blanc", "Carbon-Blanc")
        ]

    def test_a_service_that_is_away_lets_people_type(self, fresnes: Commune, client_of: ClientOf) -> None:
        with override_settings(ADDRESS_SEARCH_URL=""):
            response = client_of(fresnes).get("/adresses/?q=vignau")
        assert (response.status_code, response.json()) == (503, [])

    def test_a_connection_does_not_search_without_end(self, fresnes: Commune, client_of: ClientOf) -> None:
        client = client_of(fresnes)
        client.get("/adresses/?q=vignau")
        with context.activate(fresnes):
            Throttle.objects.update(blocked_until=timezone.now() + timedelta(minutes=1))
        assert client.get("/adresses/?q=vignau").status_code == 429


class TestBirthPlaceSearch:
    def test_it_answers_what_fills_the_three_fields(self, fresnes: Commune, client_of: ClientOf) -> None:
        found = client_of(fresnes).get("/communes-de-naissance/?q=anto").json()
        assert found == [
            {
                "label": "Antony (92 – Hauts-de-Seine)",
                "birth_commune": "Antony",
                "birth_department": "Hauts-de-Seine",
                "birth_country": "France",
            }
        ]

    def test_the_department_that_is_written_narrows_it(self, fresnes: Commune, client_of: ClientOf) -> None:
        client = client_of(fresnes)
        assert client.get("/communes-de-naissance/?q=anto&beside=Gironde").json() == []
        assert len(client.get("/communes-de-naissance/?q=anto&beside=92").json()) == 1

    def test_a_list_that_is_away_lets_people_type(self, fresnes: Commune, client_of: ClientOf) -> None:
        with override_settings(BIRTH_PLACES_URL=""):
            response = client_of(fresnes).get("/communes-de-naissance/?q=bayonne")
        assert (response.status_code, response.json()) == (503, [])

    def test_a_connection_does_not_search_without_end(self, fresnes: Commune, client_of: ClientOf) -> None:
        client = client_of(fresnes)
        client.get("/communes-de-naissance/?q=anto")
        with context.activate(fresnes):
            Throttle.objects.update(blocked_until=timezone.now() + timedelta(minutes=1))
        assert client.get("/communes-de-naissance/?q=anto").status_code == 429
