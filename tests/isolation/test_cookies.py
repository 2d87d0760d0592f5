"""What a browser was given by one commune is worth nothing in another."""

import importlib

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.operations import ensure_captcha, renew_captcha, start_draft
from apps.accounts.queries import draft as draft_of
from core.captcha import PICTOGRAMS
from tenants import context
from tenants.models import Commune
from tests.factories import AgentFactory

from .browsers import browser, carry, inhabitant, is_signed_in, signed_in, twin
from .standing import unprotected

WRONG_PASSWORD = 422  # the form was read: nothing stopped it at the door


class TestSession:
    def test_a_session_of_one_commune_is_anonymous_in_another(self, fresnes: Commune, villefranque: Commune) -> None:
        user = inhabitant(fresnes)
        twin(user, villefranque)
        client = signed_in(fresnes, user)
        assert is_signed_in(client)
        assert not is_signed_in(carry(client, villefranque))

    def test_negative_control_a_session_copied_to_another_commune_signs_the_twin_in(
        self, fresnes: Commune, villefranque: Commune
    ) -> None:
        user = inhabitant(fresnes)
        twin(user, villefranque)
        client = signed_in(fresnes, user)
        with unprotected(villefranque), connection.cursor() as cursor:
            cursor.execute("INSERT INTO accounts_session SELECT * FROM c_fresnes.accounts_session")
        assert is_signed_in(carry(client, villefranque))

    def test_a_session_of_an_agent_opens_no_other_town_hall(self, fresnes: Commune, villefranque: Commune) -> None:
        with context.activate(fresnes):
            agent = AgentFactory()
        with context.activate(villefranque):
            AgentFactory(pk=agent.pk, username=agent.username)
        client = signed_in(fresnes, agent)
        home = reverse("backoffice:home")
        assert client.get(home).status_code == 200
        refused = carry(client, villefranque).get(home)
        assert (refused.status_code, refused.url.partition("?")[0]) == (302, reverse("backoffice:sign-in"))

    def test_signing_out_of_one_commune_leaves_the_session_of_the_other(
        self, fresnes: Commune, villefranque: Commune
    ) -> None:
        client = signed_in(fresnes, inhabitant(fresnes))
        carry(client, villefranque).post(reverse("portal:sign-out"))
        assert is_signed_in(client)

    def test_the_platforms_own_site_has_no_session(self, fresnes: Commune) -> None:
        client = signed_in(fresnes, inhabitant(fresnes))
        client.defaults["HTTP_HOST"] = settings.BASE_DOMAIN
        assert client.get("/mon-accueil/").status_code == 404


class TestCsrf:
    def test_the_token_of_a_page_is_refused_with_the_cookie_of_another_commune(
        self, fresnes: Commune, villefranque: Commune
    ) -> None:
        page = _strict(fresnes).get(reverse("portal:sign-in"))
        client = _strict(villefranque)
        client.get(reverse("portal:sign-in"))
        assert _post_sign_in(client, page.context["csrf_token"]) == 403

    def test_negative_control_the_token_of_a_page_is_taken_with_its_own_cookie(self, villefranque: Commune) -> None:
        client = _strict(villefranque)
        page = client.get(reverse("portal:sign-in"))
        assert _post_sign_in(client, page.context["csrf_token"]) == WRONG_PASSWORD

    def test_a_form_posted_from_the_page_of_another_commune_is_refused(
        self, fresnes: Commune, villefranque: Commune
    ) -> None:
        client = _strict(villefranque)
        token = str(client.get(reverse("portal:sign-in")).context["csrf_token"])
        assert _post_sign_in(client, token, origin=f"http://{villefranque.host}") == WRONG_PASSWORD
        assert _post_sign_in(client, token, origin=f"http://{fresnes.host}") == 403


def _strict(commune: Commune) -> Client:
    return Client(enforce_csrf_checks=True, headers={"host": commune.host})


def _post_sign_in(client: Client, token: str, **headers: str) -> int:
    form = {"csrfmiddlewaretoken": token, "identifier": "personne", "password": "Cerises&Noyaux7"}
    return client.post(reverse("portal:sign-in"), form, headers=headers).status_code


class TestSignUpDraft:
    def test_a_draft_is_nothing_in_another_commune(self, fresnes: Commune, villefranque: Commune) -> None:
        at = timezone.now()
        with context.activate(fresnes):
            secret = start_draft(at=at)
            assert draft_of(secret, at) is not None
        with context.activate(villefranque):
            assert draft_of(secret, at) is None

    def test_the_pictures_and_the_sound_of_a_security_check_are_nothing_in_another_commune(
        self, fresnes: Commune, villefranque: Commune
    ) -> None:
        client, picture = _before_the_check(fresnes)
        assert client.get(picture).status_code == 200
        assert carry(client, villefranque).get(picture).status_code == 404
        assert carry(client, villefranque).get(reverse("portal:captcha-sound")).status_code == 404
        assert carry(client, villefranque).get(reverse("portal:captcha-refresh")).status_code == 404

    def test_negative_control_a_draft_copied_to_another_commune_would_be_found(
        self, fresnes: Commune, villefranque: Commune
    ) -> None:
        client, picture = _before_the_check(fresnes)
        with unprotected(villefranque), connection.cursor() as cursor:
            for table in ("accounts_signupdraft", "accounts_captchachallenge"):
                cursor.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM c_fresnes.{table}")
        assert carry(client, villefranque).get(picture).status_code == 200

    def test_the_pictures_of_a_check_are_those_of_the_commune(self, fresnes: Commune, villefranque: Commune) -> None:
        for commune in (fresnes, villefranque):
            with context.activate(commune):
                draft = draft_of(start_draft(at=timezone.now()), timezone.now())
                shown = {choice.pictogram for choice in renew_captcha(draft=draft, at=timezone.now()).choices}
            assert shown <= set(commune.config.captcha.pictograms) <= set(PICTOGRAMS)


def _before_the_check(commune: Commune) -> tuple[Client, str]:
    """Return a browser with a draft and a security check, and the address of one of its pictures."""
    at = timezone.now()
    client = browser(commune)
    with context.activate(commune):
        secret = start_draft(at=at)
        challenge = ensure_captcha(draft=draft_of(secret, at), at=at)
    client.cookies[settings.SIGN_UP_COOKIE_NAME] = secret
    return client, reverse("portal:captcha-image", args=[challenge.choices[0].id])


class TestWhatTheBrowserIsTold:
    """A browser sends a cookie to the host that set it and to no other, when it is told so."""

    @pytest.mark.parametrize("name", ["SESSION_COOKIE", "CSRF_COOKIE", "SIGN_UP_COOKIE"])
    def test_in_production_every_cookie_is_bound_to_its_host(self, name: str) -> None:
        base = importlib.import_module("deploy.settings.base")
        assert getattr(base, f"{name}_NAME").startswith("__Host-")
        assert getattr(base, f"{name}_SECURE", base.SESSION_COOKIE_SECURE) is True
        assert getattr(base, f"{name}_DOMAIN", None) is None
        assert getattr(base, f"{name}_PATH", "/") == "/"

    def test_no_cookie_names_a_domain(self, fresnes: Commune) -> None:
        client = browser(fresnes)
        client.get(reverse("portal:sign-in"))
        client.post(reverse("portal:sign-up"), {"go": "next"})
        signed_in = browser(fresnes)
        user = inhabitant(fresnes)
        signed_in.post(reverse("portal:sign-in"), {"identifier": user.username, "password": "Cerises&Noyaux7"})
        cookies = {**client.cookies, **signed_in.cookies}
        assert set(cookies) == {"csrf", "session", "sign-up"}
        assert [(cookie["domain"], cookie["path"]) for cookie in cookies.values()] == [("", "/")] * 3
        assert [bool(cookie["httponly"]) for cookie in cookies.values()] == [True] * 3
