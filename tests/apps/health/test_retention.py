"""How long the health of a child is kept, whom it is asked, and what goes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from apps.audit.models import Event
from apps.documents.models import Document
from apps.documents.queries import item_of
from apps.enrolments.enums import EnrolmentStatus
from apps.health import operations
from apps.health.enums import PlanStatus
from apps.health.models import HealthKeeping, HealthRecord, IndividualPlan, Vaccination
from apps.messaging.models import Message
from tenants import context
from tests.apps.health.makers import Family, at, family
from tests.configurations import adjust
from tests.factories import (
    DocumentFactory,
    EnrolmentFactory,
    HealthRecordFactory,
    IndividualPlanFactory,
    VaccinationFactory,
)

pytestmark = pytest.mark.usefixtures("in_fresnes")
WRITTEN = datetime(2025, 11, 3, 9, tzinfo=UTC)
ASKED, LAST_DAY, GONE = date(2026, 7, 2), date(2026, 9, 30), date(2026, 10, 1)
DAY = timedelta(days=1)


def ill(known: Family | None = None, **record: object) -> Family:
    """A child whose record and vaccines were told in the school year 2025-2026."""
    known = known or family(email="claire@exemple.fr")
    HealthRecordFactory(child=known.child, updated_at=WRITTEN, **record)
    VaccinationFactory(child=known.child, stated_at=WRITTEN)
    return known


def tend(*days: date) -> list[int]:
    """Let the worker's night pass on each of these days; return how many children it erased the health of."""
    gone = []
    for day in days:
        gone.append(operations.erase_ended(at=at(day, 2)))
        operations.remind_of_leaving(at=at(day, 6))
    return gone


def kept(known: Family) -> tuple[bool, bool, int]:
    record = HealthRecord.objects.filter(child=known.child).exists()
    vaccines = Vaccination.objects.filter(child=known.child).exists()
    return record, vaccines, IndividualPlan.objects.filter(child=known.child).count()


def mails() -> list[str]:
    return list(Message.objects.order_by("recipient").values_list("recipient", flat=True))


def actions(known: Family) -> list[str]:
    return list(Event.objects.about(known.child).order_by("pk").values_list("action", flat=True))


class TestErasing:
    def test_all_of_it_goes_the_day_after_its_last_one(self) -> None:
        known = ill()
        IndividualPlanFactory(child=known.child, signed=True, status=PlanStatus.EXPIRED, asked_at=WRITTEN)
        assert tend(ASKED, LAST_DAY) == [0, 0]
        assert kept(known) == (True, True, 1)
        assert tend(GONE, GONE) == [1, 0]
        assert kept(known) == (False, False, 0)
        assert actions(known) == ["health.leaving_told", "health.leaving_told", "health.erased"]
        assert not HealthKeeping.objects.exists()

    def test_nothing_goes_that_the_family_was_not_told_of(self) -> None:
        """A commune that starts with old records: the family is asked first, and has its fifteen days."""
        known = ill()
        late = date(2027, 2, 1)
        assert tend(late, late + 14 * DAY) == [0, 0]
        assert kept(known) == (True, True, 0)
        assert tend(late + 15 * DAY) == [1]

    @pytest.mark.parametrize(
        ("status", "ends_on", "erased"),
        [
            (EnrolmentStatus.ACTIVE, date(2027, 7, 2), 0),
            (EnrolmentStatus.WAITING, date(2027, 7, 2), 0),
            (EnrolmentStatus.REQUESTED, date(2027, 7, 2), 0),
            (EnrolmentStatus.CANCELLED, date(2027, 7, 2), 1),
            (EnrolmentStatus.REFUSED, date(2027, 7, 2), 1),
            (EnrolmentStatus.ENDED, date(2026, 9, 1), 0),  # stopped, in the school year under way
            (EnrolmentStatus.ACTIVE, date(2026, 8, 31), 1),
        ],
    )
    def test_an_enrolment_of_the_year_keeps_what_protects_the_child(
        self, status: EnrolmentStatus, ends_on: date, erased: int
    ) -> None:
        known = ill()
        EnrolmentFactory(child=known.child, status=status, ends_on=ends_on, reason="Complet.")
        assert sum(tend(ASKED, LAST_DAY, GONE, date(2027, 6, 30))) == erased
        assert kept(known) == (not erased, not erased, 0)

    def test_once_nobody_expects_the_child_the_family_is_asked_again_before_it_goes(self) -> None:
        known = ill()
        EnrolmentFactory(child=known.child, status=EnrolmentStatus.ACTIVE, ends_on=date(2027, 7, 2))
        assert sum(tend(ASKED, LAST_DAY, GONE)) == 0
        assert len(mails()) == 2
        assert tend(date(2027, 7, 2), date(2027, 9, 30), date(2027, 10, 1)) == [0, 0, 1]
        assert len(mails()) == 4

    @pytest.mark.parametrize("status", [PlanStatus.ASKED, PlanStatus.IN_PROGRESS])
    def test_a_plan_that_waits_keeps_all_of_it(self, status: PlanStatus) -> None:
        known = ill()
        IndividualPlanFactory(child=known.child, status=status, asked_at=WRITTEN)
        assert sum(tend(ASKED, GONE, date(2027, 3, 1))) == 0
        assert kept(known) == (True, True, 1)

    def test_so_does_a_plan_signed_for_the_next_year(self) -> None:
        known = ill()
        IndividualPlanFactory(child=known.child, signed=True, asked_at=WRITTEN, valid_until=date(2026, 9, 1))
        assert sum(tend(ASKED, GONE)) == 0

    def test_a_plan_replaced_goes_with_its_own_year_whatever_the_family_confirms(self) -> None:
        known = ill(None)
        old = IndividualPlanFactory(
            child=known.child, signed=True, status=PlanStatus.RENEWED, asked_at=WRITTEN, closed_at=WRITTEN
        )
        operations.confirm_health(child=known.child, by=known.parent, at=at(ASKED))
        tend(LAST_DAY)
        assert kept(known) == (True, True, 1)
        tend(GONE)
        assert kept(known) == (True, True, 0)
        assert list(Event.objects.about(old).values_list("action", flat=True)) == ["health.plan_erased"]

    def test_the_day_is_that_of_the_commune(self) -> None:
        ill()
        tend(ASKED)
        midnight = datetime(2026, 9, 30, 22, tzinfo=UTC)  # already October in Paris
        assert operations.erase_ended(at=midnight - timedelta(seconds=1)) == 0
        assert operations.erase_ended(at=midnight) == 1

    def test_a_commune_sets_its_own_grace(self) -> None:
        commune = context.current()
        rules = replace(commune.config.health.retention, grace_days=0)
        adjust(commune, health=replace(commune.config.health, retention=rules))
        ill()
        assert tend(date(2026, 6, 2), date(2026, 8, 31), date(2026, 9, 1)) == [0, 0, 1]

    def test_another_child_keeps_all_it_has(self) -> None:
        ill()
        other = family()
        HealthRecordFactory(child=other.child, updated_at=at(ASKED))
        assert tend(ASKED, GONE) == [0, 1]
        assert kept(other) == (True, False, 0)


class TestDocuments:
    def test_what_was_sent_for_it_goes_too_and_nothing_else(self) -> None:
        known = ill()
        booklet = DocumentFactory(owner=known.parent, kind="carnet-vaccination")
        paper = DocumentFactory(owner=known.parent, kind="livret-de-famille")
        Vaccination.objects.filter(child=known.child).update(document=booklet)
        IndividualPlanFactory(
            child=known.child, status=PlanStatus.REFUSED, asked_at=WRITTEN, closed_at=WRITTEN, document=paper
        )
        tend(ASKED, GONE)
        assert list(Document.objects.kept()) == [paper]

    def test_one_that_a_brother_or_a_request_still_needs_stays(self) -> None:
        known, brother = ill(), ill(family())
        booklet = DocumentFactory(owner=known.parent, kind="carnet-vaccination")
        Vaccination.objects.update(document=booklet)
        operations.confirm_health(child=brother.child, by=brother.parent, at=at(ASKED))
        assert sum(tend(ASKED, GONE)) == 1
        assert list(Document.objects.kept()) == [booklet]

    def test_the_owner_reads_what_it_serves_for(self) -> None:
        known = ill()
        booklet = DocumentFactory(owner=known.parent, kind="carnet-vaccination")
        Vaccination.objects.update(document=booklet)
        item = item_of(known.parent, booklet.reference, WRITTEN)
        assert item is not None
        assert [(use.label, use.live) for use in item.uses] == [("les vaccins d’un enfant", False)]
