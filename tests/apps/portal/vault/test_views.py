""" "Mes documents" as a person goes through it."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from apps.casework.enums import CaseStatus
from apps.documents import operations
from apps.documents.enums import DocumentState
from apps.documents.models import Document
from apps.families.enums import RestrictionKind
from tenants import context
from tests.apps.accounts.people import citizen
from tests.apps.documents.files import PDF, pdf, photo, upload
from tests.factories import (
    CaseAttachmentFactory,
    CaseFactory,
    PersonFactory,
    RestrictionFactory,
    VaccinationFactory,
)

PROOF = "justificatif-de-domicile"


@pytest.fixture
def parent(in_fresnes):
    return citizen()


@pytest.fixture
def space(browser, parent):
    return browser(parent)


def deposit(owner, kind="autre", title="Facture d’eau", content=PDF, **more):
    return operations.deposit(
        owner=owner, file=upload("facture.pdf", content), kind=kind, title=title, at=timezone.now(), **more
    )


def texts(response, selector):
    page = BeautifulSoup(response.content, "html.parser")
    return [" ".join(element.get_text(" ").split()) for element in page.select(selector)]


def today():
    return context.local_date(timezone.now())


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


class TestList:
    def test_an_empty_space_says_what_it_is_for(self, space):
        page = space.get("/mes-documents/")

        assert texts(page, ".empty h2") == ["Aucun document pour le moment"]
        assert texts(page, "main a.button") == ["Ajouter un document"]

    @pytest.mark.parametrize(
        ("issued", "words"),
        [
            (timedelta(days=1), "Accepté jusqu’au"),
            (timedelta(days=75), "Expire bientôt : accepté jusqu’au"),
            (timedelta(days=100), "Expiré : accepté jusqu’au"),
        ],
    )
    def test_each_document_says_in_words_until_when_it_is_accepted(self, space, parent, issued, words):
        deposit(parent, PROOF, issued_on=today() - issued)

        (badge,) = texts(space.get("/mes-documents/"), "main .badge")
        assert badge.startswith(words)

    @pytest.mark.parametrize(
        ("state", "age", "words"),
        [
            (DocumentState.INFECTED, timedelta(0), "Écarté par l’antivirus"),
            (DocumentState.PENDING, timedelta(0), "Contrôle antivirus en cours"),
            (DocumentState.PENDING, timedelta(hours=1), "Contrôle antivirus retardé"),
            (DocumentState.CLEAN, timedelta(0), "Sans date limite"),
        ],
    )
    def test_the_antivirus_comes_first(self, space, parent, state, age, words):
        deposit(parent)
        Document.objects.update(state=state, created_at=timezone.now() - age)

        assert texts(space.get("/mes-documents/"), "main .badge") == [words]

    def test_a_document_whose_date_is_not_known_says_so(self, space, parent):
        deposit(parent, PROOF)

        assert texts(space.get("/mes-documents/"), "main .badge") == ["Date à préciser"]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow_with_documents(self, space, parent, constant_queries, rows):
        for _ in range(rows):
            CaseAttachmentFactory(case=CaseFactory(filed=True, requester=parent), document=deposit(parent))
        space.get("/mes-documents/")

        with constant_queries(7):
            space.get("/mes-documents/")


class TestAdd:
    def test_the_kinds_of_the_commune_are_offered_the_others_last(self, space):
        kinds = texts(space.get("/mes-documents/ajouter/"), "main li strong")

        assert (kinds[0], kinds[-1], len(kinds)) == ("Pièce d’identité", "Autre document", 13)

    def test_a_kind_that_does_not_exist_has_no_form(self, space):
        assert space.get("/mes-documents/ajouter/inconnu/").status_code == 404

    @pytest.mark.parametrize(
        ("kind", "fields"),
        [
            ("autre", ["files", "title"]),
            (PROOF, ["files", "issued_on", "title"]),
            ("piece-identite", ["files", "expires_on", "title"]),
        ],
    )
    def test_only_the_date_that_counts_is_asked(self, space, kind, fields):
        assert list(space.get(f"/mes-documents/ajouter/{kind}/").context["form"].fields) == fields

    def test_one_file_is_kept_as_it_is(self, space, parent):
        answer = space.post(
            f"/mes-documents/ajouter/{PROOF}/",
            {"files": upload("eau.pdf", PDF), "title": "", **day("issued_on", today())},
        )

        document = Document.objects.get()
        assert answer["Location"] == f"/mes-documents/{document.reference}/"
        assert (document.owner, document.title, document.issued_on) == (parent, "Justificatif de domicile", today())

    def test_several_photos_become_one_document(self, space):
        photos = [upload("recto.jpg", photo("red")), upload("verso.jpg", photo("blue"))]
        answer = space.post(
            "/mes-documents/ajouter/piece-identite/",
            {"files": photos, "title": "Carte de Léa", **day("expires_on", date(2032, 4, 1))},
            follow=True,
        )

        document = Document.objects.get()
        assert (document.content_type, document.title) == ("application/pdf", "Carte de Léa")
        assert document.expires_on == date(2032, 4, 1)
        assert "« Carte de Léa » est dans vos documents." in answer.content.decode()

    @pytest.mark.parametrize(
        ("given", "field", "words"),
        [
            ({}, "files", "Choisissez un fichier, ou des photos."),
            ({"files": upload("facture.pdf", b"MZ")}, "files", "« facture.pdf » n’est pas un PDF, malgré son nom"),
            ({"files": upload("vide.pdf", b"")}, "files", "« vide.pdf » est vide"),
            (
                {"files": [upload("a.jpg", photo("red")), upload("b.pdf", PDF)]},
                "files",
                "« b.pdf » n’est pas une photo",
            ),
        ],
        ids=["none", "program", "empty", "mixed"],
    )
    def test_a_refused_file_is_told_beside_the_field_and_the_rest_stays(self, space, given, field, words):
        answer = space.post("/mes-documents/ajouter/autre/", {"title": "Ma facture", **given})

        assert answer.status_code == 422
        assert words in answer.context["form"].errors[field][0]
        assert answer.context["form"]["title"].value() == "Ma facture"
        assert Document.objects.count() == 0

    @pytest.mark.parametrize("days", [1, 400])
    def test_a_date_to_come_is_refused(self, space, days):
        answer = space.post(
            f"/mes-documents/ajouter/{PROOF}/",
            {"files": upload("eau.pdf", PDF), **day("issued_on", today() + timedelta(days=days))},
        )

        assert "est dans l’avenir" in answer.context["form"].errors["issued_on"][0]


class TestOne:
    def test_the_requests_that_used_it_are_there(self, space, parent):
        document = deposit(parent)
        for status, number in ((CaseStatus.SUBMITTED, "2026-000002"), (CaseStatus.ACCEPTED, "2026-000001")):
            case = CaseFactory(filed=True, requester=parent, status=status, number=number, decided_at=timezone.now())
            CaseAttachmentFactory(case=case, document=document)

        page = space.get(f"/mes-documents/{document.reference}/")

        assert texts(page, "[aria-labelledby=usages] li") == [
            "Votre demande n° 2026-000002 En cours",
            "Votre demande n° 2026-000001 Terminée",
        ]
        assert "Supprimer ce document" not in texts(page, "main a")

    def test_its_name_and_its_date_are_corrected(self, space, parent):
        document = deposit(parent, PROOF)

        space.post(
            f"/mes-documents/{document.reference}/", {"title": "Facture de mai", **day("issued_on", date(2026, 5, 15))}
        )

        document.refresh_from_db()
        assert (document.title, document.issued_on) == ("Facture de mai", date(2026, 5, 15))

    def test_a_name_is_needed(self, space, parent):
        document = deposit(parent)

        assert space.post(f"/mes-documents/{document.reference}/", {"title": " "}).status_code == 422

    def test_a_date_to_come_is_refused(self, space, parent):
        document = deposit(parent, PROOF)
        given = {"title": "Facture", **day("issued_on", today() + timedelta(days=1))}

        answer = space.post(f"/mes-documents/{document.reference}/", given)
        assert list(answer.context["form"].errors) == ["issued_on"]

    def test_a_document_is_removed_after_a_question(self, space, parent):
        document = deposit(parent)
        address = f"/mes-documents/{document.reference}/supprimer/"

        assert "Il est effacé pour de bon" in space.get(address).content.decode()
        answer = space.post(address, follow=True)

        assert "« Facture d’eau » n’est plus dans vos documents." in answer.content.decode()
        assert space.get(f"/mes-documents/{document.reference}/").status_code == 404

    def test_one_of_a_decided_request_says_until_when_the_service_keeps_it(self, space, parent):
        document = deposit(parent, "rib", content=pdf("FR76"))
        case = CaseFactory(
            filed=True, requester=parent, status=CaseStatus.ACCEPTED, number="2026-000001", decided_at=timezone.now()
        )
        CaseAttachmentFactory(case=case, document=document)

        page = space.get(f"/mes-documents/{document.reference}/supprimer/")
        assert "jointe à votre demande n° 2026-000001 jusqu’à 30 jours après sa décision" in texts(page, "main")[0]

    def test_one_that_a_request_needs_is_not_removed(self, space, parent):
        document = deposit(parent)
        CaseAttachmentFactory(case=CaseFactory(filed=True, requester=parent, number="2026-000009"), document=document)

        answer = space.post(f"/mes-documents/{document.reference}/supprimer/", follow=True)

        assert "Ce document sert à votre demande n° 2026-000009" in answer.content.decode()
        assert Document.objects.owned_by(parent).count() == 1


@pytest.mark.parametrize("page", ["", "fichier/", "supprimer/"])
def test_the_document_of_somebody_else_does_not_exist(space, page):
    document = deposit(citizen("voisine"))

    assert space.get(f"/mes-documents/{document.reference}/{page}").status_code == 404
    assert space.post(f"/mes-documents/{document.reference}/supprimer/").status_code == 404
    assert Document.objects.kept().count() == 1


@pytest.mark.parametrize(("ends_on", "links"), [(None, 0), (date(2026, 1, 2), 1)])
def test_a_request_that_a_judge_keeps_from_its_author_has_no_link(space, parent, ends_on, links):
    adult, child = PersonFactory(account=parent), PersonFactory(child=True)
    RestrictionFactory(child=child, adult=adult, kind=RestrictionKind.NO_INFORMATION, ends_on=ends_on)
    document = deposit(parent)
    case = CaseFactory(requester=parent, filed=True, payload={"children": [child.pk], "answers": {}})
    CaseAttachmentFactory(case=case, document=document)

    page = space.get(f"/mes-documents/{document.reference}/")

    assert texts(page, "section[aria-labelledby=usages] li") == [f"Votre demande n° {case.number} En cours"]
    assert len(texts(page, "section[aria-labelledby=usages] li a")) == links


def test_a_document_of_a_child_s_health_says_so_without_leading_where_the_owner_may_no_longer_go(space, parent):
    document = deposit(parent, kind="carnet-vaccination")
    VaccinationFactory(document=document)

    page = space.get(f"/mes-documents/{document.reference}/")

    assert texts(page, "section[aria-labelledby=usages] li") == ["Les vaccins d’un enfant"]
    assert texts(page, "section[aria-labelledby=usages] li a") == []
