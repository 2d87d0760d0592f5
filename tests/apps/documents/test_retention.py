"""How long documents are kept, and how they go, whatever dies on the way."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from apps.audit.models import Event
from apps.casework.enums import CaseStatus
from apps.documents import operations, tasks
from apps.documents.enums import DocumentState
from apps.documents.errors import DocumentErased, DocumentGone, DocumentInUse
from apps.documents.models import Document
from apps.documents.storage import CommuneStorage, default_storage
from tests.apps.accounts.people import citizen
from tests.apps.messaging import jobs
from tests.factories import CaseAttachmentFactory, CaseFactory

from .files import PDF, upload

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def parent(in_fresnes):
    return citizen()


def deposit(owner, kind="autre", at=NOON, **dates):
    return operations.deposit(owner=owner, file=upload("facture.pdf", PDF), kind=kind, title="Facture", at=at, **dates)


def join(document, **case):
    """Join a document to a case in some state."""
    return CaseAttachmentFactory(
        case=CaseFactory(requester=document.owner, **case), document=document, kind=document.kind
    )


def decided(on):
    return {"filed": True, "status": CaseStatus.ACCEPTED, "decided_at": on}


def run_jobs():
    """Do what the worker would: every job that waits, once."""
    for name, arguments in jobs.waiting():
        if name == "apps.documents.tasks.erase":
            tasks.erase.run(document_id=arguments["document_id"])


def actions(document):
    return list(Event.objects.about(document).order_by("pk").values_list("action", flat=True))


class TestRemove:
    def test_a_document_of_no_case_goes_with_its_bytes(self, parent):
        document = deposit(parent)

        operations.remove(document=document, by=parent, at=NOON)
        assert default_storage().exists(document.key)
        assert list(Document.objects.owned_by(parent)) == []

        run_jobs()
        assert not default_storage().exists(document.key)
        assert not Document.objects.filter(pk=document.pk).exists()
        assert actions(document) == ["document.deposited", "document.removed", "document.erased"]

    @pytest.mark.parametrize("status", [CaseStatus.SUBMITTED, CaseStatus.IN_REVIEW])
    def test_one_that_a_live_case_needs_stays_and_the_case_is_named(self, parent, status):
        document = deposit(parent)
        number = join(document, filed=True, status=status).case.number

        with pytest.raises(DocumentInUse, match=f"Ce document sert à votre demande n° {number} : vous pourrez"):
            operations.remove(document=document, by=parent, at=NOON)
        assert list(Document.objects.owned_by(parent)) == [document]

    def test_so_does_one_that_a_draft_needs(self, parent):
        document = deposit(parent)
        join(document)

        with pytest.raises(DocumentInUse, match="votre brouillon « Déclarer ma famille »"):
            operations.remove(document=document, by=parent, at=NOON)

    def test_one_of_a_decided_case_leaves_the_space_and_stays_with_the_case(self, parent):
        document = deposit(parent)
        join(document, **decided(NOON - DAY))

        operations.remove(document=document, by=parent, at=NOON)

        assert list(Document.objects.owned_by(parent)) == []
        with operations.open_document(Document.objects.get(pk=document.pk)) as content:
            assert content.read() == PDF

    def test_a_second_click_finds_nothing(self, parent):
        document = deposit(parent)
        operations.remove(document=document, by=parent, at=NOON)

        with pytest.raises(DocumentGone):
            operations.remove(document=document, by=parent, at=NOON)


class TestPurge:
    @pytest.mark.parametrize(("days", "going"), [(30, 0), (31, 1)])
    def test_a_removed_identity_paper_stays_thirty_days_after_the_decision(self, parent, days, going):
        document = deposit(parent, "piece-identite-sans-pdf")
        Document.objects.filter(pk=document.pk).update(kind="piece-identite", left_vault_at=NOON)
        join(document, **decided(NOON))

        assert operations.purge(at=NOON + days * DAY) == going

    def test_what_a_live_case_needs_is_never_purged(self, parent):
        document = deposit(parent, "justificatif-de-domicile", issued_on=date(2020, 1, 1))
        join(document, filed=True)

        assert operations.purge(at=NOON + 5_000 * DAY) == 0

    @pytest.mark.parametrize(("today", "going"), [(date(2027, 8, 15), 0), (date(2027, 8, 16), 1)])
    def test_a_proof_of_address_goes_a_year_after_its_last_day(self, parent, today, going):
        deposit(parent, "justificatif-de-domicile", at=datetime(2026, 5, 20, tzinfo=UTC), issued_on=date(2026, 5, 15))

        assert operations.purge(at=datetime.combine(today, NOON.timetz())) == going

    def test_without_a_date_the_deposit_counts(self, parent):
        deposit(parent, "justificatif-de-domicile")

        assert operations.purge(at=datetime(2027, 3, 12, 11, tzinfo=UTC)) == 0
        assert operations.purge(at=datetime(2027, 3, 13, 11, tzinfo=UTC)) == 1

    def test_what_has_no_limit_stays(self, parent):
        deposit(parent, "livret-de-famille")

        assert operations.purge(at=NOON + 5_000 * DAY) == 0

    @pytest.mark.parametrize(("late", "going"), [(timedelta(0), 0), (timedelta(seconds=1), 1)])
    def test_an_infected_document_goes_after_a_week(self, parent, late, going):
        deposit(parent)
        Document.objects.update(state=DocumentState.INFECTED)

        assert operations.purge(at=NOON + 7 * DAY + late) == going

    def test_the_trace_of_what_was_sent_stays_without_its_name_and_its_bytes(self, parent):
        document = deposit(parent, "jugement")
        join(document, **decided(NOON))
        Document.objects.update(left_vault_at=NOON)

        assert operations.purge(at=NOON + 2_000 * DAY) == 1
        run_jobs()

        document.refresh_from_db()
        assert (document.stored, document.title, document.filename) == (False, "Jugement ou convention", "")
        assert not default_storage().exists(document.key)
        assert actions(document) == ["document.deposited", "document.purged", "document.erased"]
        with pytest.raises(DocumentErased):
            operations.open_document(document)

    def test_a_second_run_starts_nothing_twice(self, parent):
        deposit(parent, "justificatif-de-domicile")
        late = NOON + 900 * DAY

        assert (operations.purge(at=late), operations.purge(at=late)) == (1, 0)
        assert len(jobs.waiting()) == 1


class TestWorkerThatDies:
    """Never the bytes without the row, nor a row that promises bytes: checked after each point of death."""

    @pytest.fixture
    def leaving(self, parent):
        document = deposit(parent)
        operations.remove(document=document, by=parent, at=NOON)
        return document

    def test_before_the_job_nobody_reads_it_any_more(self, leaving):
        leaving.refresh_from_db()

        with pytest.raises(DocumentErased):
            operations.open_document(leaving)
        assert default_storage().exists(leaving.key)

    def test_a_job_that_is_lost_is_given_again_after_a_quarter_of_an_hour(self, leaving):
        limit = NOON + timedelta(minutes=15)
        assert operations.finish_erasing(at=limit) == 0
        assert operations.finish_erasing(at=limit + timedelta(seconds=1)) == 1
        assert operations.finish_erasing(at=limit + timedelta(seconds=2)) == 0  # that job still waits

    def test_after_the_bytes_the_row_says_that_they_are_going_and_the_job_ends_it(self, leaving, monkeypatch):
        delete = CommuneStorage.delete

        def die_after(storage, key):
            delete(storage, key)
            raise MemoryError

        with monkeypatch.context() as patch, pytest.raises(MemoryError), transaction.atomic():
            patch.setattr(CommuneStorage, "delete", die_after)
            operations.erase(document_id=leaving.pk, at=NOON)

        leaving.refresh_from_db()
        assert (leaving.erased_at, leaving.stored) == (NOON, True)
        assert not default_storage().exists(leaving.key)
        with pytest.raises(DocumentErased):
            operations.open_document(leaving)

        operations.erase(document_id=leaving.pk, at=NOON)
        assert not Document.objects.filter(pk=leaving.pk).exists()

    def test_a_job_that_runs_twice_does_it_once(self, leaving):
        operations.erase(document_id=leaving.pk, at=NOON)
        operations.erase(document_id=leaving.pk, at=NOON)

        assert actions(leaving).count("document.erased") == 1

    def test_a_removal_that_is_rolled_back_erases_nothing(self, parent):
        document = deposit(parent)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            operations.remove(document=document, by=parent, at=NOON)
            1 / 0  # noqa: B018 - what comes after the removal fails

        run_jobs()
        with operations.open_document(Document.objects.get(pk=document.pk)) as content:
            assert content.read() == PDF


def test_a_document_that_stays_is_not_erased_by_a_job_that_names_it(parent):
    document = deposit(parent)

    operations.erase(document_id=document.pk, at=NOON)

    assert default_storage().exists(document.key)
