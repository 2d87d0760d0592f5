"""Walking the portal and the agents' space by HTTP alone, as a browser without a script would."""

import re

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.messaging.models import Message
from core.schooling import SchoolYear
from tests.apps.accounts.telephones import shown
from tests.apps.casework.makers import picture
from tests.guards import GuardedClient
from tests.sixth_commune.commune import child

OWN = "Sapins&Cormorans25"


def main_of(response: HttpResponse) -> Tag:
    assert response.status_code == 200, response.status_code
    main: Tag = BeautifulSoup(response.content, "html.parser").main
    return main


def words_of(response: HttpResponse) -> str:
    return " ".join(main_of(response).get_text(" ").split())


def rows_of(response: HttpResponse) -> dict[str, str]:
    """Return what a page reads back, as one table."""
    pairs = zip(main_of(response).select("dt"), main_of(response).select("dd"), strict=True)
    return {label.get_text(" ", strip=True): " ".join(value.get_text(" ").split()) for label, value in pairs}


def sign_in(browser: GuardedClient, username: str, password: str) -> None:
    """Give the identifiers, then accept the terms of the commune once read."""
    browser.post(reverse("portal:sign-in"), {"identifier": username, "password": password})
    terms = main_of(browser.get(reverse("portal:cgu-accept")))
    hidden = {field["name"]: field["value"] for field in terms.select("form input[type=hidden][value]")}
    answer = browser.post(reverse("portal:cgu-accept"), {**hidden, "accepts": "on"})
    assert answer.url == reverse("portal:dashboard")


def sign_in_as_agent(browser: GuardedClient, username: str, temporary: str) -> None:
    """Come in with the password that the operator read out, choose one's own, and add the telephone asked for."""
    browser.post(reverse("backoffice:sign-in"), {"username": username, "password": temporary})
    chosen = {"current_password": temporary, "new_password": OWN, "new_password_again": OWN}
    answer = browser.post(reverse("backoffice:new-password"), chosen)
    assert answer.url == reverse("backoffice:home")
    assert browser.get(answer.url).url == reverse("portal:account-security")
    setup = browser.post(reverse("portal:second-factor-start")).url
    code = shown(main_of(browser.get(setup)).select_one(".secret-text").text.replace(" ", ""))
    assert browser.post(setup, {"code": code, "current_password": OWN}).status_code == 200


def fill(browser: GuardedClient, address: str, **typed: object) -> HttpResponse:
    """Answer the questions that a page asks, and go on; an underscore stands for a hyphen."""
    asked = [field["value"] for field in main_of(browser.get(address)).select("input[name=asked]")]
    answers = {f"q-{name.replace('_', '-')}": value for name, value in typed.items()}
    answers = {re.sub(r"-(day|month|year)$", r"_\1", name): value for name, value in answers.items()}
    return browser.post(address, {"asked": asked, "aller": "suivant", **answers})


def join(browser: GuardedClient, procedure: str, kind: str) -> None:
    file = SimpleUploadedFile(f"{kind}.png", picture(), "image/png")
    address = reverse("portal:procedure-documents", args=[procedure])
    assert browser.post(address, {"kind": kind, f"{kind}-file": file}).url == address


def go_to_school(browser: GuardedClient, user: User, first_names: str, school: str, level: str) -> HttpResponse:
    """The parent says where the child goes to school this year."""
    year = SchoolYear.of(timezone.localdate())
    address = reverse("portal:child-school", args=[child(user, first_names).pk, str(year)])
    return browser.post(address, {"school": school, "elsewhere": "", "level": level})


def link_to(response: HttpResponse, words: str) -> str:
    """Return where the link of these words leads."""
    [link] = [link for link in main_of(response).select("a") if link.get_text(" ", strip=True) == words]
    return str(link["href"])


def last_mail() -> str:
    return Message.objects.order_by("-pk").values_list("text", flat=True)[0]


def link_in(text: str, path: str) -> str:
    """Return the path of the link of an e-mail that leads under `path`."""
    found = re.search(rf"https?://[^/\s]+({path}\S+)", text)
    assert found, text
    return found[1]
