"""What differs from commune to commune, row by row."""

import pytest

from communes_config import COMMUNES, CommuneConfig, available, load_commune
from communes_config.schema import (
    ActivationMode,
    AfterActivation,
    CguMoment,
    FieldState,
    KeyDelivery,
    KeyPrompt,
    StepName,
)
from core.passwords import PasswordPolicy

REQUIRED, OPTIONAL = FieldState.REQUIRED, FieldState.OPTIONAL
BIRTH = {"birth_date": OPTIONAL, "birth_country": OPTIONAL, "birth_department": OPTIONAL, "birth_commune": OPTIONAL}
FULL_IDENTITY = {
    "civility": REQUIRED,
    "usual_name": REQUIRED,
    "birth_name": OPTIONAL,
    "first_names": REQUIRED,
    **BIRTH,
    "photo": OPTIONAL,
}
CONTACT = {"phone": OPTIONAL, "mobile": OPTIONAL, "email": REQUIRED, "preferred_contact": OPTIONAL}


@pytest.fixture(scope="module")
def communes() -> dict[str, CommuneConfig]:
    return {slug: load_commune(COMMUNES / slug) for slug in available()}


def by_commune(fresnes: object, villefranque: object, villennes: object, carbon_blanc: object) -> pytest.MarkDecorator:
    rows = {
        "fresnes": fresnes,
        "villefranque": villefranque,
        "villennes-sur-seine": villennes,
        "carbon-blanc": carbon_blanc,
    }
    return pytest.mark.parametrize(("slug", "expected"), rows.items(), ids=rows.keys())


def visible(config: CommuneConfig, step: StepName) -> dict[str, FieldState]:
    return {str(name): state for name, state in config.wizard.fields_of(step)}


def labels(links: object) -> list[str]:
    return [link.label for link in links]  # type: ignore[attr-defined]


def test_four_communes_have_a_folder() -> None:
    assert available() == ("carbon-blanc", "fresnes", "villefranque", "villennes-sur-seine")


@by_commune("Espace Famille", "Portail famille", "Mon espace citoyen villennois", "Mon Espace Famille")
def test_portal_name(communes: dict[str, CommuneConfig], slug: str, expected: str) -> None:
    assert communes[slug].identity.portal_name == expected


@by_commune(
    PasswordPolicy(8, lower=1, digit=1),
    PasswordPolicy(8, lower=1, upper=1, digit=1, special=1),
    PasswordPolicy(8, lower=1, upper=1, digit=1),
    PasswordPolicy(8, lower=1, digit=1),
)
def test_password_policy(communes: dict[str, CommuneConfig], slug: str, expected: PasswordPolicy) -> None:
    assert communes[slug].passwords == expected


@by_commune("foot", "leaf", "paperclip", "printer")
def test_captcha_target(communes: dict[str, CommuneConfig], slug: str, expected: str) -> None:
    assert communes[slug].captcha.targets == (expected,)


def test_captcha_set_seen_at_villennes(communes: dict[str, CommuneConfig]) -> None:
    expected = ("person", "paperclip", "music-note", "flag", "shirt", "car")
    assert communes["villennes-sur-seine"].captcha.pictograms == expected


@by_commune(
    (ActivationMode.EMAIL_LINK, 24),
    (ActivationMode.EMAIL_LINK, 24),
    (ActivationMode.AGENT, 48),
    (ActivationMode.EMAIL_LINK, 24),
)
def test_activation(communes: dict[str, CommuneConfig], slug: str, expected: tuple[ActivationMode, int]) -> None:
    activation = communes[slug].activation
    by_link = activation.mode is ActivationMode.EMAIL_LINK
    assert (activation.mode, activation.link_hours if by_link else activation.approval_hours) == expected


@by_commune(False, False, True, True)
def test_accounts_created_by_the_commune(communes: dict[str, CommuneConfig], slug: str, expected: bool) -> None:
    assert communes[slug].account_import.enabled is expected


@by_commune(False, False, False, True)
def test_franceconnect(communes: dict[str, CommuneConfig], slug: str, expected: bool) -> None:
    assert communes[slug].franceconnect is expected


WITH_CGU = (["welcome", "cgu", "identity", "address", "contact", "authentication"], CguMoment.WIZARD)
WITHOUT_CGU = (["welcome", "identity", "address", "contact", "authentication"], CguMoment.FIRST_SIGN_IN)


@by_commune(WITH_CGU, WITH_CGU, WITHOUT_CGU, WITH_CGU)
def test_wizard_steps(communes: dict[str, CommuneConfig], slug: str, expected: tuple[list[str], CguMoment]) -> None:
    wizard = communes[slug].wizard
    assert ([*wizard.steps], wizard.cgu_at) == expected


@by_commune(
    {"civility": REQUIRED, "usual_name": REQUIRED, "first_names": REQUIRED, "photo": OPTIONAL},
    FULL_IDENTITY,
    FULL_IDENTITY,
    FULL_IDENTITY,
)
def test_identity_step(communes: dict[str, CommuneConfig], slug: str, expected: dict[str, FieldState]) -> None:
    assert visible(communes[slug], StepName.IDENTITY) == expected


@by_commune(
    ["address_search", "building", "apartment", "address_complement"],
    ["address_search"],
    ["number", "street", "building", "apartment", "address_complement", "postal_code", "city", "country"],
    ["address_search", "number", "building", "apartment", "address_complement"],
)
def test_address_step(communes: dict[str, CommuneConfig], slug: str, expected: list[str]) -> None:
    assert visible(communes[slug], StepName.ADDRESS) == dict.fromkeys(expected, OPTIONAL)


@by_commune(CONTACT, CONTACT, {**CONTACT, "fax": OPTIONAL}, CONTACT)
def test_contact_step(communes: dict[str, CommuneConfig], slug: str, expected: dict[str, FieldState]) -> None:
    assert visible(communes[slug], StepName.CONTACT) == expected


def test_steps_without_configured_fields_show_none(communes: dict[str, CommuneConfig]) -> None:
    assert communes["fresnes"].wizard.fields_of(StepName.AUTHENTICATION) == ()


@by_commune(
    (KeyPrompt.OFFERED, KeyDelivery.MAILED),
    (KeyPrompt.SHOWN_EMPTY, KeyDelivery.AUTOMATIC),
    (KeyPrompt.HIDDEN, KeyDelivery.AUTOMATIC),
    (KeyPrompt.OPTIONAL, KeyDelivery.MAILED),
)
def test_service_key(communes: dict[str, CommuneConfig], slug: str, expected: tuple[KeyPrompt, KeyDelivery]) -> None:
    key = communes[slug].service_key
    assert (key.at_sign_up, key.delivery) == expected


@by_commune(
    AfterActivation.HOME,
    AfterActivation.DECLARE_AND_PROFILE,
    AfterActivation.HOME,
    AfterActivation.DECLARE_AND_KEY,
)
def test_after_activation(communes: dict[str, CommuneConfig], slug: str, expected: AfterActivation) -> None:
    assert communes[slug].family.after_activation is expected


@by_commune(
    ["Accueil", "Actualités"],
    ["Mon accueil", "Actualités", "Documents utiles", "Activités", "Infos pratiques"],
    ["Mon accueil", "Actualités", "Édition de documents"],
    ["Accueil", "Actualités", "Services", "Documents à télécharger"],
)
def test_menu_of_the_connected_citizen(communes: dict[str, CommuneConfig], slug: str, expected: list[str]) -> None:
    assert labels(communes[slug].citizen_menu) == expected


CGU, LEGAL, DATA = "Conditions générales d'utilisation", "Mentions légales", "Données personnelles et cookies"
ACCESS = "Accessibilité : non conforme"


@by_commune(
    ["Retour au site de la ville", LEGAL, CGU, DATA, ACCESS, "Aide"],
    ["Retour au site principal", LEGAL, CGU, "Contacts", DATA, ACCESS, "Aide"],
    ["Retour au site principal", LEGAL, CGU, "Contacts", DATA, ACCESS, "Aide"],
    [
        "Retour au site principal",
        "Carte scolaire",
        "Application mobile",
        LEGAL,
        CGU,
        DATA,
        "Contacts",
        ACCESS,
        "Aide",
    ],
)
def test_footer(communes: dict[str, CommuneConfig], slug: str, expected: list[str]) -> None:
    assert labels(communes[slug].footer) == expected


@by_commune(
    ["canteen", "holidays", "sport", "culture", "school", "nursery"],
    ["canteen", "canteen", "after_school", "after_school", "transport"],
    ["before_school", "after_school", "canteen", "study", "after_school", "wednesday", "holidays", "holidays", "youth"],
    ["holidays", "sport", "canteen", "youth", "sport", "after_school", "transport", "school"],
)
def test_activities(communes: dict[str, CommuneConfig], slug: str, expected: list[str]) -> None:
    assert [activity.kind.value for activity in communes[slug].activities] == expected


def test_villefranque_serves_the_public_and_the_private_school(communes: dict[str, CommuneConfig]) -> None:
    schools = [activity.public.school for activity in communes["villefranque"].activities]
    assert schools == ["public", "private", "public", "private", None]


def test_carbon_blanc_welcomes_children_from_3_to_17(communes: dict[str, CommuneConfig]) -> None:
    ages = [activity.public for activity in communes["carbon-blanc"].activities]
    assert (min(age.min_age for age in ages), max(age.max_age for age in ages)) == (3, 17)


@by_commune((True, False, False), (True, False, True), (True, True, False), (True, False, False))
def test_billing(communes: dict[str, CommuneConfig], slug: str, expected: tuple[bool, bool, bool]) -> None:
    billing = communes[slug].billing
    assert (billing.online_payment, billing.recovery_followed, billing.split_between_parents) == expected


@by_commune((None, None, False), (None, "08-01", False), ("06-30", None, True), (None, None, False))
def test_enrolment(
    communes: dict[str, CommuneConfig], slug: str, expected: tuple[str | None, str | None, bool]
) -> None:
    enrolment = communes[slug].enrolment
    assert (enrolment.file_due_by, enrolment.bookings_open_on, enrolment.keeps_previous_bookings) == expected


@by_commune(
    ["conseil-d-ecole-des-lilas", "greve-18-octobre", "guide-de-l-enfance"],
    ["parents-separes", "reservations-au-1er-aout"],
    ["bienvenue", "votre-premiere-connexion"],
    ["application-mobile", "carte-scolaire", "multisport-en-fete"],
)
def test_news(communes: dict[str, CommuneConfig], slug: str, expected: list[str]) -> None:
    assert [item.slug for item in communes[slug].news] == expected


@by_commune(("94034", "C"), ("64558", "A"), ("78672", "C"), ("33096", "A"))
def test_territory(communes: dict[str, CommuneConfig], slug: str, expected: tuple[str, str]) -> None:
    config = communes[slug]
    assert (config.identity.insee_code, config.territory.school_zone) == expected


@by_commune(
    [("accueil-unique", "01 49 84 56 56", "accueil.unique@fresnes94.fr")],
    [("periscolaire", "05 36 49 12 64", "accueil@villefranque.fr")],
    [("pole-scolaire", "01 39 08 25 67", ""), ("communication", "01 39 08 25 40", "")],
    [("enfance", "05 36 49 33 56", ""), ("sports-jeunesse", "05 36 49 33 57", "")],
)
def test_services(communes: dict[str, CommuneConfig], slug: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(service.slug, service.phone, service.email) for service in communes[slug].services] == expected


def test_service_is_found_by_its_slug(communes: dict[str, CommuneConfig]) -> None:
    assert communes["carbon-blanc"].service("sports-jeunesse").name == "Sports et jeunesse"


def test_colours_are_different_in_each_commune(communes: dict[str, CommuneConfig]) -> None:
    assert len({(config.identity.primary) for config in communes.values()}) == 4
