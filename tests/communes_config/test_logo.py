import pytest

from communes_config import COMMUNES, available, load_commune
from communes_config.logo import faults

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">{}</svg>'
SHAPES = "des formes seulement, sans script, style, texte ni image"


@pytest.mark.parametrize("slug", available())
def test_logos_of_the_communes_are_drawings(slug: str) -> None:
    assert list(faults(load_commune(COMMUNES / slug).identity.logo_svg)) == []


def test_link_inside_the_logo_is_accepted() -> None:
    assert list(faults(SVG.format('<defs><path id="a" d="M0 0"/></defs><use href="#a"/>'))) == []


@pytest.mark.parametrize(
    ("content", "found", "expected"),
    [
        ("<script>x()</script>", "un élément « script »", SHAPES),
        ("<style>a{}</style>", "un élément « style »", SHAPES),
        ("<foreignObject/>", "un élément « foreignObject »", SHAPES),
        ("<image/>", "un élément « image »", SHAPES),
        ('<g onload="x()"/>', "un attribut « onload »", "des attributs de présentation (fill, stroke…)"),
        ('<g style="fill:red"/>', "un attribut « style »", "des attributs de présentation (fill, stroke…)"),
        (
            '<use href="https://exemple.fr/a.svg"/>',
            "un lien vers « https://exemple.fr/a.svg »",
            "des liens internes au logo (« #… »)",
        ),
    ],
)
def test_what_runs_or_fetches_is_refused(content: str, found: str, expected: str) -> None:
    assert list(faults(SVG.format(content))) == [(found, expected)]


def test_link_in_another_namespace_is_refused() -> None:
    text = SVG.format('<use xmlns:x="http://www.w3.org/1999/xlink" x:href="javascript:x()"/>')
    assert list(faults(text)) == [("un lien vers « javascript:x() »", "des liens internes au logo (« #… »)")]


def test_entities_are_refused_before_they_are_read() -> None:
    text = '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("&a;")
    assert list(faults(text)) == [("une déclaration DOCTYPE ou ENTITY", "un SVG sans déclaration")]


def test_svg_that_does_not_parse() -> None:
    [(found, expected)] = faults("<svg")
    assert found.startswith("un fichier illisible (")
    assert expected == "un SVG bien formé"


@pytest.mark.parametrize("text", ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<svg viewBox="0 0 1 1"/>'])
def test_svg_needs_its_namespace_and_a_view_box(text: str) -> None:
    assert next(faults(text)) == ("un élément « svg »", "un élément « svg » qui a un attribut viewBox")


def test_size_limit() -> None:
    empty = len(SVG.format("<desc></desc>"))
    assert list(faults(SVG.format(f"<desc>{'a' * (16_000 - empty)}</desc>"))) == []
    too_big = SVG.format(f"<desc>{'a' * (16_001 - empty)}</desc>")
    assert list(faults(too_big)) == [("16001 octets", "au plus 16000 octets")]
