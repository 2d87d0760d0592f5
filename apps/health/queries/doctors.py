from communes_config.schema import Doctor
from core.identifiers import fold
from tenants import context

LIMIT = 10


def doctors(text: str) -> tuple[Doctor, ...]:
    """Return the doctors of the commune's list whose name, speciality or address have every word, with or without
    accents; ten at most, and none for nothing."""
    words = fold(text).split()
    if not words:
        return ()
    listed = context.config().health.doctors
    found = (each for each in listed if all(word in _said_of(each) for word in words))
    return tuple(sorted(found, key=lambda each: fold(each.name)))[:LIMIT]


def doctor(slug: str) -> Doctor | None:
    return next((each for each in context.config().health.doctors if each.slug == slug), None)


def _said_of(doctor: Doctor) -> str:
    return fold(f"{doctor.name} {doctor.speciality} {doctor.address}")
