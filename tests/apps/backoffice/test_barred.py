"""Who must not collect a child, at the desk: added, ended, read with a reason, and impossible to miss."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.audit.models import Event
from apps.backoffice.queries.child_file import forbidden_on
from apps.backoffice.queries.collectors import namesakes
from apps.backoffice.queries.emergency import emergency_sheets
from apps.backoffice.queries.rosters import forbidden_words
from apps.families.models import BarredPerson
from tests.apps.backoffice.conftest import Sit
from tests.apps.backoffice.desk import Desk, texts
from tests.apps.families.separated import Separated, separated
from tests.factories import (
    AuthorisedPersonFactory,
    BarredPersonFactory,
    CaseFactory,
    ContactFactory,
    EnrolmentFactory,
    PersonFactory,
)

pytestmark = pytest.mark.usefixtures("in_fresnes")
LONG_AGO = date(2020, 1, 1)
NOT_COLLECTED = "Ne doit pas venir chercher l’enfant"
REASON = "A menacé la mère devant l’école."
WARNED = "Une personne autorisée porte le nom de quelqu’un qui ne doit pas venir"


@pytest.fixture
def family() -> Separated:
    return separated()


@pytest.fixture
def desk(sit: Sit) -> Desk:
    return sit("family_agent")


def day(name: str, when: date) -> dict[str, str]:
    return {f"{name}_day": str(when.day), f"{name}_month": str(when.month), f"{name}_year": str(when.year)}


def bar(family: Separated, **fields: Any) -> BarredPerson:
    return BarredPersonFactory(child=family.child, **{"starts_on": LONG_AGO, **fields})


def allow(family: Separated, **fields: Any) -> Any:
    names = {"first_names": "Bruno", "usual_name": "LE GALL"}
    return AuthorisedPersonFactory(child=family.child, household=family.mothers, **{**names, **fields})


class TestKept:
    TYPED = {"full_name": "Bruno Le Gall", "link": "voisin", "reason": REASON, **day("starts_on", date(2026, 1, 1))}

    def test_an_agent_adds_somebody_on_the_page_of_the_child(self, desk: Desk, family: Separated) -> None:
        desk.get("barred-new", family.child.pk)
        said = desk.say("barred-new", family.child.pk, **self.TYPED, **day("last_day", date(2026, 6, 30)))
        barred = BarredPerson.objects.get()
        assert said == ["Bruno Le Gall est sur la liste de qui ne doit pas venir chercher l’enfant."]
        assert (barred.name, barred.link, barred.reason) == ("Bruno Le Gall", "voisin", REASON)
        assert (barred.starts_on, barred.ends_on) == (date(2026, 1, 1), date(2026, 7, 1))
        assert barred.recorded_by == desk.agent

    def test_a_parent_needs_a_judge(self, desk: Desk, family: Separated) -> None:
        refused = desk.post("barred-new", family.child.pk, **{**self.TYPED, "full_name": "Maurice Testo"})
        assert (refused.status_code, BarredPerson.objects.count()) == (422, 0)
        assert "seule une décision de justice" in texts(refused, ".error-summary li")[0]

    def test_an_agent_ends_it_and_the_line_stays(self, desk: Desk, family: Separated) -> None:
        barred = bar(family)
        desk.get("barred-end", family.child.pk, barred.pk)
        early = desk.post(
            "barred-end", family.child.pk, barred.pk, **day("ends_on", date(2019, 12, 31)), reason="Apaisé"
        )
        assert early.status_code == 422
        typed = {**day("ends_on", date(2026, 2, 1)), "reason": "Apaisé"}
        assert desk.say("barred-end", family.child.pk, barred.pk, **typed) == ["C’est enregistré."]
        page = desk.get("child", family.child.pk)
        assert texts(page, ".forbidden") == []
        [line] = [text for text in texts(page, "aside li") if "Bruno Le Gall" in text]
        assert f"fin notée par {desk.agent.display_name}" in line

    def test_that_of_another_child_is_not_found(self, desk: Desk, family: Separated) -> None:
        assert desk.get("barred-end", family.child.pk, BarredPersonFactory().pk).status_code == 404

    def test_who_only_reads_changes_nothing_and_sees_the_ban(self, sit: Sit, family: Separated) -> None:
        barred = bar(family)
        desk = sit("reader")
        page = desk.get("child", family.child.pk)
        assert texts(page, ".forbidden-who") == ["Bruno Le Gall (ancien compagnon de la mère)"]
        assert texts(page, "main .button") == []
        assert desk.get("barred-new", family.child.pk).status_code == 403
        assert desk.get("barred-end", family.child.pk, barred.pk).status_code == 403


class TestReason:
    def test_it_is_on_no_page_until_an_agent_says_why_they_read_it(self, desk: Desk, family: Separated) -> None:
        barred = bar(family)
        assert REASON not in desk.get("child", family.child.pk).content.decode()
        shown = desk.post("judgment", family.child.pk, reason="Appel de l’école", consigne=str(barred.pk))
        assert texts(shown, ".card dd") == [REASON]
        event = Event.objects.get(action="families.barred_read")
        assert (event.actor_id, event.reason, event.data) == (desk.agent.pk, "Appel de l’école", {"barred": barred.pk})

    def test_why_it_ended_is_read_with_it(self, desk: Desk, family: Separated) -> None:
        barred = bar(family, ended=True)
        shown = desk.post("judgment", family.child.pk, reason="Appel de l’école", consigne=str(barred.pk))
        assert texts(shown, ".card dd") == [REASON, "La mère ne le craint plus."]

    def test_who_may_not_read_judgments_does_not_read_it(self, sit: Sit, family: Separated) -> None:
        barred = bar(family)
        desk = sit("reader")
        assert desk.post("judgment", family.child.pk, reason="Voir", consigne=str(barred.pk)).status_code == 403

    @pytest.mark.parametrize("named", ["x", "999999"])
    def test_what_is_not_there_is_not_read(self, desk: Desk, family: Separated, named: str) -> None:
        assert desk.post("judgment", family.child.pk, reason="Pour voir", consigne=named).status_code == 404


class TestImpossibleToMiss:
    def test_on_the_pages_of_the_child_and_of_both_families(self, desk: Desk, family: Separated) -> None:
        bar(family, link="")
        pages = [desk.get("child", family.child.pk)]
        pages += [desk.get("family", home.pk) for home in (family.fathers, family.mothers)]
        for page in pages:
            assert texts(page, ".forbidden-who") == ["Bruno Le Gall"]
            assert texts(page, ".forbidden strong") == [NOT_COLLECTED]

    def test_in_the_lists_and_on_the_pages_of_enrolments(self, sit: Sit, family: Separated) -> None:
        bar(family, link="")
        place = EnrolmentFactory(child=family.child, household=family.mothers)
        desk = sit("administrator")
        assert texts(desk.get("enrolment", place.pk), ".forbidden-who") == ["Bruno Le Gall"]
        assert texts(desk.get("child-enrolments", family.child.pk), ".forbidden-who") == ["Bruno Le Gall"]
        listed = desk.get("enrolments", annee="2025-2026", etat="toutes")
        assert texts(listed, "tbody th .ban") == ["Bruno Le Gall : ne doit pas venir chercher l’enfant"]

    def test_on_the_page_of_a_request_about_the_child(self, sit: Sit, family: Separated) -> None:
        bar(family)
        payload = {"answers": {}, "children": [family.child.pk]}
        case = CaseFactory(filed=True, requester=family.mother, procedure="contact", payload=payload)
        assert texts(sit("administrator").get("case", case.number), ".forbidden strong") == [NOT_COLLECTED]

    def test_in_a_spreadsheet(self, family: Separated) -> None:
        bar(family)
        bans = forbidden_on(family.child, timezone.localdate())
        assert forbidden_words(bans) == "Bruno Le Gall : ne doit pas venir chercher l’enfant"

    def test_on_the_emergency_sheet_and_never_among_those_who_may_come(self, family: Separated) -> None:
        allow(family)
        today = timezone.localdate()
        [before] = emergency_sheets([family.child], today)
        assert [caller.name for caller in before.collectors] == ["Bruno LE GALL"]
        barred = bar(family)
        [sheet] = emergency_sheets([family.child], today)
        assert (sheet.forbidden, sheet.collectors) == ((barred,), ())

    def test_no_longer_once_it_has_ended_nor_before_it_begins(self, desk: Desk, family: Separated) -> None:
        bar(family, ended=True)
        bar(family, starts_on=timezone.localdate() + timedelta(days=1))
        assert texts(desk.get("child", family.child.pk), ".forbidden") == []


class TestSameName:
    """A family lets somebody come who bears the name of who must not: agents are warned on both sides."""

    def test_the_authorised_person_is_shown_as_blocked(self, sit: Sit, family: Separated) -> None:
        place = EnrolmentFactory(child=family.child, household=family.mothers)
        allow(family, first_names="BRÙNO", usual_name="le-gall")
        allow(family, first_names="Ana", usual_name="Lopes")
        bar(family, name="Le Gall Bruno")
        desk = sit("administrator")
        for page in (desk.get("enrolment", place.pk), desk.get("child-enrolments", family.child.pk)):
            assert texts(page, ".badge--danger") == ["Bloquée : même nom qu’une personne qui ne doit pas venir"]
            assert WARNED in texts(page, ".alert--danger")[0]

    def test_beside_the_ban_on_the_page_of_the_child(self, desk: Desk, family: Separated) -> None:
        bar(family)
        assert texts(desk.get("child", family.child.pk), ".alert--danger") == []
        allow(family)
        assert "Bruno LE GALL : vérifiez" in texts(desk.get("child", family.child.pk), ".alert--danger")[0]

    def test_a_contact_who_may_collect_is_blocked_on_the_page_of_its_family(
        self, desk: Desk, family: Separated
    ) -> None:
        bar(family)
        ContactFactory(household=family.mothers, first_names="Bruno", usual_name="Le Gall", may_collect=True)
        page = desk.get("family", family.mothers.pk)
        assert texts(page, "td .badge--danger") == ["Bloqué : même nom qu’une personne qui ne doit pas venir"]
        assert WARNED in texts(desk.get("child", family.child.pk), ".alert--danger")[0]

    def test_who_no_longer_may_come_warns_of_nothing(self, family: Separated) -> None:
        allow(family, since=LONG_AGO, until=date(2021, 1, 1))
        ContactFactory(household=family.mothers, first_names="Bruno", usual_name="Le Gall", may_collect=False)
        bar(family)
        today = timezone.localdate()
        assert namesakes(family.child, forbidden_on(family.child, today), today) == ()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whoever_must_not_come(
    desk: Desk, family: Separated, count: int, constant_queries: Callable[[int], Any]
) -> None:
    for rank in range(count):
        bar(family, name=f"Bruno {rank}")
        bar(family, name=f"Ancien {rank}", ended=True)
        allow(family, usual_name=f"{rank}")
    desk.get("child", family.child.pk)
    with constant_queries(27):
        desk.get("child", family.child.pk)


def test_an_adult_is_no_child(desk: Desk) -> None:
    assert desk.get("barred-new", PersonFactory().pk).status_code == 404
