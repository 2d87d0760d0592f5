"""What a published row was told by the files, as the schema's own classes."""

import json
from functools import lru_cache

from apps.activities import models
from communes_config import codec
from communes_config.schema import Activity, Sector
from core.school_sectors import SectorRule


def rules_of(activity: models.Activity) -> Activity:
    """Return everything the commune's files say of an activity, in the version that the row holds."""
    return _read(json.dumps(activity.definition, sort_keys=True))


@lru_cache(maxsize=2048)
def _read(text: str) -> Activity:
    return codec.load_part(Activity, json.loads(text))


def sectors_of(school: models.School) -> tuple[SectorRule, ...]:
    """Return the addresses whose school it is."""
    return tuple(codec.load_part(Sector, sector).rule for sector in school.definition.get("sectors", ()))
