"""From a page to a tagged PDF (PDF/UA), with what the system has: nothing is fetched, neither file nor network."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Never

from django.http import HttpResponse
from django.template.loader import render_to_string

from core.errors import DomainError

TAGGED = "pdf/ua-1"
DENSITIES = ("", "dense", "denser")


class PrintingUnavailable(DomainError):
    message = "Ce serveur ne sait pas encore imprimer en PDF : prévenez l’exploitant (bibliothèque Pango absente)."


@dataclass(frozen=True, kw_only=True, slots=True)
class Print:
    content: bytes
    pages: int


def draw(template: str, context: Mapping[str, Any], *, pages: int | None = None) -> Print:
    """Draw a template as a PDF; its `density` tightens the text until it holds in as many pages as asked.

    Raises PrintingUnavailable.
    """
    drawn = _draw(render_to_string(template, {**context, "density": DENSITIES[0]}))
    for density in DENSITIES[1:]:
        if pages is None or drawn.pages <= pages:
            return drawn
        drawn = _draw(render_to_string(template, {**context, "density": density}))
    return drawn


def as_attachment(content: bytes, filename: str) -> HttpResponse:
    """Answer with a PDF to keep."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _draw(html: str) -> Print:
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as missing:
        raise PrintingUnavailable from missing
    document = HTML(string=html, url_fetcher=_refuse).render(pdf_variant=TAGGED)
    return Print(content=document.write_pdf(pdf_variant=TAGGED), pages=len(document.pages))


def _refuse(url: str, *_args: object, **_options: object) -> Never:
    raise ValueError(f"a printed page carries all it needs: {url} is not fetched")
