"""What became of the requests of a period: each number counts what its list would show."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template.defaultfilters import date as date_filter
from django.utils import timezone

from apps.backoffice.forms.statistics import StatisticsFilters
from apps.backoffice.queries import statistics
from apps.casework.models import Case
from tests.apps.backoffice.desk import texts
from tests.factories import CaseFactory

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 6, 15, 10, tzinfo=PARIS)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def decided(days: float, *, status: str = "accepted", filed: datetime = NOW, **more: str) -> Case:
    note = "Hors commune." if status == "refused" else ""
    end = filed + timedelta(days=days)
    return CaseFactory(filed=True, status=status, submitted_at=filed, decided_at=end, decision_note=note, **more)


@pytest.mark.usefixtures("in_fresnes")
class TestFigures:
    def test_states_and_delays_of_each_procedure(self) -> None:
        for days in (1, 2, 3, 4, 10):
            decided(days)
        decided(6, status="refused", procedure="adresse", title="Changer d’adresse")
        CaseFactory(filed=True, submitted_at=NOW, due_at=NOW)
        CaseFactory(filed=True, submitted_at=NOW, due_at=NOW + timedelta(microseconds=1), status="cancelled")
        first, second = statistics.figures(Case.objects.all(), *YEAR, NOW)
        counted = (first.filed, first.accepted, first.refused, first.cancelled, first.live, first.late)
        assert counted == (7, 5, 0, 1, 1, 1)
        assert (first.median_days, first.nine_in_ten_days) == (3.0, 7.6)
        assert (second.title, second.refused, second.median_days, second.nine_in_ten_days) == (
            "Changer d’adresse",
            1,
            6.0,
            6.0,
        )
        total = statistics.totals(Case.objects.all(), *YEAR, NOW)
        assert (total.filed, total.median_days) == (8, 3.5)

    def test_nothing_decided_has_no_delay(self) -> None:
        CaseFactory(filed=True, submitted_at=NOW, due_at=NOW + timedelta(days=60))
        (only,) = statistics.figures(Case.objects.all(), *YEAR, NOW)
        assert (only.median_days, only.nine_in_ten_days, only.late) == (None, None, 0)

    @pytest.mark.parametrize(
        ("filed", "counted"),
        [
            (datetime(2025, 12, 31, 23, 59, 59, tzinfo=PARIS), 0),
            (datetime(2026, 1, 1, tzinfo=PARIS), 1),
            (datetime(2026, 12, 31, 23, 59, 59, tzinfo=PARIS), 1),
            (datetime(2027, 1, 1, tzinfo=PARIS), 0),
        ],
    )
    def test_a_day_belongs_to_its_year_in_the_time_of_the_commune(self, filed: datetime, counted: int) -> None:
        CaseFactory(filed=True, submitted_at=filed)
        assert statistics.totals(Case.objects.all(), *YEAR, NOW).filed == counted

    def test_twelve_months_end_with_this_one(self) -> None:
        decided(20, filed=datetime(2025, 7, 1, tzinfo=PARIS))
        decided(1, filed=datetime(2025, 6, 30, 23, tzinfo=PARIS))
        decided(0.1)
        months = statistics.trend(Case.objects.all(), NOW.date(), NOW)
        assert (months[0], months[-1]) == (
            statistics.Month(date(2025, 7, 1), 1, 2),
            statistics.Month(date(2026, 6, 1), 1, 1),
        )
        assert len(months) == 12
        assert sum(month.filed for month in months) == 2


@pytest.mark.parametrize(
    ("today", "chosen", "period"),
    [
        (date(2026, 6, 15), "", (date(2025, 6, 15), date(2026, 6, 15))),
        (date(2028, 2, 29), "", (date(2027, 3, 1), date(2028, 2, 29))),
        (date(2026, 6, 15), "annee", (date(2026, 1, 1), date(2026, 6, 15))),
        (date(2026, 6, 15), "annee-precedente", (date(2025, 1, 1), date(2025, 12, 31))),
        (date(2026, 6, 15), "annee-scolaire", (date(2025, 9, 1), date(2026, 6, 15))),
        (date(2026, 6, 15), "inconnue", (date(2025, 6, 15), date(2026, 6, 15))),
    ],
)
def test_a_period_has_two_days(today: date, chosen: str, period: tuple[date, date]) -> None:
    filters = StatisticsFilters({"periode": chosen}, services=[], today=today)
    filters.is_valid()
    assert filters.period == period


@pytest.mark.usefixtures("in_carbon_blanc")
class TestPage:
    def test_the_table_has_its_total_and_the_drawing_its_table(self, sit: Callable) -> None:
        now = timezone.now()
        decided(2.25, filed=now - timedelta(days=9))
        decided(4, filed=now - timedelta(days=9), procedure="adresse", title="Changer d’adresse")
        page = sit("reader").get("statistics")
        assert texts(page, "tfoot td[data-label='Délai médian']") == ["3,1 j"]
        assert texts(page, "tbody th a") == ["Changer d’adresse", "Déclarer ma famille"]
        assert len(texts(page, ".chart tbody tr")) == 12

    def test_another_service_counts_for_nothing(self, sit: Callable) -> None:
        CaseFactory(filed=True, submitted_at=timezone.now())
        assert texts(sit("reader", service="sports-jeunesse").get("statistics"), ".empty-title") == [
            "Aucune demande sur cette période"
        ]
        page = sit("administrator").get("statistics", service="sports-jeunesse")
        assert texts(page, ".empty-title") == ["Aucune demande sur cette période"]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(self, sit: Callable, constant_queries: Callable, rows: int) -> None:
        for number in range(rows):
            CaseFactory(filed=True, submitted_at=timezone.now(), procedure=f"demarche-{number}")
        desk = sit("reader")
        desk.get("statistics")
        with constant_queries(8):
            desk.get("statistics")

    def test_opinions_are_counted_by_subject_and_by_month_without_a_name(self, sit: Callable) -> None:
        now = timezone.now()
        for satisfaction, subject in (("well", "account"), ("well", "account"), ("badly", "invoice"), ("well", "")):
            opinion(now, satisfaction=satisfaction, subject=subject)
        page = sit("reader").get("statistics")
        heading = "section[aria-labelledby=satisfaction-1]"
        lines = texts(page, f"{heading} tr")
        assert lines[1:5] == [
            "Mon espace ou ma famille 2 0 0 2 100 %",
            "Une facture ou un paiement 0 0 1 1 0 %",
            "Sans précision 1 0 0 1 100 %",
            "Ensemble 3 0 1 4 75 %",
        ]
        assert [line.split(" ", 1)[0] for line in lines[5:]] == ["Mois", str(date_filter(now, "F"))]
        assert "4 réponses" in texts(page, f"{heading} p")[0]

    def test_opinions_of_another_time_or_another_service_are_not_counted(self, sit: Callable) -> None:
        opinion(timezone.now() - timedelta(days=800), satisfaction="well")
        assert "Satisfaction" not in texts(sit("reader").get("statistics"), "main")[0]
        opinion(timezone.now(), satisfaction="well")
        elsewhere = sit("reader", service="sports-jeunesse", username="ailleurs.lecteur")
        assert "Satisfaction" not in texts(elsewhere.get("statistics"), "main")[0]


def opinion(at: datetime, **answers: str) -> Case:
    return CaseFactory(filed=True, submitted_at=at, procedure="avis", title="Votre avis", payload={"answers": answers})
