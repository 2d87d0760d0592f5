"""What a logo may contain: it is shown inside the page, where nothing may run nor be fetched."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

MAX_BYTES = 16_000
SVG = "{http://www.w3.org/2000/svg}"
DRAWING = frozenset(
    "svg g path circle ellipse rect line polyline polygon defs title desc use symbol clipPath mask "
    "linearGradient radialGradient stop".split()
)


def faults(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong in a logo: what was found, what is expected."""
    if len(text.encode()) > MAX_BYTES:
        yield f"{len(text.encode())} octets", f"au plus {MAX_BYTES} octets"
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        yield "une déclaration DOCTYPE ou ENTITY", "un SVG sans déclaration"
        return
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 (entities were refused above)
    except ElementTree.ParseError as error:
        yield f"un fichier illisible ({error})", "un SVG bien formé"
        return
    if root.tag != f"{SVG}svg" or "viewBox" not in root.attrib:
        yield f"un élément « {_local(root.tag)} »", "un élément « svg » qui a un attribut viewBox"
    for element in root.iter():
        yield from _element_faults(element)


def _element_faults(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    name = _local(element.tag)
    if name not in DRAWING:
        yield f"un élément « {name} »", "des formes seulement, sans script, style, texte ni image"
    for attribute, value in element.attrib.items():
        local = _local(attribute)
        if local.startswith("on") or local == "style":
            yield f"un attribut « {local} »", "des attributs de présentation (fill, stroke…)"
        elif local == "href" and not value.startswith("#"):
            yield f"un lien vers « {value} »", "des liens internes au logo (« #… »)"


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
