"""Instants that tests name instead of asking the clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

MONDAY_MORNING = datetime(2026, 3, 16, 9, 0, tzinfo=PARIS)
FRIDAY_MORNING = datetime(2026, 3, 13, 10, 0, tzinfo=PARIS)
