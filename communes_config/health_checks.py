"""What a commune may neither ask nor offer about a child's health (CNIL, NS-058), and what it must know of it."""

from collections.abc import Sequence

from communes_config.finding import Finding, Findings, repeated
from communes_config.reader import shown, suggestion
from communes_config.schema import Activity, Allergen, Diet, Health, NapHabit, ProcedureDefinition, Tariff
from core.diets import label_refused


def health_says_no_religion(health: Health) -> Findings:
    """CNIL, NS-058: no diet, allergen or habit may tell a religion, an origin or the nature of a handicap."""
    for name in ("diets", "allergens", "naps"):
        entries: Sequence[Diet | Allergen | NapHabit] = getattr(health, name)
        yield from repeated(f"health.{name}", [entry.slug for entry in entries])
        for entry in entries:
            for key, text in (("label", entry.label), ("slug", entry.slug.replace("-", " "))):
                yield from _lawful(f"health.{name}[{entry.slug}].{key}", text)


def health_knows_the_catalogue(health: Health, activities: Sequence[Activity], tariffs: Sequence[Tariff]) -> Findings:
    yield from repeated("health.doctors", [doctor.slug for doctor in health.doctors])
    known = [activity.slug for activity in activities]
    lists = {
        "health.plan.blocked_activities": health.plan.blocked_activities,
        "health.vaccination.accommodation": health.vaccination.accommodation,
    }
    for key, slugs in lists.items():
        for slug in slugs:
            if slug not in known:
                yield Finding(key, shown(slug), f"une activité de catalogue.toml{suggestion(slug, known)}")
    tariff, priced = health.plan.packed_lunch_tariff, [tariff.slug for tariff in tariffs]
    if tariff is not None and tariff not in priced:
        expected = f"un tarif de tariffs.toml{suggestion(tariff, priced)}"
        yield Finding("health.plan.packed_lunch_tariff", shown(tariff), expected)


def menus_say_no_religion(activities: Sequence[Activity]) -> Findings:
    for activity in activities:
        for unit in activity.units:
            yield from _lawful(f"activities[{activity.slug}].units[{unit.slug}].title", unit.title)


def questions_ask_nothing_forbidden(procedures: Sequence[ProcedureDefinition]) -> Findings:
    """A form asks neither the religion, nor the origin, nor the nature of a handicap."""
    for procedure in procedures:
        for step in procedure.steps:
            for question in step.questions:
                key = f"procedures[{procedure.slug}].steps[{step.slug}].questions[{question.slug}]"
                yield from _lawful(f"{key}.label", question.label)
                for option in question.options:
                    yield from _lawful(f"{key}.options[{option.value}].label", option.label)


def _lawful(key: str, text: str) -> Findings:
    if wording := label_refused(text):
        expected = f"un libellé sans « {wording.found} » ; {wording.reason} (CNIL, NS-058)"
        yield Finding(key, shown(text), expected)
