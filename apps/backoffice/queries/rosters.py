"""A list as lines of a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence

from apps.backoffice.queries.child_file import Forbidden
from apps.casework.rosters import Entry, Listing

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def lines_of(listing: Listing, restrictions: Mapping[int, Sequence[Forbidden]]) -> Iterator[list[str]]:
    """Return the head of the table, then a line for each child under each title."""
    titles = ["Liste"] if any(section.titles for section in listing.sections) else []
    rank = ["Rang"] if listing.ranked else []
    yield [*titles, *rank, "Enfant", *listing.columns, "Parent", "Téléphone", "À savoir", "Déposée le", "Demande"]
    for section in listing.sections:
        for entry in section.entries:
            yield [_harmless(cell) for cell in _cells(section.heading, entry, listing, restrictions)]


def forbidden_words(bans: Sequence[Forbidden]) -> str:
    return " ; ".join(f"{ban.who} : {ban.words.lower()}" for ban in bans)


def _cells(
    heading: str, entry: Entry, listing: Listing, restrictions: Mapping[int, Sequence[Forbidden]]
) -> Iterator[str]:
    if heading:
        yield heading
    if listing.ranked:
        yield str(entry.rank)
    yield entry.name
    yield from entry.cells
    yield entry.parent
    yield entry.phone
    yield forbidden_words(restrictions.get(entry.child.pk, ())) if entry.child else ""
    yield f"{entry.filed_at:%d/%m/%Y}"
    yield entry.case.number


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from running what somebody typed."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
