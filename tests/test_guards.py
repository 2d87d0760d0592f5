"""The rails themselves: each one stops the mistake it is there for, and lets what is right go by."""

import socket
import tomllib
import warnings
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import ProgrammingError, models, transaction
from django.db.models.signals import pre_save
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import Context, Template
from django.test.utils import isolate_apps
from django.urls import path
from pytest_socket import SocketConnectBlockedError

from apps.accounts.models import Session, User
from apps.messaging.errors import TextPartMissing
from apps.messaging.operations import send_email
from apps.messaging.tasks import send
from tenants import context
from tenants.models import Commune
from tests import guards
from tests.consistency.tree import ROOT
from tests.factories import SessionFactory, UserFactory
from tests.instants import MONDAY_MORNING

TOKEN = '<input type="hidden" name="csrfmiddlewaretoken" value="x">'


class TestPages:
    @pytest.mark.parametrize(
        ("html", "fault"),
        [
            ("<p>{{ name }}</p>", "template syntax leaked"),
            ("<p>{% url 'x' %}</p>", "template syntax leaked"),
            ('<button onclick="go()">Aller</button>', "inline handler"),
            ('<body ONLOAD="go()">', "inline handler"),
            ('<p style="color: red">Attention</p>', "inline style"),
            ("<style>p { color: red }</style>", "inline <style>"),
            ("<script>go()</script>", "inline script"),
            ('<script type="module">go()</script>', "inline script"),
            ('<a href="javascript:go()">Aller</a>', "inline script"),
            ('<form method="post" action="/x/"></form>', "form without a CSRF token: /x/"),
            ('<form method="POST"></form>', "form without a CSRF token"),
        ],
    )
    def test_a_page_that_no_commune_should_serve_is_refused(self, html: str, fault: str) -> None:
        with pytest.raises(AssertionError, match=fault):
            guards.check_page(HttpResponse(html))

    @pytest.mark.parametrize(
        "html",
        [
            "<p>Bonjour</p>",
            '<script src="/static/design/js/parvis.js"></script>',
            '<script type="application/json">{"a": 1}</script>',
            f'<form method="post">{TOKEN}</form>',
            '<form method="get"></form>',
            "<form></form>",
            '<a href="/aide/">Aide</a>',
        ],
    )
    def test_a_decent_page_goes_by(self, html: str) -> None:
        guards.check_page(HttpResponse(html))

    def test_what_is_no_page_is_not_read_as_one(self) -> None:
        guards.check_page(HttpResponse("{{ }}", content_type="text/plain"))
        guards.check_page(StreamingHttpResponse(["{{ }}"]))

    def test_a_variable_that_does_not_exist_fails(self) -> None:
        with pytest.raises(pytest.fail.Exception, match="nobody"):
            Template("{{ nobody }}").render(Context())

    def test_a_variable_that_may_be_missing_says_so(self) -> None:
        assert Template("{{ nobody|default:'' }}").render(Context({"nobody": None})) == ""


def _write(request: HttpRequest) -> HttpResponse:
    UserFactory()
    return HttpResponse("<p>fait</p>")


def _update(request: HttpRequest) -> HttpResponse:
    User.objects.update(phone="")
    return HttpResponse("<p>fait</p>")


def _delete(request: HttpRequest) -> HttpResponse:
    User.objects.all()._raw_delete("default")
    return HttpResponse("<p>fait</p>")


def _enqueue(request: HttpRequest) -> HttpResponse:
    send.defer(message_id=1)
    return HttpResponse("<p>fait</p>")


def _touch(request: HttpRequest) -> HttpResponse:
    Session.objects.update(last_seen_at=MONDAY_MORNING)
    return HttpResponse("<p>fait</p>")


def _show(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<p>{User.objects.count()}</p>")


def _badly(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<script>go()</script>")


urlpatterns = [
    path("write/", _write),
    path("update/", _update),
    path("delete/", _delete),
    path("enqueue/", _enqueue),
    path("touch/", _touch),
    path("show/", _show),
    path("badly/", _badly),
]

type ClientOf = Callable[[Commune], guards.GuardedClient]


@pytest.mark.urls(__name__)
class TestRequests:
    @pytest.mark.parametrize("name", ["write", "update", "delete", "enqueue"])
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_reading_a_page_must_not_write(self, name: str, method: str, fresnes: Commune, client_of: ClientOf) -> None:
        with pytest.raises(AssertionError, match="a GET"):
            getattr(client_of(fresnes), method)(f"/{name}/")

    @pytest.mark.parametrize("name", ["write", "update", "delete", "enqueue"])
    def test_posting_a_form_may(self, name: str, fresnes: Commune, client_of: ClientOf) -> None:
        assert client_of(fresnes).post(f"/{name}/").status_code == 200

    def test_reading_may_note_that_a_session_is_alive(self, fresnes: Commune, client_of: ClientOf) -> None:
        with context.activate(fresnes):
            SessionFactory(last_seen_at=MONDAY_MORNING - timedelta(minutes=10))
        assert client_of(fresnes).get("/touch/").status_code == 200

    def test_reading_reads(self, fresnes: Commune, client_of: ClientOf) -> None:
        assert client_of(fresnes).get("/show/").content == b"<p>0</p>"

    def test_every_page_asked_for_is_checked(self, fresnes: Commune, client_of: ClientOf) -> None:
        for method in ("get", "post"):
            with pytest.raises(AssertionError, match="inline script"):
                getattr(client_of(fresnes), method)("/badly/")


class TestQueries:
    MANY = 30

    def test_rows_without_order_come_in_any(self, in_fresnes: Commune) -> None:
        made = [UserFactory().pk for _number in range(self.MANY)]
        read = [user.pk for user in User.objects.all()]
        assert sorted(read) == made
        assert read != made

    def test_rows_in_order_stay_in_order(self, in_fresnes: Commune) -> None:
        made = [UserFactory().pk for _number in range(self.MANY)]
        assert [user.pk for user in User.objects.order_by("pk")] == made

    def test_the_table_of_a_commune_is_not_read_outside_it(self, db: None) -> None:
        with pytest.raises(ProgrammingError, match="accounts_user"), transaction.atomic():
            User.objects.count()

    @pytest.fixture
    def moving(self) -> Iterator[type[models.Model]]:
        with isolate_apps("apps.audit"):

            class Moving(models.Model):
                name = models.CharField(max_length=10)
                seen_at = models.DateTimeField(auto_now=True)

                class Meta:
                    app_label = "audit"

            yield Moving

    def test_saving_some_fields_must_not_forget_the_one_that_moves(self, moving: type[models.Model]) -> None:
        with pytest.raises(AssertionError, match=r"forgets.*seen_at"):
            pre_save.send(moving, update_fields=frozenset({"name"}))

    @pytest.mark.parametrize("update_fields", [None, frozenset({"name", "seen_at"})])
    def test_saving_all_of_them_or_naming_it_is_right(
        self, moving: type[models.Model], update_fields: frozenset[str] | None
    ) -> None:
        pre_save.send(moving, update_fields=update_fields)


class TestTheOutsideWorld:
    @pytest.mark.filterwarnings("ignore:A test tried to use socket")
    def test_it_cannot_be_reached(self) -> None:
        with pytest.raises(SocketConnectBlockedError):
            socket.create_connection(("192.0.2.1", 80), timeout=1)

    def test_loopback_can(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), timeout=1).close()

    def test_an_email_without_its_text_is_refused(self, in_fresnes: Commune) -> None:
        with pytest.raises(TextPartMissing):
            send_email(template="essai/sans-texte", to="lea@exemple.fr", context={}, at=MONDAY_MORNING)


class TestTheSuite:
    def test_a_warning_is_an_error(self) -> None:
        with pytest.raises(DeprecationWarning):
            warnings.warn("bientôt retiré", DeprecationWarning, stacklevel=1)

    def test_its_order_is_random_and_nothing_is_loosened(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())
        options = project["tool"]["pytest"]["ini_options"]
        assert any(line.startswith("pytest-randomly") for line in project["dependency-groups"]["dev"])
        assert "randomly" not in options["addopts"]
        assert options["filterwarnings"][0] == "error"
        assert options["FAIL_INVALID_TEMPLATE_VARS"] is True
        assert {"--strict-markers", "--disable-socket"} <= set(options["addopts"].split())

    def test_no_test_is_skipped_or_expected_to_fail(self) -> None:
        sources = {path: path.read_text() for path in (ROOT / "tests").rglob("*.py")}
        forbidden = [f"{how}{what}" for how in ("mark.", "pytest.") for what in ("skip", "xfail", "skipif")]
        assert [str(path) for path, text in sources.items() if any(f"{word}(" in text for word in forbidden)] == []
