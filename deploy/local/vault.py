"""What the parent of a demonstration keeps in "Mes documents": papers of every standing, none of anybody real."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from apps.accounts.models import User
from apps.documents import operations
from tenants import context

A4_AT_75_DPI = (620, 877)
CARD = (900, 570)
INK, PAPER, CARD_PAPER = (60, 60, 70), (252, 251, 247), (214, 226, 236)


def fill(*, owner: User, at: datetime) -> None:
    """Deposit an identity card photographed on both sides, proofs of several ages, a family book."""
    name = f"{owner.first_names} {owner.usual_name}"
    today = context.local_date(at)

    def keep(kind: str, title: str, lines: Sequence[str], *, days_ago: int, **dates: object) -> None:
        file = ContentFile(page((title, "", name, "", *lines, "", "SPÉCIMEN")), f"{kind}.pdf")
        operations.deposit(owner=owner, file=file, kind=kind, title=title, at=at - timedelta(days=days_ago), **dates)

    sides = [
        ContentFile(_card((side, "", name, "", "SPÉCIMEN")), f"IMG_204{number}.jpg")
        for number, side in enumerate(("Carte d’identité, recto", "Carte d’identité, verso"), 1)
    ]
    operations.join_photos(
        owner=owner,
        files=sides,
        kind="piece-identite",
        title=f"Carte d’identité de {owner.first_names}",
        at=at - timedelta(days=30),
        expires_on=today + timedelta(days=20),
    )
    keep("livret-de-famille", "Livret de famille", ("Les deux parents", "Les enfants"), days_ago=35)
    keep(
        "justificatif-de-domicile",
        "Facture d’électricité",
        ("Période du mois dernier",),
        days_ago=12,
        issued_on=today - timedelta(days=15),
    )
    keep(
        "justificatif-de-domicile",
        "Quittance de loyer",
        ("Trimestre passé",),
        days_ago=35,
        issued_on=today - timedelta(days=130),
    )
    keep("rib", "RIB du compte joint", ("FR76 0000 0000 0000 0000 0000 000",), days_ago=34)


def page(lines: Iterable[str]) -> bytes:
    """Draw a page that says what it stands for, as a PDF."""
    sheet = Image.new("RGB", A4_AT_75_DPI, PAPER)
    pen = ImageDraw.Draw(sheet)
    for number, line in enumerate(lines):
        pen.text((60, 90 + 36 * number), line, fill=INK, font_size=22)
    pen.rectangle((40, 60, A4_AT_75_DPI[0] - 40, A4_AT_75_DPI[1] - 60), outline=INK)
    return _saved(sheet, "PDF", resolution=75)


def _card(lines: Iterable[str]) -> bytes:
    """Draw a card as a telephone photographs it."""
    photo = Image.new("RGB", CARD, CARD_PAPER)
    pen = ImageDraw.Draw(photo)
    for number, line in enumerate(lines):
        pen.text((70, 70 + 60 * number), line, fill=INK, font_size=40)
    pen.rectangle((20, 20, CARD[0] - 20, CARD[1] - 20), outline=INK, width=3)
    return _saved(photo, "JPEG")


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    content = BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()
