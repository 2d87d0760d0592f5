"""The citizen's turn: a message, and what the service waits for, piece by piece and question by question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import User
from apps.casework import operations
from apps.casework.enums import CaseStatus
from apps.casework.handlers import Problem
from apps.casework.queries import CaseFile, Piece, vault_for
from apps.casework.reopening import Reopening, opened, reopening
from apps.design.forms import Form
from apps.documents.models import Document
from apps.documents.operations import deposit
from apps.documents.queries import VaultItem
from apps.portal.casework.forms import KEPT, AnswerForm
from apps.portal.casework.pieces import document_of, piece_form, receive_piece
from apps.portal.casework.questions import QuestionForm, raw_answers, rows_moved, typed_rows
from apps.portal.received import Received
from apps.portal.vault.attachments import AttachmentForm
from core.errors import DomainError
from core.forms import Question
from tenants import context

EXCHANGED = "echange"

type Raw = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Answering:
    """A page of answer: what was asked again, a place for each piece, a message; `refresh` names live choices."""

    file: CaseFile
    form: AnswerForm
    pieces: tuple[tuple[Piece, AttachmentForm], ...]
    questions: QuestionForm | None
    refresh: str
    appeared: bool

    @property
    def forms(self) -> list[Form]:
        found = (self.questions, *(form for _, form in self.pieces), self.form)
        return [form for form in found if form is not None]


def answering(file: CaseFile) -> Answering:
    """Return the page before anything is typed."""
    again = _again(file, None, timezone.now())
    return _page(file, None, again)


def answer(request: HttpRequest, file: CaseFile) -> Answering | None:
    """Send what was typed and return None; or return the page again, with what is wrong or is brought up."""
    at = timezone.now()
    raw, going, focus = _raw(file, request), request.POST.get("aller", ""), ""
    if raw and (moved := rows_moved(_opened(file), raw, going)):
        raw, focus = moved
    again = _again(file, raw, at)
    received = _received(request, file, at)
    if again and (again.appeared or focus or going == "rafraichir"):
        rows = typed_rows(again.questions, raw or {})
        shown = replace(again, written={**again.written, **rows})
        return _page(file, received, shown, appeared=bool(again.appeared), focus=focus)
    page = _page(file, received, again, again.problems if again else ())
    if _is_valid(page) and _send(page, request.user, raw, at):
        return None
    return page


def _received(request: HttpRequest, file: CaseFile, at: datetime) -> Received:
    """Keep the files that came: a question brought up or an error elsewhere does not ask for them again."""
    received = Received(request, at)
    for piece in file.asked_again:
        receive_piece(received, piece.kind)
    received.keep("file", chosen_as=KEPT, kind=EXCHANGED, title="")
    return received


def _is_valid(page: Answering) -> bool:
    asked = page.questions
    valid = all(form.is_valid() for form in page.forms if form is not asked) and not (asked and asked.errors)
    if valid and asked is None and not any(form.has_changed() for form in page.forms):
        page.form.add_error("body", "Joignez au moins une des pièces demandées, ou écrivez votre réponse.")
        return False
    return valid


def _send(page: Answering, by: User, raw: Raw | None, at: datetime) -> bool:
    """Do it all or nothing; put a refusal beside its field."""
    case, body = page.file.case, page.form.cleaned_data["body"]
    form: Form = page.form
    field = "file"
    try:
        with transaction.atomic():
            pieces: dict[str, Document] = {}
            for piece, joined in page.pieces:
                form = joined
                if joined.cleaned_data:
                    pieces[piece.kind.slug] = document_of(piece.kind, joined, by, at)
                    operations.check_piece(kind=piece.kind, document=pieces[piece.kind.slug], at=at)
            form = page.form
            documents = _documents(page.form, by, at)
            field = "body"
            if case.status == CaseStatus.NEEDS_INFORMATION:
                operations.answer(case=case, by=by, at=at, message=body, documents=documents, pieces=pieces, raw=raw)
            else:
                operations.post_message(case=case, by=by, at=at, body=body, documents=documents)
    except DomainError as refusal:
        form.add_error(field, str(refusal))
        return False
    return True


def _documents(form: AnswerForm, by: User, at: datetime) -> list[Document]:
    if file := form.cleaned_data.get("file"):
        return [deposit(owner=by, file=file, kind=EXCHANGED, title="", at=at)]
    kept = form.cleaned_data.get(KEPT)
    return [kept] if kept else []


def _again(file: CaseFile, raw: Raw | None, at: datetime) -> Reopening | None:
    waiting = file.waiting_request
    if waiting is None or not waiting.questions:
        return None
    return reopening(file.case, waiting.questions, raw, context.local_date(at))


def _raw(file: CaseFile, request: HttpRequest) -> Raw | None:
    """Return what was typed in the questions that the page showed; None when it showed none."""
    waiting = file.waiting_request
    if waiting is None or not waiting.questions:
        return None
    shown = set(request.POST.getlist("asked"))
    return raw_answers([question for question in _opened(file) if question.slug in shown], request.POST)


def _opened(file: CaseFile) -> list[Question]:
    """Return the questions that the service asks again, and those that their answers may bring up."""
    waiting = file.waiting_request
    return [question for _, question in opened(file.case, waiting.questions)] if waiting else []


def _page(
    file: CaseFile,
    received: Received | None,
    again: Reopening | None,
    problems: Sequence[Problem] = (),
    *,
    appeared: bool = False,
    focus: str = "",
) -> Answering:
    sent = {"data": received.data, "files": received.files} if received else {}
    kept = received.kept(KEPT, EXCHANGED) if received else None
    uploads = context.config().uploads
    vault = vault_for(file.case, timezone.now()) if file.asked_again else ()
    pieces = tuple((piece, _piece_form(piece, vault, received)) for piece in file.asked_again)
    live = {question.shown_if.question for question in again.questions if question.shown_if} if again else set()
    return Answering(
        file=file,
        form=AnswerForm(uploads=uploads, kept=kept, asked=bool(pieces or again), questions=bool(again), **sent),
        pieces=pieces,
        questions=QuestionForm(again.questions, again.written, problems, focus=focus) if again else None,
        refresh=" ".join(f"q-{slug}" for slug in sorted(live)),
        appeared=appeared,
    )


def _piece_form(piece: Piece, vault: Sequence[VaultItem], received: Received | None) -> AttachmentForm:
    """Return the place of a piece, under its own name: several of them are on one page."""
    form = piece_form(piece.kind, vault, received, empty_permitted=True, use_required_attribute=False)
    form.fields["file"].label = piece.kind.title
    form.fields["file"].help_text = piece.kind.help
    for name, words in (("document", "depuis vos documents"), ("issued_on", "date du document")):
        if name in form.fields:
            form.fields[name].label = f"{piece.kind.title} : {words}"
    return form
