"""Who may collect each child, as its household reads it before saying that all is right."""

from collections.abc import Iterable, Sequence
from datetime import date

from apps.enrolments.queries import collectors_of
from apps.families.models import Household, Person
from apps.families.statement import Part

NOBODY = (("Personnes autorisées", "Aucune"),)


def collectors_known(household: Household, children: Sequence[Person], today: date) -> Iterable[Part]:
    born = [child for child in children if not child.is_expected]
    found = collectors_of(born, household, today)
    for child in born:
        rows = tuple((one.full_name, f"{one.get_link_display()}, {one.phone}") for one in found[child.pk])
        yield Part(
            title=f"Qui peut venir chercher {child.first_names}",
            rows=rows or NOBODY,
            fix="portal:child-permissions",
            fix_arguments=(str(child.pk),),
        )
