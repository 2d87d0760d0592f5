"""The counts beside the filters of the work list, and when silence decides."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.backoffice.wording import silence
from apps.casework import operations
from apps.casework.models import Case
from tests.apps.accounts.people import agent, citizen
from tests.apps.backoffice.desk import filed, texts
from tests.factories import CaseFactory

LAST = date(2026, 5, 16)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2026, 5, 13), "Refus implicite dans 3 jours, après le 16/05/2026"),
        (date(2026, 5, 15), "Refus implicite dans 1 jour, après le 16/05/2026"),
        (date(2026, 5, 16), "Refus implicite ce soir à minuit"),
        (date(2026, 5, 17), "Refus implicite depuis le 17/05/2026"),
    ],
)
def test_silence_is_said_on_both_sides_of_the_last_day(today: date, words: str) -> None:
    assert silence(LAST, today, accepts=False) == words


def test_silence_may_accept() -> None:
    assert silence(LAST, date(2026, 6, 1), accepts=True) == "Acceptation implicite depuis le 17/05/2026"


def numbers(page: object) -> list[str]:
    return texts(page, "tbody th a")


def due_in(username: str, **left: float) -> Case:
    case = filed(citizen(username))
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() + timedelta(**left))
    return Case.objects.get(pk=case.pk)


@pytest.mark.usefixtures("in_fresnes")
class TestDeadlines:
    def test_near_and_past_are_two_lists(self, sit: Callable) -> None:
        desk = sit("family_agent")
        past, near = due_in("passee", hours=-1), due_in("proche", days=6)
        due_in("lointaine", days=8)
        assert numbers(desk.get("cases", echeance="depasse")) == [past.number]
        assert numbers(desk.get("cases", echeance="proche")) == [near.number]

    def test_a_stopped_clock_is_neither_and_says_so(self, sit: Callable) -> None:
        desk = sit("family_agent")
        case = operations.take(case=due_in("arretee", hours=2), by=desk.agent, at=timezone.now())
        operations.ask_information(case=case, by=desk.agent, at=timezone.now(), message="Le livret ?")
        assert numbers(desk.get("cases", echeance="proche")) == []
        assert "Délai suspendu" in texts(desk.get("cases"), "tbody td[data-label=État]")[0]

    def test_a_row_says_what_silence_does(self, sit: Callable) -> None:
        due_in("passee", days=-2)
        row = texts(sit("reader").get("cases"), "tbody td[data-label=État]")[0]
        assert row.startswith("Déposée Refus implicite depuis le ")

    def test_the_home_counts_what_is_past(self, sit: Callable) -> None:
        due_in("passee", hours=-1)
        due_in("lointaine", days=8)
        desk = sit("family_agent")
        page = desk.get("home")
        assert texts(page, "td[data-label='Délai dépassé']") == ["1"]


@pytest.mark.usefixtures("in_fresnes")
class TestCounts:
    def test_each_tab_counts_what_it_shows(self, sit: Callable) -> None:
        desk = sit("family_agent")
        for number in range(3):
            filed(citizen(f"famille{number}"))
        taken = operations.take(case=Case.objects.order_by("pk").first(), by=desk.agent, at=timezone.now())
        operations.refuse(case=taken, by=desk.agent, at=timezone.now(), reason="Hors commune.")
        tabs = texts(desk.get("cases"), ".tabs li")
        assert tabs == [
            "En cours 2",
            "Déposée 2",
            "En cours d’instruction 0",
            "À compléter 0",
            "Acceptée 0",
            "Refusée 1",
            "Close 0",
            "Annulée 0",
            "Toutes 3",
        ]
        assert len(numbers(desk.get("cases", etat="toutes"))) == 3

    def test_the_other_filters_are_kept_and_counted(self, sit: Callable) -> None:
        desk = sit("family_agent")
        mine, _other = filed(citizen("une")), filed(citizen("deux"))
        operations.take(case=mine, by=desk.agent, at=timezone.now())
        page = desk.get("cases", agent="moi")
        assert texts(page, ".tabs li")[0] == "En cours 1"
        links = [tab.url for tab in page.context["tabs"]]
        assert links[1] == "?agent=moi&etat=submitted"

    def test_procedures_are_counted_in_the_state_shown(self, sit: Callable) -> None:
        filed(citizen("une"))
        CaseFactory(
            filed=True, number="2025-000009", procedure="ancienne", title="Ancienne démarche", service="accueil-unique"
        )
        desk = sit("administrator")
        assert texts(desk.get("cases"), "select[name=demarche] option") == [
            "Toutes",
            "Ancienne démarche (1)",
            "Déclarer ma famille (1)",
        ]
        assert texts(desk.get("cases", etat="refused"), "select[name=demarche] option")[1:] == [
            "Ancienne démarche (0)",
            "Déclarer ma famille (0)",
        ]
        assert texts(desk.get("cases", demarche="ancienne"), ".tabs li")[0] == "En cours 1"

    def test_the_cases_of_a_colleague(self, sit: Callable) -> None:
        desk, colleague = sit("administrator"), agent("collegue", ("family_agent", ""))
        given = operations.take(case=filed(citizen("une")), by=colleague, at=timezone.now())
        filed(citizen("deux"))
        assert texts(desk.get("cases"), "select[name=agent] option") == [
            "Tous",
            "Les miennes",
            "Sans agent",
            colleague.display_name,
        ]
        assert numbers(desk.get("cases", agent=colleague.pk)) == [given.number]
