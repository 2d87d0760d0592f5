"""Answers written beforehand: the few words in braces are replaced by what the case says."""

import re
from collections.abc import Iterable

from apps.casework import procedures
from apps.casework.errors import CannedFieldUnknown
from apps.casework.models import Case

FIELD = re.compile(r"\{([^{}]*)\}")
KNOWN = ("famille", "numero", "demarche", "service", "telephone")


def check(body: str) -> None:
    """Raise CannedFieldUnknown when a field in braces is not one that the portal replaces."""
    unknown = sorted({name for name in FIELD.findall(body) if name not in KNOWN})
    if unknown:
        raise CannedFieldUnknown(fields=_listed(unknown), known=_listed(KNOWN))


def filled(body: str, case: Case) -> str:
    """Return the words ready for the person who filed this case; an unknown field stays as it is written."""
    service = procedures.service_of(case.service)
    values = {
        "famille": case.requester.display_name,
        "numero": case.number,
        "demarche": case.title,
        "service": service.name,
        "telephone": service.phone,
    }
    return FIELD.sub(lambda found: values.get(found[1], found[0]), body)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
