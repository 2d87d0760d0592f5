"""Answers that read the database while they are being sent, on a thread that serves somebody else meanwhile."""

from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.test import RequestFactory

from apps.content.models import NewsItem
from tenants import context
from tenants.middleware import CommuneMiddleware
from tenants.models import Commune
from tests.factories import NewsItemFactory

from . import standing

TITLES = ["Un", "Deux", "Trois"]


def _titles(_request: HttpRequest) -> StreamingHttpResponse:
    """Ask the database again for each line."""

    def lines() -> Iterator[str]:
        for position in range(len(TITLES)):
            yield list(_published())[position].title

    return StreamingHttpResponse(lines())


def _titles_by_cursor(_request: HttpRequest) -> StreamingHttpResponse:
    """Ask once, with a cursor that stays open on the server between two lines."""
    return StreamingHttpResponse(item.title for item in _published().iterator(chunk_size=1))


def _failing(_request: HttpRequest) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        yield standing.schema()
        raise ZeroDivisionError

    return StreamingHttpResponse(lines())


def _published() -> "NewsItem.objects":
    return NewsItem.objects.filter(slug__startswith="marque-").order_by("slug")


@pytest.fixture
def _both(fresnes: Commune, villefranque: Commune) -> None:
    for commune in (fresnes, villefranque):
        with context.activate(commune):
            for position, title in enumerate(TITLES):
                NewsItemFactory(slug=f"marque-{position}", title=f"{title} à {commune.name}")


def _request(commune: Commune) -> HttpRequest:
    return RequestFactory(headers={"host": commune.host}).get("/")


@pytest.mark.usefixtures("_both")
@pytest.mark.parametrize("view", [_titles, _titles_by_cursor])
class TestTwoStreamsOnOneThread:
    def test_each_chunk_is_of_the_commune_that_was_asked(
        self, view: object, fresnes: Commune, villefranque: Commune
    ) -> None:
        serve = CommuneMiddleware(view)
        sent = list(zip(serve(_request(fresnes)), serve(_request(villefranque)), strict=True))
        assert sent == [(f"{title} à Fresnes".encode(), f"{title} à Villefranque".encode()) for title in TITLES]

    def test_between_two_chunks_the_thread_stands_nowhere(self, view: object, fresnes: Commune) -> None:
        for _chunk in CommuneMiddleware(view)(_request(fresnes)):
            assert context.current_or_none() is None

    def test_a_chunk_read_in_another_commune_leaves_the_reader_there(
        self, view: object, fresnes: Commune, villefranque: Commune
    ) -> None:
        response = CommuneMiddleware(view)(_request(fresnes))
        with context.activate(villefranque):
            sent = [(chunk, standing.schema()) for chunk in response]
        assert sent == [(f"{title} à Fresnes".encode(), "c_villefranque") for title in TITLES]


@pytest.mark.usefixtures("_both")
class TestNegativeControls:
    def test_a_stream_left_to_itself_reads_nothing_outside_every_commune(self, fresnes: Commune) -> None:
        with context.activate(fresnes):
            response = _titles(_request(fresnes))
        with pytest.raises(ProgrammingError, match="content_newsitem"), transaction.atomic():
            next(iter(response))

    def test_a_stream_left_to_itself_reads_the_commune_of_whoever_comes_next(
        self, fresnes: Commune, villefranque: Commune
    ) -> None:
        with context.activate(fresnes):
            response = _titles(_request(fresnes))
        with context.activate(villefranque):
            assert next(iter(response)) == "Un à Villefranque".encode()


def test_a_stream_that_fails_leaves_its_thread_nowhere(fresnes: Commune) -> None:
    chunks = iter(CommuneMiddleware(_failing)(_request(fresnes)))
    assert next(chunks) == b"c_fresnes"
    with pytest.raises(ZeroDivisionError):
        next(chunks)
    assert context.current_or_none() is None


@pytest.mark.usefixtures("_both")
def test_a_stream_whose_reader_goes_away_leaves_its_thread_nowhere(fresnes: Commune) -> None:
    response = CommuneMiddleware(_titles)(_request(fresnes))
    next(iter(response))
    response.close()
    assert context.current_or_none() is None
