"""Rules between several values of a commune; each runs as soon as the sections it needs could be read."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from communes_config import catalogue_checks, colours, health_checks, logo
from communes_config.finding import Finding, Findings, known_service, repeated
from communes_config.procedure_checks import (
    procedures_are_answerable,
    procedures_are_served,
    procedures_ask_in_order,
    rosters_read_their_questions,
)
from communes_config.reader import BROKEN, shown, suggestion
from communes_config.schema import (
    Activation,
    Activity,
    Captcha,
    Certification,
    Cgu,
    CguMoment,
    DocumentKind,
    FamilyRules,
    FieldName,
    FieldState,
    FooterLink,
    HelpEntry,
    Identity,
    MenuEntry,
    NewsSeed,
    Page,
    Quotient,
    Service,
    Silence,
    StepName,
    Tariff,
    Territory,
    Wizard,
)
from communes_config.schema.accounts import STEP_FIELDS
from communes_config.schema.identity import TIME_ZONES
from core.captcha import PICTOGRAMS
from core.passwords import FLOOR, PasswordPolicy
from core.pricing import check_brackets
from core.validity import ValidityRule

REQUIRED_PAGES = ("mentions-legales", "donnees-personnelles", "accessibilite", "aide", "contacts")
ROUTES = ("portal:home", "portal:news", "portal:procedures", "portal:activities", "portal:cgu", "portal:help")
PAGE_ROUTE = "portal:page:"
PAGE_LINK = re.compile(r"\]\(/pages/([^)/]*)/?\)")
MIN_PICTOGRAMS = 6
MANDATORY_STEPS = (StepName.WELCOME, StepName.IDENTITY, StepName.CONTACT, StepName.AUTHENTICATION)
MANDATORY_FIELDS = (FieldName.USUAL_NAME, FieldName.FIRST_NAMES, FieldName.EMAIL)


def colours_are_readable(identity: Identity) -> Findings:
    for name in ("primary", "accent"):
        colour = getattr(identity, name)
        for use, ratio in colours.weaknesses(colour):
            measured = f"{shown(colour)}, contraste {ratio:.2f}:1 {use}".replace(".", ",", 1)
            yield Finding(f"identity.{name}", measured, "un contraste d'au moins 4,5:1 (niveau AA)")


def logo_is_harmless(identity: Identity) -> Findings:
    for found, expected in logo.faults(identity.logo_svg):
        yield Finding("identity.logo_svg", found, expected)


def codes_agree(identity: Identity) -> Findings:
    if not identity.insee_code.startswith(identity.department_code[:2]):
        expected = f"un code INSEE du département {identity.department_code}"
        yield Finding("identity.insee_code", shown(identity.insee_code), expected)


def territory_is_consistent(territory: Territory) -> Findings:
    zones = TIME_ZONES[territory.code]
    if territory.time_zone not in zones:
        yield Finding("territory.time_zone", shown(territory.time_zone), f"{' ou '.join(zones)} pour {territory.code}")
    mainland = "Europe/Paris" in zones
    if mainland and territory.school_zone is None:
        yield Finding("territory.school_zone", "rien", "la zone A, B ou C")
    if not mainland and territory.school_zone is not None:
        yield Finding("territory.school_zone", shown(territory.school_zone), f"aucune zone pour {territory.code}")


def steps_are_in_order(wizard: Wizard) -> Findings:
    found = shown(", ".join(wizard.steps))
    canonical = [step for step in StepName if step in wizard.steps]
    if list(wizard.steps) != canonical:
        yield Finding("wizard.steps", found, f"cet ordre : {', '.join(canonical)}")
    for step in MANDATORY_STEPS:
        if step not in wizard.steps:
            yield Finding("wizard.steps", found, f"l'étape « {step} », indispensable")
    if (StepName.CGU in wizard.steps) != (wizard.cgu_at is CguMoment.WIZARD):
        expected = "« wizard » avec une étape « cgu », ou « first_sign_in » sans elle"
        yield Finding("wizard.cgu_at", shown(wizard.cgu_at), expected)


def fields_make_an_account(wizard: Wizard) -> Findings:
    for name in MANDATORY_FIELDS:
        state = wizard.fields[name]
        if state is not FieldState.REQUIRED:
            yield Finding(f"wizard.fields.{name}", shown(state), "required : sans lui, pas de compte")
    for step in wizard.steps:
        states = {wizard.fields[name] for name in STEP_FIELDS.get(step, ())}
        if states == {FieldState.HIDDEN}:
            yield Finding("wizard.steps", f"l'étape « {step} » sans champ visible", "un champ visible, ou pas d'étape")


def passwords_reach_the_floor(policy: PasswordPolicy) -> Findings:
    if policy.min_length < FLOOR.min_length:
        yield Finding("passwords.min_length", shown(policy.min_length), f"au moins {FLOOR.min_length} caractères")
    elif not policy.meets_floor():
        expected = f"au moins {FLOOR.bits} bits : plus long, ou plus varié (plancher de la plateforme)"
        yield Finding("passwords", f"{policy.entropy_bits():.1f} bits".replace(".", ","), expected)
    asked = policy.lower + policy.upper + policy.digit + policy.special
    if min(policy.lower, policy.upper, policy.digit, policy.special) < 0 or asked > policy.min_length:
        yield Finding("passwords", f"{asked} caractères imposés", f"de 0 à min_length ({policy.min_length})")


def captcha_can_be_answered(captcha: Captcha) -> Findings:
    for list_name in ("pictograms", "targets"):
        for name in getattr(captcha, list_name):
            if name not in PICTOGRAMS:
                expected = f"un pictogramme parmi {', '.join(PICTOGRAMS)}{suggestion(name, PICTOGRAMS)}"
                yield Finding(f"captcha.{list_name}", shown(name), expected)
    if len(captcha.pictograms) < MIN_PICTOGRAMS:
        found = f"{len(captcha.pictograms)} pictogramme(s)"
        yield Finding("captcha.pictograms", found, f"au moins {MIN_PICTOGRAMS}")
    for target in captcha.targets:
        if target in PICTOGRAMS and target not in captcha.pictograms:
            expected = f"un des pictogrammes présentés : {', '.join(captcha.pictograms)}"
            yield Finding("captcha.targets", shown(target), expected)


def activation_is_kept(activation: Activation, services: Sequence[Service]) -> Findings:
    yield from known_service("activation.service", activation.service, services)
    if activation.reminder_hours >= activation.approval_hours:
        expected = f"moins que approval_hours ({activation.approval_hours})"
        yield Finding("activation.reminder_hours", shown(activation.reminder_hours), expected)


def family_is_served(family: FamilyRules, services: Sequence[Service]) -> Findings:
    yield from known_service("family.service", family.service, services)
    yield from repeated("family.attachments", [kind.slug for kind in family.attachments])
    if family.silence is Silence.NONE:
        yield Finding("family.silence", shown(family.silence), "accept ou refuse : une famille s'accepte ou se refuse")


def certification_has_one_term(certification: Certification) -> Findings:
    asked = certification.every_months is not None or certification.every_year_by is not None
    if certification.every_months is not None and certification.every_year_by is not None:
        expected = "rien, ou pas de every_months : l'un ou l'autre"
        yield Finding("certification.every_year_by", shown(certification.every_year_by), expected)
    if certification.blocks and not asked:
        expected = "rien, ou every_months, ou every_year_by : ce qui n'est pas demandé ne ferme rien"
        yield Finding("certification.blocks", shown(certification.blocks), expected)


def documents_expire_in_one_way(documents: Mapping[str, DocumentKind]) -> Findings:
    for slug, kind in documents.items():
        counted = kind.validity is ValidityRule.MONTHS
        if counted and kind.validity_months is None:
            yield Finding(f"documents.{slug}.validity_months", "rien", "un nombre de mois, avec validity = « months »")
        if not counted and kind.validity_months is not None:
            expected = "rien, ou validity = « months »"
            yield Finding(f"documents.{slug}.validity_months", shown(kind.validity_months), expected)


def pieces_are_known_documents(family: FamilyRules, documents: Mapping[str, DocumentKind]) -> Findings:
    asked = {"attachments": family.attachments, "change_pieces": family.change_pieces}
    for key, piece in ((key, piece) for key, pieces in asked.items() for piece in pieces):
        if piece.document and piece.document not in documents:
            expected = f"un genre de documents.toml{suggestion(piece.document, documents)}"
            yield Finding(f"family.{key}[{piece.slug}].document", shown(piece.document), expected)


def quotient_can_be_asked(quotient: Quotient, franceconnect: bool) -> Findings:
    if quotient.enabled and not quotient.siret:
        yield Finding("quotient.siret", "rien", "le SIRET de l'habilitation : sans lui, aucune question n'est acceptée")
    if quotient.franceconnect and not franceconnect:
        yield Finding("quotient.franceconnect", "true", "franceconnect = true : la commune ne le propose pas")


def services_are_distinct(services: Sequence[Service]) -> Findings:
    yield from repeated("services", [service.slug for service in services])


def activities_are_served(
    activities: Sequence[Activity], services: Sequence[Service], tariffs: Sequence[Tariff]
) -> Findings:
    yield from repeated("activities", [activity.slug for activity in activities])
    priced = [tariff.slug for tariff in tariffs]
    for activity in activities:
        key = f"activities[{activity.slug}]"
        yield from known_service(f"{key}.service", activity.service, services)
        if activity.tariff is not None and activity.tariff not in priced:
            known = ", ".join(priced) or "aucun"
            expected = f"un tarif de tariffs.toml ({known}){suggestion(activity.tariff, priced)}"
            yield Finding(f"{key}.tariff", shown(activity.tariff), expected)
        if activity.public.min_age > activity.public.max_age:
            expected = f"au plus max_age ({activity.public.max_age})"
            yield Finding(f"{key}.public.min_age", shown(activity.public.min_age), expected)


def tariffs_price_everyone(tariffs: Sequence[Tariff]) -> Findings:
    yield from repeated("tariffs", [tariff.slug for tariff in tariffs])
    for tariff in tariffs:
        for problem in check_brackets(tariff.brackets):
            expected = "chaque quotient à partir de 0 dans une seule tranche"
            yield Finding(f"tariffs[{tariff.slug}].brackets", problem.sentence, expected)


def required_pages_exist(pages: Mapping[str, Page]) -> Findings:
    for slug in REQUIRED_PAGES:
        if slug not in pages:
            yield Finding(f"pages.{slug}", "rien", f"le fichier pages/{slug}.md")


def links_lead_somewhere(
    public_menu: Sequence[MenuEntry],
    citizen_menu: Sequence[MenuEntry],
    footer: Sequence[FooterLink],
    pages: Mapping[str, Page],
) -> Findings:
    known = (*ROUTES, *(f"{PAGE_ROUTE}{slug}" for slug in pages))
    menus: dict[str, Sequence[MenuEntry | FooterLink]] = {
        "public_menu": public_menu,
        "citizen_menu": citizen_menu,
        "footer": footer,
    }
    for name, links in menus.items():
        for index, link in enumerate(links, start=1):
            if link.target not in known and not link.target.startswith(("https://", "http://")):
                expected = f"{', '.join(ROUTES)}, portal:page:… d'une page qui existe, ou une adresse web"
                key = f"{name}[{index}].target"
                yield Finding(key, shown(link.target), f"{expected}{suggestion(link.target, known)}")


def texts_link_to_pages(
    cgu: Cgu, pages: Mapping[str, Page], news: Sequence[NewsSeed], help: Sequence[HelpEntry]
) -> Findings:
    texts = {"cgu.markdown": cgu.markdown}
    texts |= {f"pages.{slug}.markdown": page.markdown for slug, page in pages.items()}
    texts |= {f"news[{item.slug}].body": item.body for item in news}
    texts |= {f"help[{index}].answer": entry.answer for index, entry in enumerate(help, start=1)}
    for key, text in texts.items():
        for slug in PAGE_LINK.findall(text):
            if slug not in pages:
                yield Finding(key, f"un lien vers /pages/{slug}/", f"une page qui existe{suggestion(slug, pages)}")


CHECKS: tuple[tuple[tuple[str, ...], Callable[..., Findings]], ...] = (
    (("identity",), colours_are_readable),
    (("identity",), logo_is_harmless),
    (("identity",), codes_agree),
    (("territory",), territory_is_consistent),
    (("wizard",), steps_are_in_order),
    (("wizard",), fields_make_an_account),
    (("passwords",), passwords_reach_the_floor),
    (("captcha",), captcha_can_be_answered),
    (("activation", "services"), activation_is_kept),
    (("family", "services"), family_is_served),
    (("certification",), certification_has_one_term),
    (("documents",), documents_expire_in_one_way),
    (("family", "documents"), pieces_are_known_documents),
    (("quotient", "franceconnect"), quotient_can_be_asked),
    (("services",), services_are_distinct),
    (("procedures", "services", "pages", "documents"), procedures_are_served),
    (("procedures",), procedures_ask_in_order),
    (("procedures",), procedures_are_answerable),
    (("procedures",), rosters_read_their_questions),
    (("activities", "services", "tariffs"), activities_are_served),
    (
        ("sites", "schools", "periods", "authorisations", "enrolment_attachments"),
        catalogue_checks.places_are_distinct,
    ),
    (("schools", "sites"), catalogue_checks.schools_are_somewhere),
    (("periods",), catalogue_checks.periods_are_in_order),
    (("activities", "sites", "schools", "periods"), catalogue_checks.activities_are_possible),
    (
        ("activities", "authorisations", "enrolment_attachments", "pages"),
        catalogue_checks.requests_of_activities_exist,
    ),
    (("tariffs",), tariffs_price_everyone),
    (("health",), health_checks.health_says_no_religion),
    (("health", "activities", "tariffs"), health_checks.health_knows_the_catalogue),
    (("activities",), health_checks.menus_say_no_religion),
    (("procedures",), health_checks.questions_ask_nothing_forbidden),
    (("pages",), required_pages_exist),
    (("public_menu", "citizen_menu", "footer", "pages"), links_lead_somewhere),
    (("cgu", "pages", "news", "help"), texts_link_to_pages),
    (("news", "schools", "activities"), catalogue_checks.news_concerns_somebody),
)


def findings(sections: Mapping[str, Any]) -> Findings:
    """Yield everything wrong between the sections that could be read."""
    for names, check in CHECKS:
        values = [sections.get(name, BROKEN) for name in names]
        if not any(value is BROKEN for value in values):
            yield from check(*values)
