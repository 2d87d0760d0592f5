"""What agents read of a quotient, under which permission, and what they copy from paper."""

from datetime import date

import pytest

from apps.audit.models import Event
from apps.families.models import FamilyQuotient
from tests.apps.backoffice.conftest import Sit
from tests.apps.backoffice.desk import household, texts
from tests.factories import FamilyQuotientFactory

pytestmark = pytest.mark.usefixtures("in_fresnes")
TYPED = {"source": "MSA", "value": "733", "month": "02/2026"}
BUTTON = "Lire le quotient (lecture notée)"


class TestTheFamilyPage:
    def test_it_says_the_month_and_how_it_came_and_not_how_much(self, sit: Sit) -> None:
        home = household()
        FamilyQuotientFactory(household=home, value="98765", asked=True)
        page = sit("family_agent").get("family", home.pk)
        said = " ".join(texts(page, "aside .card"))
        assert "Celui de mars 2026" in said
        assert "API Particulier" in said
        assert BUTTON in said
        assert "98765" not in page.content.decode()
        assert not Event.objects.filter(action="families.quotient_read").exists()

    def test_nothing_to_read_has_no_button(self, sit: Sit) -> None:
        page = sit("family_agent").get("family", household().pk)
        assert "Aucun n’est enregistré." in " ".join(texts(page, "aside .card"))
        assert BUTTON not in " ".join(texts(page, "aside .card"))

    @pytest.mark.parametrize("role", ["reader", "health_officer"])
    def test_who_may_not_read_it_has_no_button_and_no_page(self, sit: Sit, role: str) -> None:
        home = household()
        FamilyQuotientFactory(household=home)
        desk = sit(role)
        assert BUTTON not in " ".join(texts(desk.get("family", home.pk), "aside .card"))
        assert [desk.post(name, home.pk).status_code for name in ("quotients", "attestation")] == [403, 403]
        assert not Event.objects.filter(action="families.quotient_read").exists()


class TestReading:
    def test_the_reading_is_written_down_before_anything_is_shown(self, sit: Sit) -> None:
        home = household()
        FamilyQuotientFactory(household=home, value="612", asked=True)
        FamilyQuotientFactory(household=home, value="598", month=date(2026, 1, 1))
        FamilyQuotientFactory(value="98765")
        desk = sit("family_agent")
        page = desk.post("quotients", home.pk)
        assert texts(page, "tbody th") == ["03/2026 Actuel", "01/2026"]
        assert texts(page, "tbody td[data-label=Quotient]") == ["612", "598"]
        assert "accord donné le 16/03/2026" in texts(page, "tbody td[data-label=Comment]")[0]
        event = Event.objects.get(action="families.quotient_read")
        assert (event.actor_id, event.subject_id) == (desk.agent.pk, str(home.pk))

    def test_a_link_reads_nothing(self, sit: Sit) -> None:
        assert sit("family_agent").get("quotients", household().pk).status_code == 405

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(self, sit: Sit, constant_queries, rows: int) -> None:
        home, desk = household(), sit("family_agent")
        for rank in range(rows):
            FamilyQuotientFactory(household=home, month=date(2026, rank + 1, 1))
        desk.post("quotients", home.pk)
        with constant_queries(9):
            desk.post("quotients", home.pk)


class TestTheAttestation:
    def test_it_is_copied(self, sit: Sit) -> None:
        home, desk = household(), sit("family_agent")
        assert desk.say("attestation", home.pk, **TYPED) == ["Le quotient familial est enregistré."]
        kept = FamilyQuotient.objects.get()
        assert (kept.household, kept.value, kept.source, kept.month) == (home, "733", "MSA", date(2026, 2, 1))
        assert (kept.origin, kept.recorded_by_id) == ("attestation", desk.agent.pk)

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"value": "-1"}, "0"),
            ({"value": "100000"}, "99"),
            ({"value": "six cents"}, "nombre"),
            ({"month": "13/2026"}, "par exemple 03/2026"),
            ({"month": "2026-03"}, "par exemple 03/2026"),
            ({"month": "01/2099"}, "dans le futur"),
            ({"source": "CARSAT"}, ""),
        ],
    )
    def test_what_makes_no_sense_is_said_and_nothing_is_lost(self, sit: Sit, wrong: dict[str, str], said: str) -> None:
        page = sit("family_agent").post("attestation", household().pk, **{**TYPED, **wrong})
        assert (page.status_code, FamilyQuotient.objects.count()) == (422, 0)
        assert said in texts(page, ".error-summary")[0]
