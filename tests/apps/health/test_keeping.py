"""A family is asked whether all is still exact, and says so for the year to come: each parent, and nobody else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from apps.audit.models import Event
from apps.families.enums import RestrictionKind
from apps.families.models import Relationship
from apps.families.operations.people import absorb
from apps.health import operations, queries
from apps.health.errors import HealthNotYours, NothingToConfirm
from apps.health.models import HealthAccess, HealthKeeping, HealthRecord
from apps.messaging.models import Message
from core.schooling import SchoolYear
from tests.apps.health.makers import Family, at, family
from tests.factories import (
    HealthAccessFactory,
    HealthKeepingFactory,
    HealthRecordFactory,
    PersonFactory,
    RestrictionFactory,
)

pytestmark = pytest.mark.usefixtures("in_fresnes")
WRITTEN = datetime(2025, 11, 3, 9, tzinfo=UTC)
ASKED, LAST_DAY, GONE = date(2026, 7, 2), date(2026, 9, 30), date(2026, 10, 1)
DAY = timedelta(days=1)
SECRETS = ("Arachides", "Stylo", "Ventoline", "Sans porc", "lunettes", "Petit")


def ill(known: Family) -> Family:
    HealthRecordFactory(child=known.child, updated_at=WRITTEN)
    return known


def mails() -> list[str]:
    return sorted(Message.objects.order_by("pk").values_list("recipient", flat=True))


class TestAsking:
    def test_the_family_is_written_to_twice_and_once_a_day_is_enough(self) -> None:
        ill(family(email="claire@exemple.fr"))
        told = [
            operations.remind_of_leaving(at=at(day))
            for day in (ASKED - DAY, ASKED, ASKED, date(2026, 9, 14), date(2026, 9, 15), LAST_DAY)
        ]
        assert told == [0, 1, 0, 0, 1, 0]
        assert mails() == ["claire@exemple.fr"] * 2

    def test_the_mail_says_when_and_never_what(self) -> None:
        known = ill(family(email="claire@exemple.fr"))
        operations.remind_of_leaving(at=at(ASKED))
        mail = Message.objects.get()
        name = known.child.first_names
        assert mail.subject == f"Le dossier santé de {name} est-il toujours exact ?"
        assert "avant le 30 septembre 2026 inclus" in mail.text
        assert "confirmez-le en un clic pour 2026-2027" in mail.text
        assert f"/enfants/{known.child.pk}/sante/" in mail.text
        assert [word for word in SECRETS if word in mail.subject + mail.text + mail.html] == []

    def test_both_separated_parents_are_asked_but_not_the_one_a_judge_silences(self) -> None:
        mother = ill(family(email="claire@exemple.fr"))
        father = family(child=mother.child, email="paul@exemple.fr")
        family(child=mother.child, authority=False, email="beau-pere@exemple.fr")
        operations.remind_of_leaving(at=at(ASKED))
        assert mails() == ["claire@exemple.fr", "paul@exemple.fr"]
        RestrictionFactory(child=mother.child, adult=father.adult, kind=RestrictionKind.NO_INFORMATION)
        operations.remind_of_leaving(at=at(LAST_DAY))
        assert mails() == ["claire@exemple.fr", "claire@exemple.fr", "paul@exemple.fr"]

    def test_a_child_for_whom_nobody_declared_the_authority_is_told_about_to_those_who_represent_it(self) -> None:
        ill(family(email="claire@exemple.fr"))
        Relationship.objects.all().delete()
        operations.remind_of_leaving(at=at(ASKED))
        assert mails() == ["claire@exemple.fr"]

    def test_a_family_that_nobody_can_reach_has_been_told_all_the_same(self) -> None:
        child = PersonFactory(child=True)
        HealthRecordFactory(child=child, updated_at=WRITTEN)
        assert operations.remind_of_leaving(at=at(ASKED)) == 1
        assert mails() == []
        assert operations.erase_ended(at=at(GONE)) == 1

    def test_agents_see_who_is_about_to_leave_nearest_first(self) -> None:
        first, second = ill(family()), family()
        HealthRecordFactory(child=second.child, updated_at=at(ASKED))
        assert queries.leaving(ASKED - DAY) == ()
        assert [child for child, _ in queries.leaving(ASKED)] == [first.child]
        assert [child for child, _ in queries.leaving(date(2027, 7, 2))] == [first.child, second.child]


class TestConfirming:
    def test_one_parent_says_so_and_it_is_kept_for_the_next_year(self) -> None:
        known = ill(family())
        operations.remind_of_leaving(at=at(ASKED))
        row = operations.confirm_health(child=known.child, by=known.parent, at=at(LAST_DAY))
        assert (row.confirmed_year, row.confirmed_by) == ("2026-2027", known.parent)
        assert operations.erase_ended(at=at(GONE)) == 0
        keeping = queries.keeping_of(known.child, GONE)
        assert keeping is not None
        assert (keeping.said, keeping.deadline, keeping.is_asked) == (SchoolYear(2026), date(2027, 9, 30), False)
        actions = Event.objects.about(known.child).order_by("pk").values_list("action", flat=True)
        assert list(actions) == ["health.leaving_told", "health.confirmed"]

    def test_the_other_parent_may_too(self) -> None:
        known = ill(family())
        father = family(child=known.child)
        operations.confirm_health(child=known.child, by=father.parent, at=at(ASKED))
        assert HealthKeeping.objects.get().confirmed_by == father.parent

    def test_neither_a_silenced_parent_nor_somebody_without_authority_nor_a_stranger_may(self) -> None:
        known = ill(family())
        silenced, other = family(child=known.child), family(child=known.child, authority=False)
        RestrictionFactory(child=known.child, adult=silenced.adult, kind=RestrictionKind.NO_INFORMATION)
        for user in (silenced.parent, other.parent, family().parent):
            with pytest.raises(HealthNotYours):
                operations.confirm_health(child=known.child, by=user, at=at(ASKED))

    @pytest.mark.parametrize("day", [ASKED - DAY, date(2026, 1, 5)])
    def test_not_before_somebody_asks(self, day: date) -> None:
        known = ill(family())
        with pytest.raises(NothingToConfirm, match="il vaut déjà pour l’année à venir"):
            operations.confirm_health(child=known.child, by=known.parent, at=at(day))

    def test_neither_twice_nor_when_nothing_is_kept(self) -> None:
        known, empty = ill(family()), family()
        operations.confirm_health(child=known.child, by=known.parent, at=at(ASKED))
        for one in (known, empty):
            with pytest.raises(NothingToConfirm):
                operations.confirm_health(child=one.child, by=one.parent, at=at(ASKED))

    def test_a_record_filled_again_once_asked_needs_no_other_word(self) -> None:
        known = ill(family())
        HealthRecord.objects.update(updated_at=at(ASKED))
        assert operations.remind_of_leaving(at=at(ASKED)) == 0
        assert operations.erase_ended(at=at(GONE)) == 0
        assert queries.keeping_of(known.child, GONE) is not None

    def test_the_word_given_for_one_of_two_records_follows_the_child_they_become(self) -> None:
        kept, other = ill(family()), ill(family())
        HealthKeepingFactory(child=kept.child, confirmed_year="2025-2026", told_of=LAST_DAY, told_on=ASKED, reminders=1)
        HealthKeepingFactory(child=other.child, confirmed_year="2026-2027")
        absorb(kept=kept.child, other=other.child, at=at(ASKED))
        row = HealthKeeping.objects.get()
        assert (row.child, row.confirmed_year, row.reminders) == (kept.child, "2026-2027", 0)


class TestReadings:
    def test_they_go_after_three_years_and_not_a_day_before(self) -> None:
        child = PersonFactory(child=True)
        HealthAccessFactory(child=child, at=datetime(2021, 3, 10, 12, tzinfo=UTC))
        HealthAccessFactory(child=child, at=datetime(2021, 3, 11, 12, tzinfo=UTC))
        assert operations.forget_readings(at=at(date(2024, 3, 11))) == 1
        assert operations.forget_readings(at=at(date(2024, 3, 11))) == 0
        assert HealthAccess.objects.get().at == datetime(2021, 3, 11, 12, tzinfo=UTC)
        assert Event.objects.filter(action="health.readings_forgotten").get().data == {"count": 1}

    def test_the_database_keeps_those_of_the_year_whatever_the_code_does(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            (now,) = cursor.fetchone()
        HealthAccessFactory(at=now - timedelta(days=360))
        HealthAccessFactory(at=now - timedelta(days=370))
        with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
            HealthAccess.objects.all().delete()
        assert HealthAccess.objects.filter(at__lt=now - timedelta(days=366)).delete()[0] == 1
