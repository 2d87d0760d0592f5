"""Threads that serve every commune in turn, as a server's do: each answer is of the commune that was asked."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from threading import Barrier, Event
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django_tenants.utils import schema_context

from deploy.wsgi import application
from tenants import context, directory
from tenants.backend.base import DatabaseWrapper
from tenants.models import Commune
from tests.factories import NewsItemFactory

from . import standing
from .threads import together

THREADS = 6
ROUNDS = 6  # each goes once through the four communes


@dataclass(frozen=True)
class Answer:
    asked: str
    seen: set[str]
    left_in: Commune | None


@pytest.fixture
def communes(fresnes: Commune, villefranque: Commune, villennes: Commune, carbon_blanc: Commune) -> list[Commune]:
    return [fresnes, villefranque, villennes, carbon_blanc]


@pytest.fixture
def _kept_connections() -> Iterator[None]:
    """Keep the connection of a thread from one request to the next, as production does: the harder case."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _publish_markers(communes: list[Commune]) -> None:
    """Give each commune one piece of news that names it."""
    for commune in communes:
        with context.activate(commune):
            NewsItemFactory(title=f"Marque de {commune.slug}.", slug="marque")


def _markers_in(page: str) -> set[str]:
    return set(re.findall(r"Marque de ([a-z-]+)\.", page))


def _serve(communes: list[Commune]) -> list[Answer]:
    """Ask every commune in turn from several threads, each of which starts at another one."""
    start = Barrier(THREADS)

    def serve(shift: int) -> list[Answer]:
        start.wait(10)
        turn = communes[shift:] + communes[:shift]
        answers = []
        for commune in turn * ROUNDS:
            page = _ask(commune.host, "/actualites/")
            answers.append(Answer(commune.slug, _markers_in(page), context.current_or_none()))
        return answers

    works = [partial(serve, number % len(communes)) for number in range(THREADS)]
    return list(itertools.chain.from_iterable(together(*works)))


def _ask(host: str, path: str) -> str:
    """Ask the WSGI application itself, as granian does."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "HTTP_HOST": host,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
    response = application(environ, lambda *_: None)
    try:
        return b"".join(response).decode()
    finally:
        response.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_kept_connections")
class TestUnderLoad:
    def test_every_answer_is_of_the_commune_that_was_asked(self, communes: list[Commune]) -> None:
        _publish_markers(communes)
        served = _serve(communes)
        assert len(served) == THREADS * ROUNDS * len(communes)
        assert [answer for answer in served if answer.seen != {answer.asked} or answer.left_in is not None] == []

    def test_negative_control_a_connection_that_does_not_switch_again_answers_for_another(
        self, communes: list[Commune], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _publish_markers(communes)
        for commune in communes:
            directory.by_host(commune.host)
        switch = DatabaseWrapper._handle_search_path

        def switch_once(wrapper: DatabaseWrapper, cursor: Any = None) -> None:
            if wrapper.search_path_set_schemas is None:
                switch(wrapper, cursor)

        monkeypatch.setattr(DatabaseWrapper, "_handle_search_path", switch_once)
        wrong = [answer for answer in _serve(communes) if answer.seen != {answer.asked}]
        assert len(wrong) == THREADS * ROUNDS * (len(communes) - 1)

    def test_a_failing_request_leaves_its_thread_clean_for_the_next(self, communes: list[Commune]) -> None:
        _publish_markers(communes)
        fresnes, villefranque = communes[:2]

        def serve() -> tuple[bool, set[str], object]:
            missing = "Cette page n’existe pas" in _ask(fresnes.host, "/actualites/jamais-publiee/")
            return missing, _markers_in(_ask(villefranque.host, "/actualites/")), context.current_or_none()

        assert together(serve) == [(True, {"villefranque"}, None)]


def test_activate_returns_each_thread_where_it_stood(communes: list[Commune]) -> None:
    assert _crossed(communes, context.activate) == ["c_fresnes", "c_villennes_sur_seine"]


def test_negative_control_the_block_of_django_tenants_returns_a_thread_where_another_stood(
    communes: list[Commune],
) -> None:
    assert _crossed(communes, lambda commune: commune) == ["c_villennes_sur_seine", "c_fresnes"]


def test_a_decorator_of_activate_may_be_shared_by_threads(communes: list[Commune]) -> None:
    assert _crossed_in_decorator(communes, context.activate(communes[1])) == ["c_fresnes", "c_villennes_sur_seine"]


def test_negative_control_the_decorator_of_django_tenants_may_not(communes: list[Commune]) -> None:
    decorator = schema_context(communes[1].schema_name)
    assert _crossed_in_decorator(communes, decorator) != ["c_fresnes", "c_villennes_sur_seine"]


def test_a_thread_that_was_born_in_a_commune_stands_nowhere(in_fresnes: Commune) -> None:
    assert together(context.current_or_none) == [None]


def test_the_memory_of_hosts_is_right_for_threads_that_ask_together(communes: list[Commune]) -> None:
    def ask() -> list[str | None]:
        directory.forget()
        found = [directory.by_host(commune.host) for commune in communes * 5]
        return [commune.slug if commune else None for commune in found]

    assert together(*[ask] * THREADS) == [[commune.slug for commune in communes] * 5] * THREADS


def _crossed(communes: list[Commune], stand_in: Callable[[Commune], Any]) -> list[str]:
    """Two threads enter, in order, and leave in the same order; say where each is back."""
    fresnes, villefranque, villennes, carbon_blanc = communes
    first_is_in, second_is_in, first_is_out = Event(), Event(), Event()

    def first() -> str:
        with context.activate(fresnes):
            with stand_in(villefranque):
                first_is_in.set()
                second_is_in.wait(10)
            back = standing.schema()
            first_is_out.set()
            return back

    def second() -> str:
        first_is_in.wait(10)
        with context.activate(villennes):
            with stand_in(carbon_blanc):
                second_is_in.set()
                first_is_out.wait(10)
            return standing.schema()

    return together(first, second)


def _crossed_in_decorator(communes: list[Commune], decorator: Any) -> list[str]:
    fresnes, _villefranque, villennes, _carbon_blanc = communes
    first_is_in, second_is_in, first_is_out = Event(), Event(), Event()

    @decorator
    def work(inside: Event, outside: Event) -> None:
        inside.set()
        outside.wait(10)

    def first() -> str:
        with context.activate(fresnes):
            work(first_is_in, second_is_in)
            back = standing.schema()
            first_is_out.set()
            return back

    def second() -> str:
        first_is_in.wait(10)
        with context.activate(villennes):
            work(second_is_in, first_is_out)
            return standing.schema()

    return together(first, second)
