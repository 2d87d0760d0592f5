"""Between the answers of a parent and what a health record keeps."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from apps.health import queries
from apps.health.operations import RecordContent
from apps.health.queries import HealthPage
from communes_config.schema import VaccinationProof
from core.diets import keepable
from core.forms import Option
from tenants import context

OTHER: Final = "autre"
NOBODY: Final = "aucun"
NAP: Final = "nap"
TEXTS: Final = ("medication", "needs", "comment")


def initials(page: HealthPage) -> dict[str, Any]:
    """Return the answers that the record gives already, so that a parent only changes what changed."""
    record = page.record
    if record is None:
        return {}
    known: dict[str, Any] = {
        "has-allergy": bool(record.allergies),
        "allergies": [allergy["slug"] for allergy in record.allergies],
        "other-allergy": next((one["label"] for one in record.allergies if one["slug"] == OTHER), None),
        "has-diet": bool(record.diets),
        "diets": [diet["slug"] for diet in record.diets],
        **_doctor_answers(record.doctor),
        "has-medication": bool(record.medication),
        "has-needs": bool(record.needs),
        NAP: record.nap["slug"] if record.nap else None,
        **{name: getattr(record, name) or None for name in TEXTS},
    }
    for allergy in record.allergies:
        known[f"severity-{allergy['slug']}"] = allergy["severity"]
        known[f"action-{allergy['slug']}"] = allergy["what_to_do"] or None
    return known


def options_of(payload: Mapping[str, Any], page: HealthPage | None, today: date) -> dict[str, tuple[Option, ...]]:
    """Return what the commune offers for each question; a doctor found, the one known, another or none."""
    rules = context.config().health
    answers = payload.get("answers", {})
    return {
        "allergies": (
            *(Option(value=one.slug, label=one.label) for one in rules.allergens),
            Option(value=OTHER, label="Autre chose"),
        ),
        "diets": tuple(Option(value=one.slug, label=one.label) for one in rules.diets),
        "doctor": _doctors(answers.get("doctor-search") or "", answers.get("doctor"), page),
        NAP: _naps(page, today),
        "vaccines": vaccine_options(len(page.required) if page else 0),
    }


def vaccine_options(count: int) -> tuple[Option, ...]:
    """Return how a parent may prove the vaccines: on one's honour only where the commune takes it."""
    listed = f" (il y en a {count} à son âge)" if count else ""
    sworn = Option(value="sworn", label=f"Oui, je l’atteste sur l’honneur{listed}")
    document = Option(value="document", label="Oui, j’envoie les pages du carnet de santé")
    later = Option(value="later", label="Pas encore, ou pas tous", help="L’admission est alors provisoire.")
    if context.config().health.vaccination.proof is VaccinationProof.SWORN:
        return (sworn, document, later)
    return (document, later)


def content_of(answers: Mapping[str, Any]) -> RecordContent:
    """Return what the record will say."""
    return RecordContent(
        allergies=[_allergy(slug, answers) for slug in answers.get("allergies") or ()],
        diets=[{"slug": slug, "label": _diet(slug)} for slug in answers.get("diets") or ()],
        doctor=_doctor(answers),
        nap=_nap(answers.get(NAP)),
        **{name: answers.get(name) or "" for name in TEXTS},
    )


def lawful(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers without the sentences that must not be kept."""
    free = {slug for slug in answers if slug in (*TEXTS, "plan-subject") or slug.startswith("action-")}
    return {slug: keepable(value) if slug in free else value for slug, value in answers.items()}


def _doctor_answers(doctor: Mapping[str, str] | None) -> dict[str, Any]:
    if doctor is None:
        return {"doctor": NOBODY}
    if doctor["slug"]:
        return {"doctor": doctor["slug"]}
    return {"doctor": OTHER, "doctor-name": doctor["name"], "doctor-phone": doctor["phone"] or None}


def _doctors(text: str, chosen: str | None, page: HealthPage | None) -> tuple[Option, ...]:
    found = {one.slug: one for one in queries.doctors(text)}
    recorded = page.record.doctor if page and page.record else None
    for slug in (chosen, recorded["slug"] if recorded else ""):
        if slug and (kept := queries.doctor(slug)) is not None:
            found.setdefault(slug, kept)
    options = [
        Option(value=one.slug, label=one.name, help=", ".join(filter(None, (one.speciality, one.address))))
        for one in found.values()
    ]
    return (
        *options,
        Option(value=OTHER, label="Un autre médecin, que j’indique"),
        Option(value=NOBODY, label="Nous n’avons pas de médecin traitant"),
    )


def _doctor(answers: Mapping[str, Any]) -> dict[str, str] | None:
    """Return the doctor chosen, with what reaches it today; None for one that has left the list."""
    chosen = answers.get("doctor") or NOBODY
    if chosen == NOBODY:
        return None
    if chosen == OTHER:
        return {
            "slug": "",
            "name": answers.get("doctor-name") or "",
            "phone": answers.get("doctor-phone") or "",
            "address": "",
        }
    listed = queries.doctor(chosen)
    if listed is None:
        return None
    return {"slug": listed.slug, "name": listed.name, "phone": listed.phone, "address": listed.address}


def _allergy(slug: str, answers: Mapping[str, Any]) -> dict[str, str]:
    labels = {one.slug: one.label for one in context.config().health.allergens}
    return {
        "slug": slug,
        "label": (answers.get("other-allergy") or "Autre") if slug == OTHER else labels.get(slug, slug),
        "severity": answers.get(f"severity-{slug}") or "marked",
        "what_to_do": answers.get(f"action-{slug}") or "",
    }


def _diet(slug: str) -> str:
    return next((one.label for one in context.config().health.diets if one.slug == slug), slug)


def _naps(page: HealthPage | None, today: date) -> tuple[Option, ...]:
    """Return the habits that the commune tells apart, for a child young enough to have one."""
    rules = context.config().health
    age = page.child.age_on(today) if page else None
    if age is None or age >= rules.naps_under:
        return ()
    return tuple(Option(value=one.slug, label=one.label) for one in rules.naps)


def _nap(slug: str | None) -> dict[str, str] | None:
    chosen = next((one for one in context.config().health.naps if one.slug == slug), None)
    return {"slug": chosen.slug, "label": chosen.label} if chosen else None
