"""What a person finds in their space, and what the commune reminds them of."""

from datetime import UTC, date, datetime, timedelta

import pytest

from apps.audit.models import Event
from apps.casework.enums import CaseStatus
from apps.documents import operations, queries
from apps.documents.enums import DocumentState
from apps.documents.errors import DocumentExpired, DocumentInTheFuture, DocumentUndated
from apps.documents.models import Document
from apps.messaging.enums import Channel, Topic
from apps.messaging.models import Message, Notice
from core.todo import TodoItem, Urgency
from core.validity import Standing
from tests.apps.accounts.people import citizen
from tests.factories import CaseAttachmentFactory, CaseFactory, PreferenceFactory

from .files import PDF, pdf, upload

NOON = datetime(2026, 7, 20, 11, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PROOF = "justificatif-de-domicile"


@pytest.fixture
def parent(in_fresnes):
    return citizen()


def deposit(owner, kind=PROOF, title="Facture d’eau", **dates):
    content = pdf("carte") if kind == "piece-identite" else PDF
    return operations.deposit(
        owner=owner, file=upload("facture.pdf", content), kind=kind, title=title, at=NOON, **dates
    )


def kind_of(commune, slug):
    return commune.config.document_kind(slug)


class TestShelves:
    def test_documents_stand_by_kind_in_the_order_of_the_commune(self, parent):
        for kind in ("autre", "rib-ancien", PROOF, "livret-de-famille", PROOF):
            deposit(parent, kind)

        shelves = queries.shelves(parent, NOON)

        assert [(shelf.kind.slug, len(shelf.items)) for shelf in shelves] == [
            ("livret-de-famille", 1),
            (PROOF, 2),
            ("autre", 2),
        ]

    def test_nobody_sees_what_is_another_s(self, parent):
        deposit(citizen("voisine"))

        assert queries.shelves(parent, NOON) == ()

    @pytest.mark.parametrize(
        ("issued_on", "standing", "last_day"),
        [
            (date(2026, 5, 15), Standing.EXPIRES_SOON, date(2026, 8, 15)),
            (date(2026, 7, 1), Standing.VALID, date(2026, 10, 1)),
            (date(2026, 4, 19), Standing.EXPIRED, date(2026, 7, 19)),
            (None, Standing.UNDATED, None),
        ],
    )
    def test_each_says_where_it_stands(self, parent, issued_on, standing, last_day):
        document = deposit(parent, issued_on=issued_on)

        item = queries.item_of(parent, document.reference, NOON)
        assert (item.standing, item.last_day) == (standing, last_day)

    def test_each_says_what_it_serves_for_live_ones_first(self, parent):
        document = deposit(parent)
        for status, number in ((CaseStatus.ACCEPTED, "2026-000001"), (CaseStatus.SUBMITTED, "2026-000002")):
            case = CaseFactory(filed=True, requester=parent, status=status, number=number, decided_at=NOON)
            CaseAttachmentFactory(case=case, document=document)
            CaseAttachmentFactory(case=case, document=document, kind="jugement")

        uses = queries.item_of(parent, document.reference, NOON).uses
        assert [(use.label, use.live, use.ended_on) for use in uses] == [
            ("votre demande n° 2026-000002", True, None),
            ("votre demande n° 2026-000001", False, date(2026, 7, 20)),
        ]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow_with_documents(self, parent, constant_queries, rows):
        for _ in range(rows):
            CaseAttachmentFactory(case=CaseFactory(filed=True, requester=parent), document=deposit(parent))

        with constant_queries(5):
            queries.shelves(parent, NOON)

    def test_a_scan_that_lasts_is_said_after_ten_minutes(self, parent):
        document = deposit(parent)
        Document.objects.update(state=DocumentState.PENDING)
        limit = NOON + timedelta(minutes=10)

        assert not queries.item_of(parent, document.reference, limit).scan_is_late
        assert queries.item_of(parent, document.reference, limit + timedelta(seconds=1)).scan_is_late


class TestDates:
    def test_a_name_and_a_date_are_corrected_once(self, parent):
        document = deposit(parent, issued_on=date(2026, 5, 15))

        for _twice in range(2):
            document = operations.describe(
                document=document, title="Facture de juin", issued_on=date(2026, 6, 1), by=parent, at=NOON
            )

        assert (document.title, document.issued_on) == ("Facture de juin", date(2026, 6, 1))
        changes = Event.objects.about(document).exclude(action="document.deposited").order_by("pk")
        assert [(event.action, event.data) for event in changes] == [
            ("document.renamed", {}),
            ("document.dated", {"issued_on": "2026-06-01"}),
        ]

    @pytest.mark.parametrize(
        ("kind", "issued_on", "expires_on", "refusal"),
        [
            (PROOF, None, None, DocumentUndated),
            (PROOF, date(2026, 7, 21), None, DocumentInTheFuture),
            ("piece-identite", date(2026, 7, 20), None, DocumentUndated),
        ],
    )
    def test_dates_that_are_missing_or_impossible_are_refused(self, in_fresnes, kind, issued_on, expires_on, refusal):
        with pytest.raises(refusal):
            operations.check_dates(
                kind=kind_of(in_fresnes, kind), issued_on=issued_on, expires_on=expires_on, today=date(2026, 7, 20)
            )

    def test_dates_that_say_what_is_asked_pass(self, in_fresnes):
        kind = kind_of(in_fresnes, PROOF)
        today = date(2026, 7, 20)

        assert operations.check_dates(kind=kind, issued_on=today, expires_on=None, today=today) is None

    def test_a_proof_of_15_may_is_refused_from_16_august_on(self, parent, in_fresnes):
        document = deposit(parent, issued_on=date(2026, 5, 15))
        kind = kind_of(in_fresnes, PROOF)

        operations.check_not_expired(document=document, kind=kind, today=date(2026, 8, 15))
        with pytest.raises(DocumentExpired, match="n’est plus accepté depuis le 16/08/2026"):
            operations.check_not_expired(document=document, kind=kind, today=date(2026, 8, 16))


class TestReminders:
    @pytest.mark.parametrize(
        ("today", "written"), [(date(2026, 7, 15), 0), (date(2026, 7, 16), 1), (date(2026, 8, 16), 0)]
    )
    def test_the_owner_is_written_to_thirty_days_before(self, parent, today, written):
        deposit(parent, issued_on=date(2026, 5, 15))

        assert operations.remind(at=datetime.combine(today, NOON.timetz())) == written

    def test_one_message_tells_of_all_and_is_sent_once(self, parent):
        deposit(parent, issued_on=date(2026, 5, 15))
        deposit(parent, "piece-identite", "Carte de Léa", expires_on=date(2026, 8, 1))

        assert (operations.remind(at=NOON), operations.remind(at=NOON + DAY)) == (1, 0)

        message = Message.objects.get(template="documents/expiring")
        assert (message.recipient, message.subject) == (parent.email, "2 documents à renouveler")
        assert "- Facture d’eau : accepté jusqu’au 15 août 2026" in message.text
        assert "- Carte de Léa : accepté jusqu’au 1 août 2026" in message.text

    def test_who_refuses_this_email_reads_it_in_their_space_once(self, parent):
        PreferenceFactory(user=parent, channel=Channel.EMAIL, topic=Topic.DOCUMENTS, wanted=False)
        deposit(parent, issued_on=date(2026, 5, 15))
        for day in (0, 1):
            operations.remind(at=NOON + day * DAY)

        assert list(Message.objects.all()) == []
        assert [(notice.title, notice.page) for notice in Notice.objects.filter(user=parent)] == [
            ("Facture d’eau : à renouveler avant le 15 août 2026", "/mes-documents/")
        ]

    def test_a_newer_one_of_its_kind_takes_over(self, parent):
        deposit(parent, issued_on=date(2026, 5, 15))
        deposit(parent, issued_on=date(2026, 7, 15))

        assert (operations.remind(at=NOON), queries.todo(parent, NOON)) == (0, ())

    def test_what_left_the_space_is_not_spoken_of(self, parent):
        document = deposit(parent, issued_on=date(2026, 5, 15))
        operations.remove(document=document, by=parent, at=NOON)

        assert (operations.remind(at=NOON), queries.todo(parent, NOON)) == (0, ())

    def test_renewing_it_is_among_the_things_to_do(self, parent):
        document = deposit(parent, issued_on=date(2026, 5, 15))

        assert queries.todo(parent, NOON) == (
            TodoItem(
                title="Facture d’eau : à renouveler",
                detail="Accepté jusqu’au 15/08/2026",
                page="portal:document",
                page_arguments=(str(document.reference),),
                icon="file-clock",
                due_on=date(2026, 8, 15),
                urgency=Urgency.SOON,
            ),
        )

    @pytest.mark.parametrize(("days", "said"), [(30, [Urgency.LATE]), (31, [])])
    def test_once_expired_it_is_said_for_a_month(self, parent, days, said):
        deposit(parent, issued_on=date(2026, 4, 20))
        last_day = datetime(2026, 7, 20, 11, tzinfo=UTC)

        assert [item.urgency for item in queries.todo(parent, last_day + days * DAY)] == said

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_things_to_do_cost_one_query(self, parent, constant_queries, rows):
        for _ in range(rows):
            deposit(parent, issued_on=date(2026, 5, 15))

        with constant_queries(1):
            queries.todo(parent, NOON)
