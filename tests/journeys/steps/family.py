"""What becomes of a declaration: the acknowledgement, the key, « Ma famille »."""

import re
from collections.abc import Sequence

from core.service_keys import ALPHABET
from tests.journeys.browser import Walker
from tests.journeys.mail import MailPeer, link_in, text_of

from .declaring import SOON
from .people import Child, Parent

PRINTED_KEY = re.compile(rf"\b[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}\b")
CONFUSED = str.maketrans("01", "ol")


def ways_on(person: Walker) -> list[str]:
    """Return where the page of an activated account leads."""
    links = person.page.locator("main").get_by_role("link")
    return [name.strip().splitlines()[0] for name in links.all_inner_texts()]


BY_SILENCE = (
    "sans réponse de notre part au ",
    "votre demande sera considérée comme refusée",
    "vous avez deux mois pour la contester",
    "recours gracieux",
    "tribunal administratif",
)
BY_AN_ANSWER = ("le service y donne suite au plus tard le ", "rien n’est accepté ni refusé")


def is_acknowledged(
    mail: MailPeer, parent: Parent, number: str, *, service: str, phone: str, decided: bool = True
) -> None:
    """The acknowledgement has what the law wants in it, and a link that tells the state and nothing else."""
    text = text_of(mail.wait_for(parent.email, f"Nous avons reçu votre demande n° {number}"))
    for mention in (
        f"est enregistrée sous le numéro {number}",
        "Elle a été reçue le ",
        *(BY_SILENCE if decided else BY_AN_ANSWER),
        service,
        phone,
    ):
        assert mention in text, f"« {mention} » is not in:\n{text}"


def is_tracked(stranger: Walker, mail: MailPeer, parent: Parent, number: str, state: str) -> None:
    message = mail.wait_for(parent.email, f"Nous avons reçu votre demande n° {number}")
    stranger.go(link_in(message, "/suivi/"))
    stranger.sees(f"Demande n° {number}", state)
    stranger.does_not_see(parent.usual_name, parent.usual_name.upper())


def mailed_key(mail: MailPeer, parent: Parent, *, label: str) -> str:
    [key] = PRINTED_KEY.findall(text_of(mail.wait_for(parent.email, f"Votre {label}")))
    return str(key)


def as_read_by_a_tired_parent(key: str) -> str:
    """Small letters, no dashes, `o` for zero and `l` for one."""
    return key.translate(CONFUSED).lower().replace("-", " ")


def miscopied(key: str) -> str:
    """Two neighbours that differ, swapped."""
    rank = next(rank for rank in range(len(key) - 1) if key[rank] != key[rank + 1] and "-" not in key[rank : rank + 2])
    return f"{key[:rank]}{key[rank + 1]}{key[rank]}{key[rank + 2 :]}"


def type_key(person: Walker, key: str, *, label: str) -> None:
    person.fill(f"Votre {label}", key)
    person.press("Relier ma famille")


def is_known(person: Walker, *, adults: Sequence[Parent], children: Sequence[Child]) -> None:
    """« Ma famille » shows everyone, the child to be born included."""
    assert person.heading() == "Ma famille"
    names = person.page.locator("main .card-title").all_inner_texts()
    expected = [someone.full_name for someone in (*adults, *children)]
    assert [name.strip() for name in names][: len(expected)] == expected
    person.sees("Validée", "Naissance prévue", f"{SOON.year}")
    person.picture("ma-famille")
