"""Something wrong between several values, and the checks that many parts share."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from communes_config.reader import shown, suggestion
from communes_config.schema.identity import Service


@dataclass(frozen=True, slots=True)
class Finding:
    key: str
    found: str
    expected: str


Findings = Iterator[Finding]


def known_service(key: str, slug: str, services: Sequence[Service]) -> Findings:
    known = [service.slug for service in services]
    if slug not in known:
        yield Finding(key, shown(slug), f"un service parmi {', '.join(known)}{suggestion(slug, known)}")


def repeated(key: str, slugs: Sequence[str]) -> Findings:
    for slug, count in Counter(slugs).items():
        if count > 1:
            yield Finding(f"{key}[{slug}]", f"{count} fois « {slug} »", "un identifiant par élément")
