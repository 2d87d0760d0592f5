"""What the town hall says to everybody, and to the families of a school or of an activity."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from apps.content import queries as content
from apps.content.models import NewsItem
from core.listing import listed

from .children import ChildCard

SHOWN: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class NewsLine:
    """A piece of news; `concerns` names the children it is about, nobody when it is for everybody."""

    item: NewsItem
    concerns: str


def news_of(children: Sequence[ChildCard], today: date) -> tuple[NewsLine, ...]:
    """Return the latest news of this family, newest first; one query."""
    schools = {card.school for card in children if card.school}
    activities = {slug for card in children for slug in _activities(card)}
    items = content.news(today).concerning(schools=schools, activities=activities)[:SHOWN]
    return tuple(
        NewsLine(item=item, concerns=listed([card.child.first_names for card in children if _is_for(item, card)]))
        for item in items
    )


def _is_for(item: NewsItem, card: ChildCard) -> bool:
    return card.school in item.schools or not _activities(card).isdisjoint(item.activities)


def _activities(card: ChildCard) -> set[str]:
    return {enrolment.activity.slug for enrolment in card.enrolments}
