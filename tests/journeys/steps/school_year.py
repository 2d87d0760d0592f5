"""The school year that a journey happens in, and the commune's files of that year, which are renewed each June."""

import re
import shutil
from datetime import date
from pathlib import Path

from communes_config import COMMUNES
from core.schooling import SchoolYear

from .declaring import TODAY
from .operator import Operator

WRITTEN_FOR = SchoolYear(2026)
RENEWAL = (6, 15)
QUIET = ((6, 15), (9, 8))  # from the renewal to the first days of class, windows of the year open one after the other

WINDOWS = re.compile(r"^windows = (\[\n.*?^\]|\[.*?\])\n", flags=re.DOTALL | re.MULTILINE)


def year_of(today: date) -> SchoolYear:
    """Return the year that one enrols for: the next one from the middle of June on."""
    return SchoolYear(today.year if (today.month, today.day) >= RENEWAL else today.year - 1)


YEAR = year_of(TODAY)


def renew_the_files(operator: Operator, folder: Path, slug: str, today: date = TODAY) -> None:
    """Apply the commune's catalogue moved to this year; nothing when its files are those of this year."""
    if year_of(today) == WRITTEN_FOR and not _is_quiet(today):
        return
    shutil.copytree(COMMUNES / slug, folder / slug)
    catalogue = folder / slug / "catalogue.toml"
    catalogue.write_text(moved(catalogue.read_text(), today))
    operator.operate("apply", slug, "--folder", str(folder))


def moved(catalogue: str, today: date) -> str:
    years = year_of(today).start - WRITTEN_FOR.start
    text = re.sub(r"\b20\d\d\b", lambda found: str(int(found[0]) + years), catalogue)
    return (
        re.sub(r"^windows = (\[\n.*?^\]|\[.*?\])\n", "", text, flags=re.DOTALL | re.MULTILINE)
        if _is_quiet(today)
        else text
    )


def _is_quiet(today: date) -> bool:
    return QUIET[0] <= (today.month, today.day) < QUIET[1]
