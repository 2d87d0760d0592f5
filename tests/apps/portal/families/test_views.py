from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from apps.accounts.enums import AccountStatus
from apps.casework import operations, queries
from apps.casework.family import SLUG
from apps.casework.models import Case
from apps.families.declaration import FamilyDeclaration
from apps.families.operations import create_household, register_known_family
from tenants import context
from tests.apps.casework.makers import AT, document, draft, filed
from tests.apps.families.makers import augusta, citizen, declaration, nina
from tests.apps.portal.signing import signed_in

HOLDER = {
    "civility": "mr",
    "usual_name": "Testo",
    "first_names": "Maurice",
    "birth_date_day": "29",
    "birth_date_month": "4",
    "birth_date_year": "1979",
    "number": "12",
    "street": "rue des Lilas",
    "postal_code": "94260",
    "city": "Fresnes",
    "country": "France",
    "mobile": "06 01 02 03 04",
    "email": "maurice@exemple.fr",
    "benefit_member": "titulaire",
    "benefit_body": "caf",
    "benefit_number": "7654321A",
}
CHILD = {
    "usual_name": "Testo",
    "first_names": "Nina",
    "sex": "female",
    "birth_date_day": "1",
    "birth_date_month": "5",
    "birth_date_year": "2019",
    "shares_address": "on",
    "holder_quality": "father",
    "holder_authority": "oui",
}
CONTACT = {
    "civility": "mrs",
    "usual_name": "Testa",
    "first_names": "Augusta",
    "phone": "06 11 22 33 44",
    "link": "grandmother",
    "emergency": "on",
    "may_collect": "on",
    "shares_address": "on",
}


@pytest.fixture
def parent(in_fresnes):
    return citizen()


@pytest.fixture
def browser(parent, in_fresnes, client_of):
    return signed_in(client_of(in_fresnes), parent)


def page(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def text(response) -> str:
    return " ".join(page(response).main.get_text(" ").split())


def person(key):
    return reverse("portal:family-declaration-person", args=[key])


def declared(parent) -> FamilyDeclaration:
    return FamilyDeclaration.from_json(queries.draft_of(parent, SLUG).payload)


def test_the_introduction_says_how_long_what_to_prepare_and_whom_to_ask(browser):
    shown = text(browser.get(reverse("portal:family-declaration")))
    for words in ("Environ 10 minutes", "Livret de famille", "De moins de 3 mois", "Accueil unique", "01 49 84 56 56"):
        assert words in shown


def test_a_family_is_declared_page_by_page_and_filed(browser, parent):
    assert browser.post(reverse("portal:family-declaration")).url == person("titulaire")
    for key, typed in (("titulaire", HOLDER), ("nouvel-enfant", CHILD), ("nouveau-contact", CONTACT)):
        assert browser.post(person(key), typed).url == reverse("portal:family-declaration")
    family = declared(parent)
    assert (family.holder.birth_date, family.benefit.number) == (date(1979, 4, 29), "7654321A")
    assert [(child.first_names, child.address) for child in family.children] == [("Nina", None)]
    assert [(contact.first_names, contact.shares_address) for contact in family.contacts] == [("Augusta", True)]
    case = queries.draft_of(parent, SLUG)
    for kind in ("livret-de-famille", "justificatif-de-domicile"):
        piece = document(parent, kind, issued_on=context.local_date(timezone.now()))
        _join(browser, kind, piece)
    recap = browser.get(reverse("portal:family-declaration-recap"))
    assert "Envoyer ma déclaration" in text(recap)
    sent = browser.post(reverse("portal:family-declaration-recap"))
    case.refresh_from_db()
    assert sent.url == reverse("portal:family-declaration-done", args=[case.number])
    done = text(browser.get(sent.url))
    assert case.number in done
    assert "votre demande est considérée comme refusée" in done
    assert "vous recevez votre Clé Enfance à saisir" in done


def _join(browser, kind, piece):
    """A document of one's own, whose date is known: nothing more to type."""
    typed = {"kind": kind, f"{kind}-document": piece.pk}
    assert browser.post(reverse("portal:family-declaration-documents"), typed).status_code == 302


def test_a_mistake_is_told_on_top_and_beside_and_what_was_typed_stays(browser, parent):
    browser.post(reverse("portal:family-declaration"))
    wrong = browser.post(person("titulaire"), {**HOLDER, "street": "", "birth_date_month": "13"})
    assert wrong.status_code == 422
    summary = page(wrong).select_one(".error-summary")
    assert {link["href"] for link in summary.select("a")} == {"#id_street", "#id_birth_date_0"}
    assert page(wrong).select_one("#id_street_error") is not None
    assert page(wrong).select_one("[name=mobile]")["value"] == "06 01 02 03 04"
    assert page(wrong).select_one("[name=birth_date_month]")["value"] == "13"
    assert declared(parent).holder.mobile == "06 01 02 03 04"


def test_the_recap_sends_back_to_the_person_who_lacks_something(browser, parent):
    draft(parent, declaration(children=(nina(sex=""),)))
    recap = page(browser.get(reverse("portal:family-declaration-recap")))
    links = [link["href"] for link in recap.select(".alert a")]
    assert links == [person("e1") + "?verifier=1#id_sex"]
    assert recap.select_one("main form") is None
    told = page(browser.get(person("e1") + "?verifier=1"))
    assert [error.get_text(strip=True) for error in told.select(".error")] == ["Indiquez le sexe."]


def test_a_declaration_that_lacks_something_cannot_be_sent(browser, parent):
    draft(parent, declaration(children=(nina(sex=""),)))
    assert browser.post(reverse("portal:family-declaration-recap")).url == reverse("portal:family-declaration-recap")
    assert not Case.objects.filed().exists()


def test_declaring_only_oneself_asks_whether_that_is_meant(browser, parent):
    draft(parent, declaration(co_representative=None, children=(), contacts=()))
    alone = reverse("portal:family-declaration-alone")
    recap = reverse("portal:family-declaration-recap")
    assert browser.get(recap).url == alone
    assert "Vous n’avez déclaré que vous-même" in text(browser.get(alone))
    assert browser.post(alone).url == recap
    assert browser.get(recap).status_code == 200


def test_an_expected_birth_is_declared_with_its_date(browser, parent):
    browser.post(reverse("portal:family-declaration"))
    browser.post(person("titulaire"), HOLDER)
    unborn = {
        "expected": "on",
        "expected_on_day": "1",
        "expected_on_month": "9",
        "expected_on_year": str(timezone.now().year + 1),
        "shares_address": "on",
        "holder_quality": "father",
        "holder_authority": "oui",
    }
    assert browser.post(person("nouvel-enfant"), unborn).status_code == 302
    (child,) = declared(parent).children
    assert (child.full_name, child.birth_date) == ("Enfant à naître", None)


def test_a_person_is_changed_then_removed(browser, parent):
    draft(parent)
    assert (
        browser.post(
            person("e1"),
            {
                **CHILD,
                "first_names": "Léna",
                "co_representative_quality": "mother",
                "co_representative_authority": "non",
            },
        ).status_code
        == 302
    )
    assert [child.first_names for child in declared(parent).children] == ["Léna"]
    remove = reverse("portal:family-declaration-remove", args=["e1"])
    assert "Retirer Léna Testo" in text(browser.get(remove))
    assert browser.post(remove).status_code == 302
    assert declared(parent).children == ()


def test_the_holder_stays(browser, parent):
    draft(parent)
    assert browser.post(reverse("portal:family-declaration-remove", args=["titulaire"])).status_code == 404


def test_nobody_is_nobody(browser, parent):
    draft(parent)
    assert browser.get(person("e404")).status_code == 404


def test_a_person_begun_is_kept_once_and_completed_later(browser, parent):
    draft(parent, declaration(children=()))
    begun = browser.post(person("nouvel-enfant"), {"first_names": "Ludwig", "shares_address": "on"})
    assert begun.status_code == 422
    (child,) = declared(parent).children
    address = page(begun).select_one("form[novalidate]")["action"]
    assert address == person(child.key)
    whole = {**CHILD, "co_representative_quality": "mother", "co_representative_authority": "oui"}
    assert browser.post(address, whole).status_code == 302
    assert [child.first_names for child in declared(parent).children] == ["Nina"]


def test_a_page_left_empty_adds_nobody(browser, parent):
    draft(parent, declaration(children=(), contacts=()))
    assert browser.post(person("nouvel-enfant"), {"shares_address": "on", "country": "France"}).status_code == 422
    assert browser.post(person("nouveau-contact"), {}).status_code == 422
    assert (declared(parent).children, declared(parent).contacts) == ((), ())


def test_an_address_written_on_one_line_is_read(browser, parent):
    draft(parent)
    line = {
        "number": "",
        "street": "",
        "postal_code": "",
        "city": "",
        "address_search": "3 bis rue des Pins, 94260 Fresnes",
    }
    assert browser.post(person("titulaire"), {**HOLDER, **line}).status_code == 302
    address = declared(parent).holder.address
    assert (address.number, address.street, address.postal_code, address.city) == (
        "3 bis",
        "rue des Pins",
        "94260",
        "Fresnes",
    )


def test_a_field_that_the_commune_hides_is_not_asked(parent, browser, in_fresnes, monkeypatch):
    from dataclasses import replace

    from communes_config.schema import FamilyField, FieldState
    from tenants.models import Commune

    config = in_fresnes.config
    fields = {**config.family.fields, FamilyField.PROFESSION: FieldState.HIDDEN}
    hidden = replace(config, family=replace(config.family, fields=fields))
    monkeypatch.setattr(Commune, "config", hidden)
    draft(parent)
    shown = page(browser.get(person("titulaire")))
    assert shown.select_one("[name=profession]") is None
    assert shown.select_one("[name=employer]") is not None


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_of_people_costs_the_same_whatever_the_family(people, browser, parent, django_assert_num_queries):
    children = tuple(nina(key=f"e{n}", first_names=f"Enfant{n}") for n in range(people))
    contacts = tuple(augusta(key=f"c{n}") for n in range(people))
    draft(parent, declaration(children=children, contacts=contacts))
    browser.get(reverse("portal:family-declaration"))
    with django_assert_num_queries(4):
        shown = browser.get(reverse("portal:family-declaration"))
    assert len(page(shown).select("main nav.grid li")) == 2 + 2 * people


def test_a_file_from_the_device_is_joined(browser, parent):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.apps.casework.makers import picture

    operations.open_draft(procedure=SLUG, by=parent, at=AT)
    sent = browser.post(
        reverse("portal:family-declaration-documents"),
        {"kind": "livret-de-famille", "livret-de-famille-file": SimpleUploadedFile("livret.png", picture())},
    )
    assert sent.status_code == 302
    shown = browser.get(sent.url)
    assert "livret.png" in text(shown)
    attachment = queries.draft_of(parent, SLUG).attachments.get()
    browser.post(reverse("portal:family-declaration-detach", args=[attachment.pk]))
    assert queries.draft_of(parent, SLUG).attachments.count() == 0
    assert parent.documents.count() == 1


@pytest.mark.parametrize(
    ("kind", "file", "words"),
    [
        ("livret-de-famille", None, "Choisissez un fichier."),
        ("livret-de-famille", b"MZ not a picture", "livret.png"),
        ("justificatif-de-domicile", b"MZ", "Indiquez la date."),
    ],
)
def test_a_wrong_piece_is_refused_beside_its_field(browser, parent, kind, file, words):
    from django.core.files.uploadedfile import SimpleUploadedFile

    operations.open_draft(procedure=SLUG, by=parent, at=AT)
    typed = {"kind": kind}
    if file:
        typed[f"{kind}-file"] = SimpleUploadedFile("livret.png", file)
    wrong = browser.post(reverse("portal:family-declaration-documents"), typed)
    assert wrong.status_code == 422
    assert words in " ".join(error.get_text(" ", strip=True) for error in page(wrong).select("main .error"))


def test_the_vault_holds_ones_own_documents_only(browser, parent):
    operations.open_draft(procedure=SLUG, by=parent, at=AT)
    mine, theirs = document(parent), document(citizen())
    shown = page(browser.get(reverse("portal:family-declaration-documents")))
    options = {option["value"] for option in shown.select("[name=livret-de-famille-document] option")}
    assert options == {"", str(mine.pk)}
    stolen = {"kind": "livret-de-famille", "livret-de-famille-document": theirs.pk}
    assert browser.post(reverse("portal:family-declaration-documents"), stolen).status_code == 422


def test_the_piece_of_another_draft_cannot_be_taken_out(browser, parent):
    operations.open_draft(procedure=SLUG, by=parent, at=AT)
    theirs = draft(citizen()).attachments.first()
    assert browser.post(reverse("portal:family-declaration-detach", args=[theirs.pk])).status_code == 404


def test_a_draft_is_taken_up_again_or_abandoned(browser, parent):
    draft(parent)
    assert "Continuer vers les pièces" in text(browser.get(reverse("portal:family-declaration")))
    abandon = reverse("portal:family-declaration-abandon")
    assert "Abandonner votre déclaration" in text(browser.get(abandon))
    assert browser.post(abandon).url == reverse("portal:case-list")
    assert "Commencer" in text(browser.get(reverse("portal:family-declaration")))


def test_an_account_that_waits_for_approval_declares_nothing(in_villennes, client_of):
    browser = signed_in(client_of(in_villennes), citizen(status=AccountStatus.PENDING_APPROVAL))
    for ask in (browser.get, browser.post):
        assert ask(reverse("portal:family-declaration")).url == reverse("portal:account-pending")
    assert Case.objects.count() == 0


def test_a_declaration_already_filed_is_followed_instead(browser, parent):
    case = filed(parent)
    assert case.number in text(browser.get(reverse("portal:family-declaration")))


@pytest.mark.parametrize(
    "name", ["family-declaration-documents", "family-declaration-recap", "family-declaration-alone"]
)
def test_without_a_draft_the_declaration_starts_at_its_introduction(browser, name):
    assert browser.get(reverse(f"portal:{name}")).url == reverse("portal:family-declaration")


def test_strangers_sign_in_first(in_fresnes, client_of):
    for name in ("family-declaration", "family", "service-key", "case-list"):
        response = client_of(in_fresnes).get(reverse(f"portal:{name}"))
        assert response.status_code == 302


def test_the_key_opens_the_family(browser, parent):
    (issued, *_) = register_known_family(declaration=declaration(), reference="ancien-1", at=AT).keys
    typed = issued.text.lower().replace("-", " ")
    assert browser.post(reverse("portal:service-key"), {"key": typed}).url == reverse("portal:family-tie")
    shown = text(browser.get(reverse("portal:family")))
    for words in ("Maurice Testo", "Solange Testa", "Nina Testo", "Augusta Testa", "12 rue des Lilas", "père"):
        assert words in shown


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "obligatoire"), ("7K3M", "Clé mal recopiée")],
)
def test_a_wrong_key_is_told_beside_the_field(browser, typed, words):
    wrong = browser.post(reverse("portal:service-key"), {"key": typed})
    assert wrong.status_code == 422
    assert words in page(wrong).select_one("#id_key_error").get_text()


def test_my_family_says_what_to_do_while_there_is_none(browser, parent):
    assert "Déclarer ma famille" in text(browser.get(reverse("portal:family")))
    draft(parent)
    assert "Reprendre ma déclaration" in text(browser.get(reverse("portal:family")))
    operations.submit(case=queries.draft_of(parent, SLUG), by=parent, at=AT)
    assert "entre les mains du service" in text(browser.get(reverse("portal:family")))


@pytest.mark.parametrize("children", [1, 3])
def test_my_family_costs_the_same_whatever_its_size(children, browser, parent, django_assert_num_queries):
    several = tuple(nina(key=f"e{n}", first_names=f"Enfant{n}") for n in range(children))
    contacts = tuple(augusta(key=f"c{n}") for n in range(children))
    family = declaration(children=several, contacts=contacts)
    create_household(declaration=family, account=parent, by=None, at=AT)
    browser.get(reverse("portal:family"))
    with django_assert_num_queries(16):
        shown = browser.get(reverse("portal:family"))
    assert text(shown).count("avec autorité parentale") == 2 * children


def test_a_holder_adds_a_child_to_the_family(browser, parent):
    create_household(declaration=declaration(), account=parent, by=None, at=AT)
    assert "Ajouter une personne" in text(browser.get(reverse("portal:family")))
    start = reverse("portal:family-declaration")
    assert "Ajouter à ma famille" in text(browser.get(start))
    browser.post(start)
    shown = text(browser.get(start))
    assert shown.count("Déjà connu") == 2
    for known in ("titulaire", "co-representant"):
        assert browser.get(person(known)).status_code == 404
        assert browser.get(reverse("portal:family-declaration-remove", args=[known])).status_code == 404
    assert browser.get(reverse("portal:family-declaration-recap")).url == start
    child = {
        **CHILD,
        "first_names": "Ludwig",
        "co_representative_quality": "mother",
        "co_representative_authority": "oui",
    }
    assert browser.post(person("nouvel-enfant"), child).status_code == 302
    recap = text(browser.get(reverse("portal:family-declaration-recap")))
    assert "Enfant : Ludwig Testo" in recap
    assert "Titulaire du compte :" not in recap


@pytest.fixture
def second_parent(browser, parent):
    (_, second) = register_known_family(declaration=declaration(), reference="ancien-1", at=AT).keys
    browser.post(reverse("portal:service-key"), {"key": second.text})
    return parent


def test_the_second_parent_is_told_of_the_family_they_are_in(browser, second_parent):
    assert "Vous faites déjà partie d’une famille" in text(browser.get(reverse("portal:family-declaration")))
    assert "Ajouter une personne" in text(browser.get(reverse("portal:family")))


def test_the_second_parent_adds_to_the_family(browser, second_parent):
    start = reverse("portal:family-declaration")
    assert browser.post(start, {"famille": "celle-ci"}).url == start
    assert text(browser.get(start)).count("Déjà connu") == 2


def test_the_second_parent_who_lives_apart_declares_another_family(browser, second_parent):
    answer = browser.post(reverse("portal:family-declaration"), {"famille": "autre"})
    assert answer.url == person("titulaire")
