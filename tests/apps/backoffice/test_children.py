"""A child at the desk of an agent: two families side by side, whose days are whose, what judges decided."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.audit.models import Event
from apps.backoffice.queries.emergency import emergency_sheets
from apps.families.enums import RestrictionKind
from apps.families.models import Custody, Restriction
from apps.families.operations import record_custody
from core.custody import Arrangement, IsoParity, Party, Weekdays, from_json
from tests.apps.backoffice.conftest import Sit
from tests.apps.backoffice.desk import Desk, texts
from tests.apps.families.separated import Separated, separated
from tests.factories import (
    CaseFactory,
    ContactFactory,
    CustodyFactory,
    EnrolmentFactory,
    PersonFactory,
    RestrictionFactory,
)

pytestmark = pytest.mark.usefixtures("in_fresnes")
LONG_AGO = date(2020, 1, 1)
NOT_COLLECTED = "Ne doit pas venir chercher l’enfant"
BY_PARITY = {"rhythm": "iso_parity", "party": "a", "first_day": "0", "holidays": "none", "summer": "2"}
FROM_SEPTEMBER = {"starts_on_day": "1", "starts_on_month": "9", "starts_on_year": "2025"}


@pytest.fixture
def family() -> Separated:
    return separated()


@pytest.fixture
def desk(sit: Sit) -> Desk:
    return sit("family_agent")


def day(name: str, when: date) -> dict[str, str]:
    return {f"{name}_day": str(when.day), f"{name}_month": str(when.month), f"{name}_year": str(when.year)}


def custody_of(family: Separated, **fields: Any) -> Custody:
    homes = {"first_household": family.fathers, "second_household": family.mothers}
    return CustodyFactory(child=family.child, **homes, **{"starts_on": LONG_AGO, **fields})


def forbid(family: Separated, **fields: Any) -> Restriction:
    return RestrictionFactory(child=family.child, adult=family.father.person, **{"starts_on": LONG_AGO, **fields})


def events() -> list[tuple[str, str]]:
    return list(Event.objects.filter(action__startswith="families.").order_by("pk").values_list("action", "reason"))


class TestChild:
    def test_both_families_stand_side_by_side(self, desk: Desk, family: Separated) -> None:
        page = desk.get("child", family.child.pk)
        assert texts(page, "h1") == ["Nina Testo"]
        assert texts(page, "article.card h3") == ["Famille de Maurice Testo", "Famille de Solange Testa"]
        assert "rien ne dit à qui sont les jours" in texts(page, "#garde ~ p")[0]
        assert texts(page, "main .button") == [
            "Enregistrer la garde",
            "Enregistrer une restriction",
            "Ajouter une personne",
        ]

    def test_a_child_of_one_family_has_nothing_to_share(self, desk: Desk, family: Separated) -> None:
        family.mothers.members.filter(person=family.child).delete()
        page = desk.get("child", family.child.pk)
        assert texts(page, "#garde ~ p") == ["L’enfant n’est que dans une famille."]
        said = desk.say("custody-new", family.child.pk)
        assert said == ["Nina Testo n’est que dans une famille : confirmez d’abord le rapprochement."]

    def test_the_custody_is_said_and_drawn_month_by_month(self, desk: Desk, family: Separated) -> None:
        custody_of(family)
        page = desk.get("child", family.child.pk, mois="2026-12")
        assert "Semaines paires chez Maurice Testo" in texts(page, "#garde ~ ul li")[0]
        assert texts(page, "main table caption") == ["décembre 2026"]
        assert texts(page, "main a[href*='mois=']") == ["Novembre 2026", "Janvier 2027"]

    @pytest.mark.parametrize("asked", ["", "hier", "2026-13", "1850-01"])
    def test_a_month_that_is_none_is_this_one(self, desk: Desk, family: Separated, asked: str) -> None:
        custody_of(family)
        page = desk.get("child", family.child.pk, mois=asked)
        assert page.context["file"].month.first == timezone.localdate().replace(day=1)

    def test_a_custody_to_come_is_shown_before_it_begins(self, desk: Desk, family: Separated) -> None:
        ended = custody_of(family, ends_on=date(2021, 1, 1))
        coming = custody_of(family, starts_on=timezone.localdate() + timedelta(days=40))
        page = desk.get("child", family.child.pk)
        assert page.context["file"].custody.custody == coming
        assert page.context["file"].other_custodies == (ended,)
        assert "Autres gardes : du 01/01/2020 au 01/01/2021 exclu." in texts(page, "#garde ~ p.muted")

    def test_who_only_reads_changes_nothing(self, sit: Sit, family: Separated) -> None:
        custody_of(family)
        forbid(family)
        page = sit("reader").get("child", family.child.pk)
        assert texts(page, "main .button") == []
        assert "RG 25/01234" not in page.content.decode()

    def test_an_adult_is_no_child(self, desk: Desk) -> None:
        assert desk.get("child", PersonFactory().pk).status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_page_costs_the_same_whatever_judges_decided(
        self, desk: Desk, family: Separated, count: int, constant_queries: Callable[[int], Any]
    ) -> None:
        custody_of(family)
        for rank in range(count):
            forbid(family, starts_on=LONG_AGO + timedelta(days=rank))
            forbid(family, starts_on=LONG_AGO + timedelta(days=rank), ends_on=date(2021, 1, 1), kind="no_contact")
        desk.get("child", family.child.pk)
        with constant_queries(32):
            desk.get("child", family.child.pk)


class TestCustody:
    def test_it_is_seen_over_eight_weeks_before_it_is_kept(self, desk: Desk, family: Separated) -> None:
        seen = desk.post("custody-new", family.child.pk, **BY_PARITY, **FROM_SEPTEMBER, apercu="1")
        assert texts(seen, "#apercu ~ ul li")[0].startswith("Semaines paires chez Maurice Testo")
        assert len(seen.context["preview"].weeks) == 8
        assert not Custody.objects.exists()
        said = desk.say("custody-new", family.child.pk, **BY_PARITY, **FROM_SEPTEMBER, enregistrer="1")
        custody = Custody.objects.get()
        assert said == ["La garde de Nina Testo est enregistrée."]
        assert (custody.first_household, custody.second_household) == (family.fathers, family.mothers)
        assert (custody.starts_on, custody.ends_on, custody.judgment) == (date(2025, 9, 1), None, "")
        assert from_json(custody.arrangement) == Arrangement(rhythm=IsoParity(even=Party.A))

    def test_parity_warns_of_the_year_of_53_weeks(self, desk: Desk, family: Separated) -> None:
        start = day("starts_on", date(2026, 12, 1))
        seen = desk.post("custody-new", family.child.pk, **BY_PARITY, **start, apercu="1")
        assert "Année à 53 semaines" in " ".join(texts(seen, ".alert--warning"))
        assert "2026" in " ".join(texts(seen, ".alert--warning"))

    def test_the_last_day_is_included_and_the_judgment_kept(self, desk: Desk, family: Separated) -> None:
        more = {**day("last_day", date(2026, 8, 31)), "judgment": "JAF Créteil, 12/05/2025", "enregistrer": "1"}
        desk.post("custody-new", family.child.pk, **BY_PARITY, **FROM_SEPTEMBER, **more)
        custody = Custody.objects.get()
        assert (custody.ends_on, custody.judgment) == (date(2026, 9, 1), "JAF Créteil, 12/05/2025")

    @pytest.mark.parametrize(
        ("changed", "error"),
        [
            ({"rhythm": ""}, "Le champ « Rythme » est obligatoire."),
            ({"rhythm": "alternation"}, "Donnez le premier jour."),
            ({"rhythm": "weekdays"}, "Cochez au moins un jour de la semaine."),
            (day("last_day", date(2025, 8, 1)), "La garde se termine après son premier jour."),
        ],
    )
    def test_what_is_missing_is_said(self, desk: Desk, family: Separated, changed: dict[str, str], error: str) -> None:
        typed = {**BY_PARITY, **FROM_SEPTEMBER, "enregistrer": "1", **changed}
        answer = desk.post("custody-new", family.child.pk, **typed)
        assert (answer.status_code, Custody.objects.exists()) == (422, False)
        assert texts(answer, ".error-summary li") == [error]

    def test_it_is_corrected_and_keeps_the_days_exchanged(self, desk: Desk, family: Separated) -> None:
        custody = custody_of(family, ends_on=date(2040, 1, 1))
        exchange = {**day("first", date(2026, 4, 20)), **day("last", date(2026, 4, 21)), "party": "b"}
        assert desk.say("custody-exception", family.child.pk, custody.pk, **exchange) == [
            "L’échange de jours est noté."
        ]
        asked = desk.get("custody-edit", family.child.pk, custody.pk)
        assert asked.context["form"].initial["last_day"] == date(2039, 12, 31)
        typed = {**BY_PARITY, "rhythm": "weekdays", "days": ["0", "2"], "weeks": "every", "enregistrer": "1"}
        said = desk.say("custody-edit", family.child.pk, custody.pk, **typed)
        custody.refresh_from_db()
        kept = from_json(custody.arrangement)
        assert said == ["La garde de Nina Testo est modifiée."]
        assert (type(kept.rhythm), custody.ends_on) == (Weekdays, None)
        assert [one.party for one in kept.exceptions] == [Party.B]
        assert custody.judgment == "JAF Bordeaux, 12/12/2025, RG 25/01234"

    def test_a_correction_that_runs_over_the_next_one_is_refused(self, desk: Desk, family: Separated) -> None:
        custody = custody_of(family, ends_on=date(2024, 1, 1))
        custody_of(family, starts_on=date(2024, 1, 1))
        answer = desk.post("custody-edit", family.child.pk, custody.pk, **BY_PARITY, enregistrer="1")
        assert answer.status_code == 422
        assert "01/01/2024" in texts(answer, ".error-summary")[0]

    def test_an_exchange_is_noted_refused_twice_and_dropped(self, desk: Desk, family: Separated) -> None:
        custody = custody_of(family)
        one_day = {**day("first", date(2026, 4, 20)), "party": "b"}
        desk.post("custody-exception", family.child.pk, custody.pk, **one_day)
        again = desk.post("custody-exception", family.child.pk, custody.pk, **one_day)
        assert again.status_code == 422
        assert texts(again, "h2 ~ ul li")[0].startswith("Du 20 avril 2026 au 20 avril 2026 : chez Solange Testa")
        said = desk.say("custody-exception-drop", family.child.pk, custody.pk, jour="2026-04-20")
        custody.refresh_from_db()
        assert said == ["L’échange de jours est annulé."]
        assert from_json(custody.arrangement).exceptions == ()

    def test_an_exchange_ends_after_it_begins(self, desk: Desk, family: Separated) -> None:
        typed = {**day("first", date(2026, 4, 20)), **day("last", date(2026, 4, 19)), "party": "b"}
        answer = desk.post("custody-exception", family.child.pk, custody_of(family).pk, **typed)
        assert texts(answer, ".error-summary li") == ["Le dernier jour ne peut pas précéder le premier."]

    @pytest.mark.parametrize("typed", ["", "hier", "2026-13-45"])
    def test_no_exchange_begins_on_a_day_that_is_none(self, desk: Desk, family: Separated, typed: str) -> None:
        custody = custody_of(family)
        assert desk.post("custody-exception-drop", family.child.pk, custody.pk, jour=typed).status_code == 404

    def test_one_recorded_by_mistake_goes_with_its_reason(self, desk: Desk, family: Separated) -> None:
        custody = custody_of(family)
        unsaid = desk.say("custody-remove", family.child.pk, custody.pk, reason="")
        assert (unsaid, Custody.objects.count()) == (["Dites pourquoi cette garde est supprimée."], 1)
        said = desk.say("custody-remove", family.child.pk, custody.pk, reason="Mauvais enfant")
        assert (said, Custody.objects.count()) == (["La garde de Nina Testo est supprimée."], 0)
        assert events()[-1] == ("families.custody_removed", "Mauvais enfant")

    def test_the_custody_of_another_child_is_not_found(self, desk: Desk, family: Separated) -> None:
        other = CustodyFactory()
        assert desk.get("custody-edit", family.child.pk, other.pk).status_code == 404


class TestRestrictions:
    def new(self, family: Separated, **changed: str) -> dict[str, str]:
        return {
            "adult": str(family.father.person.pk),
            "kind": "no_collection",
            **day("starts_on", date(2025, 9, 1)),
            "reference": "JAF Créteil, 12/05/2025, RG 25/9",
            "judgment": "Le père ne vient pas.",
            **changed,
        }

    def test_what_a_judge_forbids_is_recorded(self, desk: Desk, family: Separated) -> None:
        choices = desk.get("restriction-new", family.child.pk).context["form"].fields["adult"].choices
        assert [label for _pk, label in choices] == ["Maurice Testo", "Solange Testa"]
        said = desk.say("restriction-new", family.child.pk, **self.new(family))
        found = Restriction.objects.get()
        assert said == ["La restriction est enregistrée pour Maurice Testo."]
        assert (found.adult, found.kind, found.ends_on) == (family.father.person, RestrictionKind.NO_COLLECTION, None)
        assert (found.reference, found.judgment) == ("JAF Créteil, 12/05/2025, RG 25/9", "Le père ne vient pas.")

    def test_its_last_day_is_included(self, desk: Desk, family: Separated) -> None:
        desk.post("restriction-new", family.child.pk, **self.new(family, **day("last_day", date(2026, 8, 31))))
        assert Restriction.objects.get().ends_on == date(2026, 9, 1)

    def test_the_same_one_is_refused(self, desk: Desk, family: Separated) -> None:
        desk.post("restriction-new", family.child.pk, **self.new(family))
        again = desk.post("restriction-new", family.child.pk, **self.new(family))
        assert (again.status_code, Restriction.objects.count()) == (422, 1)

    @pytest.mark.parametrize(("field", "label"), [("adult", "Adulte concerné"), ("reference", "Référence du jugement")])
    def test_what_is_missing_is_said(self, desk: Desk, family: Separated, field: str, label: str) -> None:
        answer = desk.post("restriction-new", family.child.pk, **self.new(family, **{field: ""}))
        assert texts(answer, ".error-summary li") == [f"Le champ « {label} » est obligatoire."]

    def test_another_judgment_ends_it(self, desk: Desk, family: Separated) -> None:
        restriction = forbid(family)
        desk.get("restriction-end", family.child.pk, restriction.pk)
        early = day("last_day", date(2019, 1, 1))
        refused = desk.post("restriction-end", family.child.pk, restriction.pk, **early, reason="Nouveau jugement")
        assert refused.status_code == 422
        typed = {**day("last_day", date(2026, 6, 30)), "reason": "Nouveau jugement"}
        assert desk.say("restriction-end", family.child.pk, restriction.pk, **typed) == ["C’est enregistré."]
        restriction.refresh_from_db()
        assert restriction.ends_on == date(2026, 7, 1)

    def test_one_recorded_by_mistake_goes_with_its_reason(self, desk: Desk, family: Separated) -> None:
        restriction = forbid(family)
        unsaid = desk.post("restriction-end", family.child.pk, restriction.pk, suite="erreur", reason="")
        assert (unsaid.status_code, Restriction.objects.count()) == (422, 1)
        desk.post("restriction-end", family.child.pk, restriction.pk, suite="erreur", reason="Homonyme")
        assert not Restriction.objects.exists()
        assert events()[-1] == ("families.restriction_removed", "Homonyme")

    def test_that_of_another_child_is_not_found(self, desk: Desk, family: Separated) -> None:
        assert desk.get("restriction-end", family.child.pk, RestrictionFactory().pk).status_code == 404


class TestJudgments:
    def test_reading_one_is_written_down_first(self, desk: Desk, family: Separated) -> None:
        restriction = forbid(family)
        why = {"reason": "Appel de l’école", "restriction": str(restriction.pk)}
        shown = desk.post("judgment", family.child.pk, **why)
        assert texts(shown, ".card dd") == [
            "TJ Bordeaux, 12/12/2025, RG 25/01234",
            "Le père ne peut pas chercher l’enfant.",
        ]
        event = Event.objects.get(action="families.judgment_read")
        assert (event.actor_id, event.reason, event.data["restriction"]) == (
            desk.agent.pk,
            "Appel de l’école",
            restriction.pk,
        )

    def test_that_of_the_custody_too(self, desk: Desk, family: Separated) -> None:
        custody = custody_of(family)
        shown = desk.post("judgment", family.child.pk, reason="Appel de l’école", garde=str(custody.pk))
        assert texts(shown, ".card dd") == ["JAF Bordeaux, 12/12/2025, RG 25/01234"]
        assert events()[-1] == ("families.judgment_read", "Appel de l’école")

    def test_without_a_reason_nothing_is_read(self, desk: Desk, family: Separated) -> None:
        restriction = forbid(family)
        said = desk.say("judgment", family.child.pk, reason="", restriction=str(restriction.pk))
        assert said == ["Dites pourquoi vous faites cette lecture."]
        assert not Event.objects.filter(action="families.judgment_read").exists()

    @pytest.mark.parametrize("named", [{}, {"restriction": "x"}, {"garde": "x"}, {"restriction": "999999"}])
    def test_what_is_not_there_is_not_read(self, desk: Desk, family: Separated, named: dict[str, str]) -> None:
        assert desk.post("judgment", family.child.pk, reason="Pour voir", **named).status_code == 404

    def test_the_child_page_tells_who_and_until_when_and_not_the_words(self, desk: Desk, family: Separated) -> None:
        forbid(family)
        page = desk.get("child", family.child.pk)
        assert "RG 25/01234" not in page.content.decode()
        assert "Lire un jugement ou une raison" in texts(page, "aside h2")


class TestImpossibleToMiss:
    """Who may not come for the child stands wherever somebody prepares to hand it over."""

    def test_on_the_pages_of_the_child_and_of_both_families(self, desk: Desk, family: Separated) -> None:
        forbid(family)
        pages = [desk.get("child", family.child.pk)]
        pages += [desk.get("family", home.pk) for home in (family.fathers, family.mothers)]
        for page in pages:
            assert texts(page, ".forbidden-who") == ["Maurice Testo"]
            assert texts(page, ".forbidden strong") == [NOT_COLLECTED]

    def test_in_the_lists_and_on_the_pages_of_enrolments(self, sit: Sit, family: Separated) -> None:
        forbid(family)
        place = EnrolmentFactory(child=family.child, household=family.mothers)
        desk = sit("administrator")
        assert texts(desk.get("enrolment", place.pk), ".forbidden-who") == ["Maurice Testo"]
        assert texts(desk.get("child-enrolments", family.child.pk), ".forbidden-who") == ["Maurice Testo"]
        listed = desk.get("enrolments", annee="2025-2026", etat="toutes")
        assert texts(listed, "tbody th .ban") == ["Maurice Testo : ne doit pas venir chercher l’enfant"]

    def test_on_the_page_of_a_request_about_the_child(self, sit: Sit, family: Separated) -> None:
        forbid(family, kind=RestrictionKind.NO_INFORMATION)
        payload = {"answers": {}, "children": [family.child.pk]}
        case = CaseFactory(filed=True, requester=family.mother, procedure="contact", payload=payload)
        page = sit("administrator").get("case", case.number)
        assert texts(page, ".forbidden strong") == ["Ne doit recevoir aucune information sur l’enfant"]
        assert "répondez-lui par courrier" in texts(page, ".forbidden")[0]

    def test_on_the_emergency_sheet_and_never_among_those_who_may_come(self, family: Separated) -> None:
        names = {"household": family.mothers, "first_names": "Maurice", "usual_name": "TESTO", "may_collect": True}
        ContactFactory(**names)
        today = timezone.localdate()
        [before] = emergency_sheets([family.child], today)
        assert "Maurice TESTO" in [caller.name for caller in before.collectors]
        restriction = forbid(family)
        [sheet] = emergency_sheets([family.child], today)
        assert sheet.forbidden == (restriction,)
        assert "Maurice TESTO" not in [caller.name for caller in sheet.collectors]

    def test_no_longer_once_it_has_ended(self, desk: Desk, family: Separated) -> None:
        forbid(family, ends_on=date(2021, 1, 1))
        page = desk.get("child", family.child.pk)
        assert texts(page, ".forbidden") == []
        assert texts(page, "aside li")[2:] == [
            f"Maurice Testo : {NOT_COLLECTED.lower()} du 01/01/2020 au 01/01/2021 exclu"
        ]


def test_the_alternation_of_the_operation_and_of_the_page_is_the_same(sit: Sit) -> None:
    family = separated()
    record_custody(
        child=family.child,
        first_household=family.fathers,
        second_household=family.mothers,
        arrangement=Arrangement(rhythm=IsoParity(even=Party.A)),
        starts_on=LONG_AGO,
        by=family.agent,
        at=timezone.now(),
    )
    grid = sit("reader").get("child", family.child.pk, mois="2026-03").context["file"].month
    mondays = [week[0] for week in grid.weeks if week[0] is not None]
    assert [(cell.day, cell.label) for cell in mondays] == [
        (date(2026, 3, 2), "A"),
        (date(2026, 3, 9), "B"),
        (date(2026, 3, 16), "A"),
        (date(2026, 3, 23), "B"),
        (date(2026, 3, 30), "A"),
    ]
