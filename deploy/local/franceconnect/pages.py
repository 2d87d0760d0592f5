"""What the stand-in shows: plainly not FranceConnect, readable by anybody and any machine."""

from collections.abc import Iterable
from html import escape

from .identities import FictitiousPerson

STYLE = """
:root { color-scheme: light; }
body { margin: 0; font: 1.0625rem/1.55 system-ui, sans-serif; color: #1d1f27; background: #f4f4f8; }
.warning { padding: 1rem 1.5rem; background: #7a2d00; color: #fff; font-weight: 650; }
main { max-width: 38rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 1.625rem; line-height: 1.2; }
ul { list-style: none; margin: 0 0 1.5rem; padding: 0; }
li { margin-bottom: .75rem; }
button { display: block; width: 100%; min-height: 3.5rem; padding: .75rem 1rem; border: 1px solid #5a5f73;
  border-radius: .5rem; background: #fff; color: inherit; font: inherit; text-align: left; cursor: pointer; }
button strong { display: block; }
button:hover { background: #ececf6; }
button:focus-visible { outline: 3px solid #00008f; outline-offset: 2px; }
"""


def choice(action: str, people: Iterable[FictitiousPerson]) -> str:
    buttons = "".join(
        f'<li><button type="submit" name="person" value="{escape(person.key)}">'
        f"<strong>{escape(person.title)}</strong>{escape(person.note)}</button></li>"
        for person in people
    )
    return _page(
        "Choisissez une identité fictive",
        "<p>Aucune de ces personnes n’existe. Choisissez celle que vous jouez ; aucun mot de passe n’est demandé.</p>"
        f'<form method="post" action="{escape(action)}"><ul>{buttons}</ul>'
        '<button type="submit" name="person" value="">Renoncer et revenir au site</button></form>',
    )


def refusal(code: str, message: str) -> str:
    return _page("Cette demande est refusée", f"<p>{escape(message)}</p><p>Code d’erreur : {escape(code)}</p>")


def _page(title: str, content: str) -> str:
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} – démonstration</title><style>{STYLE}</style></head><body>"
        '<header class="warning" role="banner">Démonstration : ceci n’est pas FranceConnect.</header>'
        f"<main><h1>{escape(title)}</h1>{content}</main></body></html>"
    )
