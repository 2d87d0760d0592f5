"""The list of requests, and the page where one is read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.casework import operations
from apps.casework.models import Case, CaseAttachment
from tests.apps.accounts.people import agent, citizen
from tests.apps.backoffice.desk import FATHER, PDF, declaration, filed, household, texts


def numbers(page: object) -> list[str]:
    return texts(page, "tbody th a")


@pytest.mark.usefixtures("in_fresnes")
class TestList:
    def test_the_oldest_comes_first(self, sit: Callable) -> None:
        new = filed(citizen("nouvelle"))
        old = filed(citizen("ancienne"), at=timezone.now() - timedelta(days=8))
        assert numbers(sit("reader").get("cases")) == [old.number, new.number]

    @pytest.mark.parametrize(
        ("days", "age"), [(2.9, "recentes"), (3.1, "semaine"), (6.9, "semaine"), (7.1, "anciennes"), (30, "anciennes")]
    )
    def test_an_age_keeps_its_own(self, sit: Callable, days: float, age: str) -> None:
        case = filed(citizen(), at=timezone.now() - timedelta(days=days))
        desk = sit("reader")
        found = [name for name in ("recentes", "semaine", "anciennes") if numbers(desk.get("cases", age=name))]
        assert (found, numbers(desk.get("cases", age=age))) == ([age], [case.number])

    def test_mine_and_nobodys(self, sit: Callable) -> None:
        desk = sit("family_agent")
        mine, nobodys = filed(citizen("une")), filed(citizen("deux"))
        operations.take(case=mine, by=desk.agent, at=timezone.now())
        assert numbers(desk.get("cases", agent="moi")) == [mine.number]
        assert numbers(desk.get("cases", agent="personne")) == [nobodys.number]

    def test_a_decided_case_leaves_the_list_and_stays_within_reach(self, sit: Callable) -> None:
        desk = sit("family_agent")
        case = filed(citizen())
        operations.take(case=case, by=desk.agent, at=timezone.now())
        operations.refuse(case=case, by=desk.agent, at=timezone.now(), reason="Hors commune.")
        assert texts(desk.get("cases"), ".empty-title") == ["Aucune demande ne correspond"]
        assert numbers(desk.get("cases", etat="refused")) == numbers(desk.get("cases", etat="toutes")) == [case.number]

    @pytest.mark.parametrize("typed", ["2026", "dupont", "DÛPONT", "élise", "0612345678"])
    def test_a_search_forgives(self, sit: Callable, typed: str) -> None:
        at = timezone.now().replace(year=2026)
        case = filed(citizen("elise", usual_name="Dupont", first_names="Élise", mobile="06 12 34 56 78"), at=at)
        assert numbers(sit("reader").get("cases", q=typed)) == [case.number]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(self, sit: Callable, constant_queries: Callable, rows: int) -> None:
        desk = sit("reader")
        for number in range(rows):
            filed(citizen(f"famille{number}"))
        desk.get("cases")
        with constant_queries(8):
            desk.get("cases")

    def test_a_draft_is_nobodys_business(self, sit: Callable) -> None:
        operations.open_draft(procedure="famille", by=citizen(), at=timezone.now())
        assert numbers(sit("administrator").get("cases", etat="toutes")) == []


@pytest.mark.usefixtures("in_carbon_blanc")
def test_services_are_a_filter_where_the_agent_has_several(sit: Callable) -> None:
    case = filed(citizen())
    several = sit("administrator")
    assert numbers(several.get("cases", service="enfance")) == [case.number]
    assert numbers(several.get("cases", service="sports-jeunesse")) == []
    assert texts(sit("reader", service="enfance").get("cases"), "select[name=service]") == []


@pytest.mark.usefixtures("in_carbon_blanc")
def test_another_service_has_neither_the_line_nor_the_page(sit: Callable) -> None:
    case = filed(citizen())
    desk = sit("family_agent", service="sports-jeunesse")
    assert numbers(desk.get("cases")) == []
    assert desk.get("case", case.number).status_code == 404
    attachment = CaseAttachment.objects.filter(case=case).order_by("pk").first()
    assert desk.get("case-document", case.number, attachment.pk).status_code == 404


@pytest.mark.usefixtures("in_fresnes")
class TestPage:
    def test_what_differs_from_the_account_is_said_in_words(self, sit: Callable) -> None:
        case = filed(citizen("helene", civility="mrs", usual_name="MARTIN", first_names="Helene", mobile="0699999999"))
        page = sit("reader").get("case", case.number)
        assert [row for row in texts(page, ".table--compared tbody tr") if "portable" in row] == [
            "Téléphone portable 06 11 22 33 44 0699999999 Différent"
        ]
        same = [
            text for text in texts(page, ".declared div") if text.startswith(("Nom d’usage Martin", "Prénom(s) Hé"))
        ]
        assert same[:2] == [
            "Nom d’usage Martin Identique (connu : MARTIN)",
            "Prénom(s) Hélène Identique (connu : Helene)",
        ]

    def test_a_child_of_another_household_is_a_probable_match(self, sit: Callable) -> None:
        other = replace(declaration().holder, first_names="Marc", civility="mr", birth_date=date(1985, 1, 1))
        known = household(replace(declaration(), holder=other))
        case = filed(citizen())
        page = sit("reader").get("case", case.number)
        assert "Léa Martin figure déjà dans la famille de Marc Martin" in " ".join(texts(page, ".alert--warning"))
        assert f'href="/agents/familles/{known.pk}/"' in page.content.decode()

    def test_a_co_representative_already_known_is_compared_too(self, sit: Callable) -> None:
        second = replace(declaration().holder, first_names="Paul", civility="mr", email="paul@exemple.fr", address=None)
        known = replace(second, birth_date=None, mobile="06 00 00 00 99", address=declaration().holder.address)
        household(replace(declaration(), holder=known, children=()))
        child = replace(declaration().children[0], co_representative_tie=FATHER)
        case = filed(citizen(), replace(declaration(), co_representative=second, children=(child,)))
        page = sit("reader").get("case", case.number)
        assert "Paul Martin ressemble à Paul Martin : même adresse électronique" in " ".join(
            texts(page, ".alert--warning")
        )
        rows = texts(page, "[aria-labelledby=personne-2] .table--compared tbody tr")
        assert rows == [
            "Date de naissance 02/05/1988 – Nouveau",
            "Téléphone portable 06 11 22 33 44 06 00 00 00 99 Différent",
        ]

    def test_pieces_open_beside_and_a_missing_one_is_said(self, sit: Callable) -> None:
        desk = sit("family_agent")
        case = operations.take(case=filed(citizen()), by=desk.agent, at=timezone.now())
        CaseAttachment.objects.filter(case=case).order_by("pk").first().delete()
        page = desk.get("case", case.number)
        assert "checked" in page.content.decode()  # the piece to ask for
        pieces = " ".join(texts(page, ".pieces"))
        assert "Manquante" in pieces
        assert "(télécharger)" in pieces

    def test_a_reader_sees_no_form_and_opens_no_piece(self, sit: Callable) -> None:
        case = filed(citizen())
        page = sit("reader").get("case", case.number)
        assert texts(page, "main form") == []
        assert texts(page, ".pieces a") == []

    def test_queries_are_few_and_do_not_grow_with_the_family(self, sit: Callable, constant_queries: Callable) -> None:
        child = declaration().children[0]
        many = tuple(replace(child, key=f"e{rank}", first_names=f"Enfant {rank}") for rank in range(4))
        small, large = filed(citizen("une")), filed(citizen("deux"), replace(declaration(), children=many))
        desk = sit("family_agent")
        desk.get("case", small.number)
        for case in (large, small):  # opening another case than the last is noted in the session
            with constant_queries(19):
                desk.get("case", case.number)

    def test_who_else_reads_it_is_said(self, sit: Callable) -> None:
        case = filed(citizen())
        sit("administrator", username="premiere").get("case", case.number)
        page = sit("family_agent", username="seconde").get("case", case.number)
        assert "Mme Nadia AGENT a ouvert cette demande à" in " ".join(texts(page, ".alert--warning"))


@pytest.mark.usefixtures("in_fresnes")
class TestDocument:
    def test_a_piece_of_the_case_is_served_and_never_sniffed(self, sit: Callable) -> None:
        case = filed(citizen())
        attachment = CaseAttachment.objects.filter(case=case).order_by("pk").first()
        desk = sit("family_agent")
        link = desk.get("case-document", case.number, attachment.pk)
        answer = desk.client.get(link["Location"])
        assert (answer.status_code, answer.getvalue(), answer["Content-Type"]) == (200, PDF, "application/pdf")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith("attachment")

    def test_a_piece_of_another_case_is_not_found(self, sit: Callable) -> None:
        one, other = filed(citizen("une")), filed(citizen("deux"))
        attachment = CaseAttachment.objects.filter(case=other).order_by("pk").first()
        assert sit("family_agent").get("case-document", one.number, attachment.pk).status_code == 404

    def test_an_infected_one_stays_closed(self, sit: Callable) -> None:
        case = filed(citizen())
        attachment = CaseAttachment.objects.select_related("document").filter(case=case).order_by("pk").first()
        attachment.document.state = "infected"
        attachment.document.save()
        answer = sit("family_agent").get("case-document", case.number, attachment.pk)
        assert (answer.status_code, answer["Location"]) == (302, f"/agents/demandes/{case.number}/")


@pytest.mark.usefixtures("in_fresnes")
def test_the_colleagues_offered_are_those_who_may_decide(sit: Callable) -> None:
    agent("lectrice", ("reader", ""), civility="mrs")
    agent("collegue", ("family_agent", ""), civility="mr")
    case = filed(citizen())
    page = sit("family_agent").get("case", case.number)
    assert texts(page, "select[name=agent] option") == ["M. Nadia AGENT", "Mme Nadia AGENT"]
    assert Case.objects.count() == 1
