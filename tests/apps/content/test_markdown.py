import pytest

from apps.content.markdown import render


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Bonjour **à tous**", "<p>Bonjour <strong>à tous</strong></p>\n"),
        ("# Titre", "<h2>Titre</h2>\n"),
        ("## Titre", "<h2>Titre</h2>\n"),
        ("### Sous-titre", "<h3>Sous-titre</h3>\n"),
        ("###### Détail", "<h5>Détail</h5>\n"),
        ("##### Petit titre", "<h5>Petit titre</h5>\n"),
        ("[la mairie](https://exemple.fr)", '<p><a href="https://exemple.fr">la mairie</a></p>\n'),
        ("[appeler](tel:0102030405)", '<p><a href="tel:0102030405">appeler</a></p>\n'),
        ("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n"),
    ],
)
def test_markdown_becomes_html_under_the_title_of_the_page(text, html):
    assert render(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[ici](javascript:alert(1))",
        "[ici](data:text/html;base64,PHNjcmlwdD4=)",
        '<p style="color:red">rouge</p>',
    ],
)
def test_nothing_that_runs_or_dresses_comes_out(text):
    html = render(text)

    for fragment in ("<script", "<img", 'href="javascript', 'href="data', "<p style"):
        assert fragment not in html


def test_a_table_keeps_its_headers():
    html = render("| Jour | Heures |\n|---|---|\n| lundi | 9 h |")

    assert "<th>Jour</th>" in html
    assert "<td>lundi</td>" in html
