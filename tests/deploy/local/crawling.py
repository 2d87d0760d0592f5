"""Following every link that a person sees, by GET alone, and telling those that lead nowhere or say nothing."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve

# An address and where it was found, to the status, where it sends on, and the page.
type Fetch = Callable[[str], tuple[int, str, str]]


@dataclass
class Link:
    href: str
    words: str = ""


class Reader(HTMLParser):
    """Collects the links of a page, each with what it is called."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[Link] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(Link(href=str(given["href"]), words=given.get("aria-label") or ""))
            self._open = True
        elif self._open:
            self.links[-1].words += given.get("alt") or given.get("aria-label") or ""

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "a"

    def handle_data(self, data: str) -> None:
        if self._open:
            self.links[-1].words += data


@dataclass
class Crawl:
    """`alike` is how many pages of one kind are opened: those of two families are made by the same code."""

    fetch: Fetch
    alike: int
    faults: list[str] = field(default_factory=list)
    visited: Counter[str] = field(default_factory=Counter)
    _known: set[str] = field(default_factory=set)

    def walk(self, start: str) -> None:
        """Visit all that is reached from this address."""
        waiting = deque([(start, "the start")])
        while waiting:
            address, found_on = waiting.popleft()
            if self._is_known(address):
                continue
            status, onwards, page = self.fetch(address)
            if status >= 400:
                self.faults.append(f"{status} {address} (from {found_on})")
            elif onwards:
                waiting.append((urljoin(address, onwards), address))
            else:
                waiting.extend((target, address) for target in self._links(address, page))

    def _is_known(self, address: str) -> bool:
        kind = kind_of(address)
        if address in self._known or self.visited[kind] >= self.alike:
            return True
        self._known.add(address)
        self.visited[kind] += 1
        return False

    def _links(self, address: str, page: str) -> Iterator[str]:
        reader = Reader()
        reader.feed(page)
        for link in reader.links:
            if not link.words.strip():
                self.faults.append(f"a link without words to {link.href} (on {address})")
            target = urlsplit(urldefrag(urljoin(address, link.href)).url)
            if target.scheme or target.netloc:
                continue
            yield target.path + (f"?{target.query}" if target.query else "")


def kind_of(address: str) -> str:
    """Return what the pages made by the same code share: their route, and the names of what is asked of it."""
    parts = urlsplit(address)
    asked = ",".join(sorted({name for name, _value in parse_qsl(parts.query, keep_blank_values=True)}))
    try:
        return f"{resolve(parts.path).route}?{asked}"
    except Resolver404:
        return address
