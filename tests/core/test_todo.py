from datetime import date

from core.todo import TodoItem, Urgency, in_order


def item(title: str, urgency: Urgency, due_on: date | None = None) -> TodoItem:
    return TodoItem(title=title, page="home", urgency=urgency, due_on=due_on)


def test_what_is_late_comes_first_then_the_nearest_date_and_what_has_none_comes_last_of_its_kind() -> None:
    items = [
        item("un jour", Urgency.WHEN_POSSIBLE),
        item("bientôt, sans date", Urgency.SOON),
        item("bientôt, le 12", Urgency.SOON, date(2026, 3, 12)),
        item("en retard", Urgency.LATE, date(2026, 3, 1)),
        item("bientôt, le 10", Urgency.SOON, date(2026, 3, 10)),
    ]
    assert [each.title for each in in_order(items)] == [
        "en retard",
        "bientôt, le 10",
        "bientôt, le 12",
        "bientôt, sans date",
        "un jour",
    ]
