"""« Mes documents »: what a parent keeps, and what a service reads of it."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from playwright.sync_api import FilePayload
from pypdf import PdfReader

from tests.journeys.browser import Walker


def day(moment: date) -> str:
    months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
    return f"{moment.day} {months[moment.month - 1]} {moment.year}"


def start_depositing(person: Walker, kind: str) -> None:
    person.go("/mes-documents/")
    person.follow("Ajouter un document", inside="main")
    person.follow(kind, inside="main")
    assert person.heading() == kind


def deposit(
    person: Walker,
    kind: str,
    files: Sequence[FilePayload],
    *,
    title: str,
    issued_on: date | None = None,
    valid_until: date | None = None,
) -> None:
    start_depositing(person, kind)
    person.field("Votre document").set_input_files(list(files))
    if issued_on:
        person.date("Date du document", issued_on)
    if valid_until:
        person.date("Valable jusqu’au", valid_until)
    person.fill("Nom pour le retrouver", title)
    person.press("Ajouter", inside="main")
    person.sees(f"« {title} » est dans vos documents.")


def standing_of(person: Walker, title: str) -> str:
    """Return what the list says of a document."""
    line = person.page.locator("main li", has=person.page.get_by_role("link", name=title))
    return " ".join(line.locator(".badge").inner_text().split())


def downloaded(person: Walker, link: str) -> tuple[str, bytes, str]:
    """Follow a link that gives a file; return its name, its content and the short-lived address it came from."""
    with person.page.expect_download() as promised:
        person.page.get_by_role("link", name=link).first.click()
    file = promised.value
    return file.suggested_filename, Path(file.path()).read_bytes(), file.url


def pages(content: bytes) -> int:
    return len(PdfReader(io.BytesIO(content)).pages)


def words(content: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
