"""The host name chooses the commune: nothing else does, and no trick with it does."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tenants import context
from tenants.models import Commune


def _ask(**environ: str) -> Any:
    return Client().get("/aide/", **environ)


@pytest.mark.parametrize(
    "host",
    [
        "atlantis.localhost",
        "c_fresnes",
        "public",
        "fresnes",
        "fresnes.localhost.evil.example",
        "evil.example.fresnes.localhost",
        "xfresnes.localhost",
        "fresnes.localhost@evil.example",
        "fresnes.localhost/",
        "fresnes.localhost\\evil.example",
        "fresnes.localhost,villefranque.localhost",
        "fresnes.localhost villefranque.localhost",
        "fresnes.localhost:80:80",
        "fresnes.localhost:port",
        "fresnes..localhost",
        "fresnes.localhost;",
        "fresnes.localhost' OR '1'='1",
        "fresnes%2elocalhost",
        "*.localhost",
        "[::1]",
        "[fresnes.localhost]",
        "127.0.0.1",
        "",
        " ",
    ],
)
def test_a_host_that_no_commune_owns_is_not_found(host: str, db: None) -> None:
    response = _ask(HTTP_HOST=host)
    assert response.status_code == 404
    assert context.current_or_none() is None


def test_the_page_of_an_unknown_host_repeats_nothing_that_could_run(db: None) -> None:
    assert "alert(1)" not in _ask(HTTP_HOST="<script>alert(1)</script>").content.decode()


@pytest.mark.parametrize(
    "host", ["fresnes.localhost", "FRESNES.LOCALHOST", "Fresnes.localhost:8000", "fresnes.localhost."]
)
def test_the_same_name_written_otherwise_is_the_same_commune(host: str, fresnes: Commune) -> None:
    assert _ask(HTTP_HOST=host).context["commune"] == fresnes


@pytest.mark.parametrize(
    "header",
    [
        "HTTP_X_FORWARDED_HOST",
        "HTTP_X_HOST",
        "HTTP_X_ORIGINAL_HOST",
        "HTTP_FORWARDED",
        "HTTP_X_FORWARDED_SERVER",
        "HTTP_X_COMMUNE",
        "SERVER_NAME",
    ],
)
def test_no_other_header_chooses_the_commune(header: str, fresnes: Commune, villefranque: Commune) -> None:
    response = _ask(HTTP_HOST=fresnes.host, **{header: villefranque.host})
    assert response.context["commune"] == fresnes


def test_negative_control_the_host_header_does(fresnes: Commune, villefranque: Commune) -> None:
    assert _ask(HTTP_HOST=villefranque.host).context["commune"] == villefranque


def test_an_absolute_address_in_the_request_line_does_not_choose(fresnes: Commune, villefranque: Commune) -> None:
    response = Client().get(f"http://{villefranque.host}/aide/", HTTP_HOST=fresnes.host)
    assert response.context["commune"] == fresnes


@pytest.mark.parametrize("path", ["/", "/aide/", "/actualites/", "/connexion/", "/agents/"])
def test_the_platforms_own_address_never_serves_a_commune(path: str, db: None) -> None:
    response = Client().get(path, HTTP_HOST=settings.BASE_DOMAIN)
    assert response.status_code == (200 if path == "/" else 404)
    assert context.current_or_none() is None


def test_health_is_asked_at_any_address_and_of_no_commune(fresnes: Commune) -> None:
    for host in (fresnes.host, "atlantis.localhost", "10.0.0.7"):
        assert _ask_health(host) == ({"state": "alive"}, None)


def _ask_health(host: str) -> tuple[object, object]:
    response = Client().get("/sante/vivant/", HTTP_HOST=host)
    return response.json(), response.wsgi_request.commune
