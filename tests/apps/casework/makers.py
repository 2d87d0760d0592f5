"""Cases at each step, filed by the real operations."""

from datetime import date, datetime
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.accounts.models import User
from apps.casework import operations
from apps.casework.family import SLUG
from apps.casework.models import Case
from apps.documents.models import Document
from apps.documents.operations import deposit
from apps.families.declaration import FamilyDeclaration
from tests.apps.families.makers import agent, citizen, declaration
from tests.instants import MONDAY_MORNING

AT = MONDAY_MORNING
REQUIRED = ("livret-de-famille", "justificatif-de-domicile")


def picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (8, 8), "navy").save(written, "PNG")
    return written.getvalue()


def document(owner: User, kind: str = "livret-de-famille", *, issued_on: date | None = None) -> Document:
    file = SimpleUploadedFile(f"{kind}.png", picture(), "image/png")
    return deposit(owner=owner, file=file, kind=kind, title=kind, at=AT, issued_on=issued_on)


def draft(by: User | None = None, family: FamilyDeclaration | None = None, *, at: datetime = AT) -> Case:
    """A complete draft, with its required pieces."""
    by = by or citizen()
    case = operations.open_draft(procedure=SLUG, by=by, at=at)
    case = operations.save_draft(case=case, payload=(family or declaration()).to_json(), by=by, at=at)
    for kind in REQUIRED:
        piece = document(by, kind, issued_on=at.date())
        operations.attach(case=case, document=piece, kind=kind, by=by, at=at)
    return case


def filed(by: User | None = None, family: FamilyDeclaration | None = None, *, at: datetime = AT) -> Case:
    case = draft(by, family, at=at)
    return operations.submit(case=case, by=case.requester, at=at).case


def in_review(by: User | None = None, family: FamilyDeclaration | None = None, *, officer: User | None = None) -> Case:
    return operations.take(case=filed(by, family), by=officer or agent(), at=AT)
