"""What a person keeps in their space is theirs: an agent reads what was sent with a case, and nothing else."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from apps.accounts.models import User
from apps.audit.models import Event
from apps.backoffice.urls import urlpatterns
from apps.casework import operations
from apps.casework.models import Case, CaseAttachment
from apps.documents.models import Document
from apps.documents.operations import deposit
from tests.apps.accounts.people import citizen
from tests.apps.backoffice.desk import Desk, filed, texts
from tests.apps.documents.files import pdf

SECRET = "Arrêt de travail de Solveig"


def keep(owner: User, *, kind: str = "autre") -> Document:
    file = SimpleUploadedFile("arret-solveig.pdf", pdf(SECRET))
    return deposit(owner=owner, file=file, kind=kind, title=SECRET, at=timezone.now())


def addresses(case: Case, document: Document) -> Iterator[str]:
    """Give every address of agents, about this person, this case, its pieces and this very document."""
    numbers = [case.requester_id, document.pk, *case.attachments.values_list("pk", flat=True)]
    for pattern in urlpatterns:
        holes = pattern.pattern.converters
        for number in numbers if any(hole != "number" for hole in holes) else [0]:
            yield reverse(
                f"backoffice:{pattern.name}",
                kwargs={hole: case.number if hole == "number" else str(number) for hole in holes}
                if "key" in holes
                else {hole: case.number if hole == "number" else number for hole in holes},
            )


def betrays(desk: Desk, address: str, document: Document) -> bool:
    """Tell whether an answer, or the name of the file it gives, says anything of the document."""
    answer = desk.client.get(address, follow=True)
    said = answer.getvalue() + answer.get("Content-Disposition", "").encode()
    return any(word.encode() in said for word in (SECRET, "arret-solveig", str(document.reference)))


@pytest.mark.usefixtures("in_fresnes")
class TestSpace:
    def test_no_address_of_agents_shows_what_was_not_sent(self, sit: Callable) -> None:
        case = filed(citizen())
        secret = keep(case.requester)
        desk = sit("administrator")

        assert [address for address in addresses(case, secret) if betrays(desk, address, secret)] == []

    def test_negative_control_once_sent_it_is_seen(self, sit: Callable) -> None:
        case = filed(citizen())
        sent = keep(case.requester)
        CaseAttachment.objects.create(case=case, document=sent, kind="autre", added_at=timezone.now())
        desk = sit("administrator")

        betraying = [address for address in addresses(case, sent) if betrays(desk, address, sent)]
        assert any(address.startswith(f"/agents/demandes/{case.number}/pieces/") for address in betraying)

    def test_nor_do_the_addresses_of_its_owner_open_to_an_agent(self, sit: Callable) -> None:
        secret = keep(citizen())
        desk = sit("administrator")

        for name in ("document", "document-file", "document-remove"):
            answer = desk.client.get(reverse(f"portal:{name}", args=[secret.reference]), follow=True)
            assert SECRET.encode() not in answer.getvalue()
            assert answer.status_code in {403, 404} or "/agents/" in answer.redirect_chain[-1][0]


@pytest.mark.usefixtures("in_fresnes")
class TestMark:
    def test_an_agent_reads_an_identity_paper_marked_for_the_case(self, sit: Callable) -> None:
        case = filed(citizen())
        paper = keep(case.requester, kind="piece-identite")
        piece = CaseAttachment.objects.create(case=case, document=paper, kind="autre", added_at=timezone.now())

        answer = sit("family_agent").client.get(
            reverse("backoffice:case-document", args=[case.number, piece.pk]), follow=True
        )

        (text,) = [page.extract_text() for page in PdfReader(BytesIO(answer.getvalue())).pages]
        assert f"– demande n° {case.number}" in text
        assert answer["Content-Disposition"] == 'attachment; filename="arret-solveig.pdf"'

    def test_some_time_after_the_decision_the_service_reads_it_no_longer(self, sit: Callable) -> None:
        case = filed(citizen())
        paper = keep(case.requester, kind="piece-identite")
        piece = CaseAttachment.objects.create(case=case, document=paper, kind="autre", added_at=timezone.now())
        desk = sit("family_agent")
        case = operations.take(case=case, by=desk.agent, at=timezone.now())
        operations.refuse(case=case, by=desk.agent, at=timezone.now(), reason="Il manque une page.")
        address = reverse("backoffice:case-document", args=[case.number, piece.pk])

        for days, opens in ((30, True), (31, False)):
            decided_at = timezone.localtime() - timedelta(days=days)  # the same hour of another day, winter or summer
            Case.objects.filter(pk=case.pk).update(decided_at=decided_at)
            answer = desk.client.get(address, follow=True)
            assert (answer["Content-Type"] == "application/pdf") is opens
        assert "Cette pièce ne s’ouvre plus" in " ".join(texts(answer, ".alert"))


@pytest.mark.usefixtures("in_fresnes")
class TestSensitive:
    def sent(self, kind: str, *, sent_as: str = "autre") -> tuple[Case, CaseAttachment]:
        case = filed(citizen())
        paper = keep(case.requester, kind=kind)
        return case, CaseAttachment.objects.create(case=case, document=paper, kind=sent_as, added_at=timezone.now())

    @pytest.mark.parametrize(
        ("kind", "sent_as"), [("jugement", "autre"), ("autre", "jugement"), ("avis-imposition", "autre")]
    )
    def test_it_never_opens_by_an_address_alone(self, sit: Callable, kind: str, sent_as: str) -> None:
        case, piece = self.sent(kind, sent_as=sent_as)
        answer = sit("family_agent").get("case-document", case.number, piece.pk)
        assert (answer.status_code, answer["Location"]) == (302, f"/agents/demandes/{case.number}/")
        assert not Event.objects.filter(action="casework.piece_read").exists()

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_a_judgment_asks_why(self, sit: Callable, reason: str) -> None:
        case, piece = self.sent("jugement")
        said = sit("family_agent").say("case-document", case.number, piece.pk, reason=reason)
        assert said == ["Dites pourquoi vous lisez ce jugement."]
        assert not Event.objects.filter(action="casework.piece_read").exists()

    def test_a_judgment_opens_once_the_reason_is_written_down(self, sit: Callable) -> None:
        case, piece = self.sent("jugement")
        desk = sit("family_agent")
        assert "Pourquoi lisez-vous ce jugement" in " ".join(texts(desk.get("case", case.number), ".piece label"))
        answer = desk.post("case-document", case.number, piece.pk, reason=" Saisir la garde ")
        assert answer["Location"].startswith("/mes-documents/lien/")
        event = Event.objects.get(action="casework.piece_read")
        assert (event.actor_id, event.reason, event.data["kind"]) == (desk.agent.pk, "Saisir la garde", "jugement")

    def test_who_does_not_read_judgments_does_not_open_it(self, sit: Callable) -> None:
        case, piece = self.sent("jugement")
        desk = sit("health_officer")
        assert "réservée à qui lit les jugements" in " ".join(texts(desk.get("case", case.number), ".piece"))
        said = desk.say("case-document", case.number, piece.pk, reason="Curiosité")
        assert "seuls les agents qui lisent les jugements" in said[0]
        assert not Event.objects.filter(action="casework.piece_read").exists()

    def test_what_a_household_earns_is_read_in_one_click_and_written_down(self, sit: Callable) -> None:
        case, piece = self.sent("avis-imposition")
        desk = sit("family_agent")
        assert "lecture notée" in " ".join(texts(desk.get("case", case.number), ".piece button"))
        desk.post("case-document", case.number, piece.pk)
        event = Event.objects.get(action="casework.piece_read")
        assert (event.reason, event.data["kind"]) == (
            f"Lire une pièce de la demande n° {case.number}",
            "avis-imposition",
        )
