"""A procedure made of questions, page by page, without a script."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.casework import payloads
from apps.casework.enums import CaseStatus
from apps.casework.models import Case
from communes_config.schema import OpeningWindow
from tests.apps.casework.benches import BENCH, PLAIN, SWING, bench_draft, representative
from tests.apps.casework.makers import picture
from tests.apps.families.makers import citizen
from tests.apps.portal.signing import signed_in
from tests.configurations import offer
from tests.factories import HouseholdFactory, HouseholdMemberFactory, PersonFactory


@pytest.fixture
def commune(in_fresnes):
    offer(in_fresnes, BENCH, SWING)
    return in_fresnes


@pytest.fixture
def parent(commune):
    return citizen(email="maurice@exemple.fr")


@pytest.fixture
def browser(parent, commune, client_of):
    return signed_in(client_of(commune), parent)


def page(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def text(response) -> str:
    return " ".join(page(response).main.get_text(" ").split())


def step(name: str, slug: str = "banc") -> str:
    return reverse("portal:procedure-step", args=[slug, name])


def url(name: str, *arguments: object) -> str:
    return reverse(f"portal:{name}", args=["banc", *arguments])


def fill(browser, name: str, slug: str = "banc", going: str = "suivant", **typed: object):
    """Send a step as its page was drawn: the questions it asked, and these answers."""
    shown = page(browser.get(step(name, slug)))
    asked = [field["value"] for field in shown.select("input[name=asked]")]
    data = {f"q-{key}": value for key, value in typed.items()}
    return browser.post(step(name, slug), {"asked": asked, "aller": going, **data})


PHOTO = replace(BENCH.attachments[0], shown_if=None)
ABOUT_ME = {"from_day": "20", "from_month": "3", "from_year": "2096", "email": "maurice@exemple.fr"}


def test_catalogue_by_theme(browser):
    shown = page(browser.get(reverse("portal:procedures")))
    assert [title.text for title in shown.main.select("h2")] == ["Ma famille", "Contacter la mairie"]
    words = shown.main.get_text(" ")
    assert "Un banc devant chez vous." in words
    assert "Cette démarche est ouverte aux familles que la mairie connaît" in words


def test_a_family_that_is_known_is_not_declared_again(browser, parent):
    declaration = reverse("portal:procedure", args=["famille"])
    before = page(browser.get(reverse("portal:procedures"))).main
    assert len(before.select(f'a.button[href="{declaration}"]')) == 1
    HouseholdMemberFactory(household=HouseholdFactory(), person=PersonFactory(account=parent))
    known = page(browser.get(reverse("portal:procedures"))).main
    [link] = known.select(f'a.button[href="{reverse("portal:family")}"]')
    assert link.get_text() == "Voir ou modifier ma famille"
    assert "Déclarer ma famille" not in known.get_text()


@pytest.mark.parametrize("count", [1, 3])
def test_catalogue_costs_the_same_whatever_it_holds(browser, parent, commune, count, django_assert_num_queries):
    offer(commune, *(replace(BENCH, slug=f"banc-{n}") for n in range(count)))
    for n in range(count):
        bench_draft(parent, procedure=f"banc-{n}")
    browser.get(reverse("portal:procedures"))
    with django_assert_num_queries(5):
        shown = page(browser.get(reverse("portal:procedures")))
    assert len(shown.find_all(string="À terminer")) == count


def test_introduction_says_what_it_takes(browser):
    shown = text(browser.get(url("procedure")))
    for words in ("Environ 5 minutes", "Photo de l’arbre", "Si vous êtes concerné", "Commencer", "Accueil unique"):
        assert words in shown


def test_from_the_first_question_to_the_number(browser, parent):
    assert browser.post(url("procedure")).url == step("endroit")
    assert fill(browser, "endroit", shade="no").url == step("vous")
    assert "maurice@exemple.fr" in str(page(browser.get(step("vous"))).select_one("input[type=email]"))
    assert fill(browser, "vous", **ABOUT_ME).url == step("engagements")
    assert fill(browser, "engagements", **{"rules-aide": "on", "statement-truth": "on"}).url == url("procedure-recap")
    shown = text(browser.get(url("procedure-recap")))
    for words in ("À l’ombre ? Non", "20/03/2096", "Je certifie ces réponses exactes"):
        assert words in shown
    answer = browser.post(url("procedure-recap"))
    case = Case.objects.get()
    assert answer.url == url("procedure-done", case.number)
    assert case.number in text(browser.get(answer.url))
    assert browser.post(url("procedure-recap")).url == url("procedure")


def test_question_brought_up_by_an_answer_is_asked_before_going_on(browser):
    browser.post(url("procedure"))
    answer = fill(browser, "endroit", shade="yes")
    assert answer.status_code == 200
    assert "Vos réponses amènent d’autres questions" in text(answer)
    assert page(answer).select_one("input[name=q-tree]")
    assert not page(answer).select(".field--error")
    missing = fill(browser, "endroit", shade="yes")
    assert (missing.status_code, "Choisissez une réponse à « Quel arbre »." in text(missing)) == (422, True)
    assert fill(browser, "endroit", shade="yes", tree="oak").url == step("vous")


def test_live_choice_brings_questions_up_without_errors(browser, parent):
    browser.post(url("procedure"))
    answer = fill(browser, "endroit", going="rafraichir", shade="yes")
    assert page(answer).select_one("#etape")["data-refresh"] == "q-shade"
    assert page(answer).select_one("input[name=q-tree]")
    assert not page(answer).select(".alert, .field--error")


def test_live_choice_that_arrives_late_takes_nothing_back(browser, parent):
    browser.post(url("procedure"))
    fill(browser, "endroit", shade="yes")
    fill(browser, "endroit", shade="yes", tree="oak")
    fill(browser, "endroit", going="rafraichir", shade="no")
    assert payloads.answers(Case.objects.get().payload) == {"shade": True, "tree": "oak"}


def test_wrong_answers_are_shown_as_typed_with_what_is_wrong(browser):
    browser.post(url("procedure"))
    wrong = {"from_day": "31", "from_month": "2", "from_year": "2096", "email": "maurice", "words": "Merci"}
    answer = fill(browser, "vous", **wrong)
    assert answer.status_code == 422
    assert "Cette date n’existe pas" in text(answer)
    assert "Écrivez une adresse e-mail complète" in text(answer)
    for again in (page(answer), page(browser.get(step("vous")))):
        assert [field.get("value") for field in again.select(".date-parts input")] == ["31", "2", "2096"]
        assert again.select_one("input[type=email]")["value"] == "maurice"
        assert again.select_one("textarea").text.strip() == "Merci"


def test_going_back_and_stopping_keep_what_was_typed(browser):
    browser.post(url("procedure"))
    fill(browser, "endroit", shade="no")
    assert fill(browser, "vous", going="precedent", email="maurice").url == step("endroit")
    assert fill(browser, "vous", going="plus-tard", email="maurice", words="Merci").url == reverse("portal:case-list")
    assert payloads.written(Case.objects.get().payload) == {"shade": False, "email": "maurice", "words": "Merci"}
    assert browser.post(url("procedure")).url == step("vous")


def test_piece_is_joined_from_the_device_and_taken_out(browser, parent):
    browser.post(url("procedure"))
    fill(browser, "endroit", shade="yes")
    fill(browser, "endroit", shade="yes", tree="oak")
    photo = SimpleUploadedFile("arbre.png", picture(), "image/png")
    answer = browser.post(url("procedure-documents"), {"kind": "photo", "photo-file": photo})
    assert answer.url == url("procedure-documents")
    attachment = Case.objects.get().attachments.get()
    assert "arbre.png" in text(browser.get(url("procedure-documents")))
    assert browser.post(url("procedure-detach", attachment.pk)).url == url("procedure-documents")
    missing = browser.post(url("procedure-documents"), {"kind": "photo"})
    assert (missing.status_code, "Choisissez un fichier." in text(missing)) == (422, True)
    assert browser.post(url("procedure-documents"), {"kind": "facture"}).status_code == 404


def test_recap_leads_to_what_is_missing(browser):
    browser.post(url("procedure"))
    fill(browser, "endroit", shade="yes")
    shown = page(browser.get(url("procedure-recap")))
    assert shown.select_one(f"a[href='{step('endroit')}?verifier&recapitulatif']")
    assert "Photo de l’arbre" in shown.main.get_text()
    assert browser.post(url("procedure-recap")).url == url("procedure-recap")
    told = browser.get(f"{step('vous')}?verifier")
    assert "Remplissez « À partir du »." in text(told)


def test_answer_modified_from_the_recap_leads_back_to_it(browser, commune):
    offer(commune, PLAIN)
    browser.post(url("procedure"))
    fill(browser, "endroit", shade="no")
    fill(browser, "vous", **ABOUT_ME)
    answer = browser.post(f"{step('endroit')}?recapitulatif", {"asked": ["shade"], "q-shade": "no", "aller": "suivant"})
    assert answer.url == url("procedure-recap")


def test_step_that_is_not_asked_leads_to_the_one_that_is(browser):
    browser.post(url("procedure"))
    assert browser.get(step("ailleurs")).url == step("endroit")


def test_draft_is_abandoned(browser):
    browser.post(url("procedure"))
    assert "Abandonner votre démarche ?" in text(browser.get(url("procedure-abandon")))
    browser.post(url("procedure-abandon"))
    assert Case.objects.get().status == CaseStatus.ABANDONED


def test_without_a_draft_each_page_leads_to_the_introduction(browser):
    bench_draft()  # somebody else's
    for address in (step("endroit"), url("procedure-documents"), url("procedure-recap"), url("procedure-abandon")):
        assert browser.get(address).url == url("procedure")


def test_piece_and_number_of_somebody_else_do_not_exist(browser, parent):
    browser.post(url("procedure"))
    assert browser.post(url("procedure-detach", 1)).status_code == 404
    assert browser.get(url("procedure-done", "2026-000001")).status_code == 404


@pytest.mark.parametrize("slug", ["inconnue", "avis"])
def test_procedure_that_is_not_offered_does_not_exist(browser, slug):
    assert browser.get(reverse("portal:procedure", args=[slug])).status_code == 404


def test_closed_procedure_says_when_it_opens(browser, commune):
    offer(commune, replace(BENCH, opens=(OpeningWindow(first="2096-04-01"),)))
    assert "Ouvre le 1 avril 2096." in text(browser.get(url("procedure")))
    assert browser.post(url("procedure")).url == url("procedure")
    assert "elle ouvre le 1 avril 2096" in text(browser.get(url("procedure")))


def test_procedure_about_a_child_asks_which(commune, client_of):
    browser = signed_in(client_of(commune), representative())
    assert browser.post(reverse("portal:procedure", args=["balancoire"])).url == step("enfants", "balancoire")
    shown = page(browser.get(step("enfants", "balancoire")))
    [choice] = shown.select("input[name=q-children]")
    assert "checked" in choice.attrs
    assert fill(browser, "enfants", "balancoire", children=choice["value"]).url == step("endroit", "balancoire")


def test_form_changed_meanwhile_says_so(browser, commune):
    browser.post(url("procedure"))
    fill(browser, "endroit", shade="no")
    first, *others = BENCH.steps
    reworded = replace(first.questions[0], label="Sous un arbre ?")
    offer(commune, replace(BENCH, steps=(replace(first, questions=(reworded,)), *others)))
    shown = text(browser.get(step("endroit")))
    assert "Le formulaire a changé" in shown
    assert fill(browser, "endroit", shade="no").url == step("vous")
    assert "Le formulaire a changé" not in text(browser.get(step("endroit")))


def test_procedure_decided_at_once_says_it_is_done(browser, commune):
    offer(commune, replace(PLAIN, decided_at_once=True))
    browser.post(url("procedure"))
    fill(browser, "endroit", shade="no")
    fill(browser, "vous", **ABOUT_ME)
    shown = text(browser.get(browser.post(url("procedure-recap")).url))
    assert "C’est fait" in shown
    assert "Le banc sera posé." in shown


def test_recap_says_what_became_impossible(browser, commune):
    offer(commune, PLAIN)
    browser.post(url("procedure"))
    fill(browser, "endroit", shade="no")
    fill(browser, "vous", **ABOUT_ME)
    offer(commune, replace(PLAIN, opens=(OpeningWindow(first="2096-04-01"),)))
    answer = browser.post(url("procedure-recap"), follow=True)
    assert "elle ouvre le 1 avril 2096" in text(answer)
    assert Case.objects.get().status == CaseStatus.DRAFT


def test_piece_too_old_is_told_beside_its_field(browser, commune):
    [photo] = BENCH.attachments
    offer(commune, replace(BENCH, attachments=(replace(photo, shown_if=None, max_age_months=3),)))
    browser.post(url("procedure"))
    day = {"photo-issued_on_day": "1", "photo-issued_on_month": "1", "photo-issued_on_year": "2020"}
    file = SimpleUploadedFile("arbre.png", picture(), "image/png")
    answer = browser.post(url("procedure-documents"), {"kind": "photo", "photo-file": file, **day})
    assert (answer.status_code, "doit dater de moins de 3 mois" in text(answer)) == (422, True)
    assert Case.objects.get().attachments.count() == 0


def test_pieces_come_after_the_steps(browser, commune):
    browser.post(url("procedure"))
    fill(browser, "endroit", shade="yes")
    shown = page(browser.get(url("procedure-documents")))
    assert shown.find("a", string="Précédent")["href"] == step("engagements")
    offer(commune, replace(BENCH, steps=(), rules_to_read=(), statements=(), attachments=(PHOTO,)))
    shown = page(browser.get(url("procedure-documents")))
    assert shown.find("a", string="Précédent")["href"] == url("procedure")
