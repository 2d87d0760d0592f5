"""What a configuration may say but an operator should know before opening the portal."""

from collections.abc import Iterator
from dataclasses import dataclass

from communes_config.schema import Activity, CommuneConfig, School
from communes_config.tree import leaves
from core.grouping import Hole, holes, overlaps
from core.passwords import CNIL_ALONE_BITS, CNIL_RESTRICTED_BITS, CnilLevel, cnil_level
from core.schooling import ordered

# ARCEP, plan national de numérotation : tranches réservées aux œuvres audiovisuelles
FICTION_PHONES = ("01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49")
RESERVED_DOMAINS = (".example", ".test", ".invalid")  # RFC 2606


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfigWarning:
    """Something that is accepted, with what it implies."""

    key: str
    message: str


def warnings(config: CommuneConfig) -> tuple[ConfigWarning, ...]:
    """Return what deserves the operator's attention; none of it prevents `apply`."""
    return (*_passwords(config), *_contacts(config), *_groups(config))


def _passwords(config: CommuneConfig) -> Iterator[ConfigWarning]:
    policy = config.passwords
    bits = policy.entropy_bits()
    level = cnil_level(bits, restricted=True)
    if level is CnilLevel.ALONE:
        return
    measured = f"{bits:.1f} bits d'entropie".replace(".", ",")
    threshold = (
        f"sous les {CNIL_RESTRICTED_BITS} bits que la CNIL recommande quand les essais sont limités"
        if level is CnilLevel.BELOW
        else f"assez quand les essais sont limités, moins que les {CNIL_ALONE_BITS} bits d'un mot de passe seul"
    )
    yield ConfigWarning(key="passwords", message=f"{policy.describe()} Cela fait {measured} : {threshold}.")


def _contacts(config: CommuneConfig) -> Iterator[ConfigWarning]:
    for key, value in leaves(config.to_json()):
        name = key.rpartition(".")[2]
        if key.startswith("health.doctors"):
            continue  # what a family dials, not the town hall's own number
        if name == "phone" and str(value).startswith(FICTION_PHONES):
            yield ConfigWarning(key=key, message=f"{value} est un numéro de fiction : indiquez celui de la commune.")
        if name in ("email", "reply_to") and str(value).endswith(RESERVED_DOMAINS):
            yield ConfigWarning(key=key, message=f"{value} ne reçoit aucun courriel : indiquez une vraie adresse.")


def _groups(config: CommuneConfig) -> Iterator[ConfigWarning]:
    """Children whom no group takes, or whom two would take: accepted, because an agent may place them by hand."""
    for activity in config.activities:
        rules = [group.rule for group in activity.groups]
        concerned = _schools_of(config, activity)
        levels = activity.public.levels or ordered(level for school in concerned for level in school.levels)
        for hole in holes(
            activity.public.conditions, rules, levels=levels, schools=[school.slug for school in concerned]
        ):
            message = f"Aucun groupe ne prend {_who(hole)} : la famille ne pourra pas l'inscrire elle-même."
            yield ConfigWarning(key=f"activities[{activity.slug}].groups", message=message)
        for overlap in overlaps(rules):
            message = (
                f"Un même enfant peut aller dans « {overlap.first} » et « {overlap.second} » : la famille choisira."
            )
            yield ConfigWarning(key=f"activities[{activity.slug}].groups", message=message)


def _schools_of(config: CommuneConfig, activity: Activity) -> list[School]:
    public = activity.public
    if not (public.schools or public.school):
        return []
    return [
        school
        for school in config.schools
        if (not public.schools or school.slug in public.schools) and public.school in (None, school.kind)
    ]


def _who(hole: Hole) -> str:
    if hole.age is not None:
        return f"un enfant de {hole.age} ans"
    if hole.level is not None:
        return f"un élève de {hole.level.label}"
    return f"un élève de l'école « {hole.school} »"
