"""Two parents, one child, every page of the portal: nothing of one is on a page of the other."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.casework import operations
from apps.casework.models import Case
from apps.enrolments.operations import end
from apps.families.enums import RestrictionKind
from apps.families.models import Person, Restriction
from apps.messaging import queries
from apps.messaging.models import Message, Notice
from apps.messaging.operations import WITHHELD, deliver
from communes_config.schema import Certification
from tenants.models import Commune
from tests.apps.families.makers import agent
from tests.apps.portal.signing import signed_in
from tests.configurations import adjust
from tests.factories import BarredPersonFactory, NoticeFactory, RestrictionFactory
from tests.instants import MONDAY_MORNING

from .parents import Parent, World, walk, world

LONG_AGO = date(2020, 1, 1)
ABOUT_NINA = ("Arachides", "2099", "Réponse-m", "1 mai 2019", "Avis-m", "Payeur-m")


@pytest.fixture
def known(in_fresnes: Commune) -> World:
    adjust(in_fresnes, certification=Certification(every_months=12))
    return world()


@pytest.fixture
def pages_of(in_fresnes: Commune, client_of: Callable) -> Callable[[Parent], dict[str, str]]:
    def seen(parent: Parent) -> dict[str, str]:
        return walk(signed_in(client_of(in_fresnes), parent.user))

    return seen


def where(pages: dict[str, str], words: tuple[str, ...]) -> dict[str, list[str]]:
    """Return, for each of these words, the addresses of the pages that say it."""
    return {word: [address for address, page in pages.items() if word in page] for word in words}


def test_a_parent_reads_everything_of_their_own_and_nothing_of_the_other(
    known: World, pages_of: Callable[[Parent], dict[str, str]]
) -> None:
    for reader, other in ((known.father, known.mother), (known.mother, known.father)):
        pages = pages_of(reader)
        hidden = (*other.secrets, "JAF-SECRET", f"Nounou-{other.mark}")
        assert where(pages, hidden) == {word: [] for word in hidden}
        # the negative control: the same walk does find what there is to find
        assert [word for word, found in where(pages, reader.secrets).items() if not found] == []
        assert {reverse("portal:child", args=[known.child.pk]), reverse("portal:certification")} <= set(pages)


def test_who_must_not_collect_a_child_is_on_no_page_of_either_parent(
    known: World, pages_of: Callable[[Parent], dict[str, str]]
) -> None:
    """Not the name, not the link, not the reason; nor does the desk's warning reach who authorised a namesake."""
    BarredPersonFactory(child=known.child, name="Zoé Nounou-m", link="Voisin-tu", reason="Raison-tue")
    BarredPersonFactory(child=known.child, name="Écarté-tu", link="Voisin-tu", reason="Raison-tue", starts_on=LONG_AGO)
    hidden = ("Écarté-tu", "Voisin-tu", "Raison-tue", "ne doit pas venir", "Bloqué")
    for reader in (known.father, known.mother):
        pages = pages_of(reader)
        assert where(pages, hidden) == {word: [] for word in hidden}
        assert any(f"Nounou-{reader.mark}" in page for page in pages.values())


def test_a_leak_would_be_seen(known: World, in_fresnes: Commune, client_of: Callable) -> None:
    """Were the mother's street on a page of the father, the words looked for would be found there."""
    person = known.father.user.person
    person.employer = person.profession = "rue Secrète-s"
    person.save()
    address = reverse("portal:member-change", args=[person.pk])
    page = signed_in(client_of(in_fresnes), known.father.user).get(address).content.decode()
    assert where({address: page}, known.mother.secrets)["rue Secrète-s"] == [address]


def test_a_parent_who_may_know_nothing_finds_nothing_about_the_child(
    known: World, pages_of: Callable[[Parent], dict[str, str]]
) -> None:
    before = where(pages_of(known.father), ABOUT_NINA)
    assert [word for word, found in before.items() if not found] == []
    silence(known)
    pages = pages_of(known.father)
    assert where(pages, ABOUT_NINA) == {word: [] for word in ABOUT_NINA}
    assert reverse("portal:child", args=[known.child.pk]) not in pages
    assert reverse("portal:enrolment", args=[known.place.pk]) not in pages
    assert reverse("portal:case", args=["2026-000910"]) not in pages
    lists = [reverse(f"portal:{name}") for name in ("case-list", "procedures", "dashboard")]
    for address in (*lists, reverse("portal:procedure", args=["contact"])):
        assert "2026-000910" not in pages[address]


def test_a_judgment_that_has_ended_hides_nothing(known: World, in_fresnes: Commune, client_of: Callable) -> None:
    silence(known, ends_on=date(2021, 1, 1))
    browser = signed_in(client_of(in_fresnes), known.father.user)
    pages = [("child", known.child.pk), ("enrolment", known.place.pk), ("case", "2026-000910")]
    assert [browser.get(reverse(f"portal:{name}", args=[key])).status_code for name, key in pages] == [200, 200, 200]


def test_a_parent_who_may_know_nothing_is_told_nothing_of_a_request_that_runs(known: World) -> None:
    case, by = Case.objects.get(requester=known.father.user), agent()
    operations.take(case=case, by=by, at=MONDAY_MORNING)
    assert recipients() == [known.father.user.email]
    silence(known)
    operations.post_message(case=case, by=by, at=MONDAY_MORNING, body="Nina a bien mangé.")
    operations.accept(case=Case.objects.get(pk=case.pk), by=by, at=MONDAY_MORNING)
    end(enrolment=known.place, last_day=date(2026, 6, 1), reason="Départ", by=by, at=MONDAY_MORNING)
    assert recipients() == [known.father.user.email, known.mother.user.email]


def test_an_old_notice_is_not_read_nor_opened_any_more(known: World, in_fresnes: Commune, client_of: Callable) -> None:
    browser = signed_in(client_of(in_fresnes), known.father.user)
    about, unknown, other = Notice.objects.get(user=known.father.user), notice(known, None), notice(known, [])
    silence(known)
    opened = [browser.post(reverse("portal:notification-open", args=[one.pk])).status_code for one in (about, unknown)]
    assert opened == [404, 404]
    assert browser.post(reverse("portal:notification-open", args=[other.pk])).status_code == 302
    browser.post(reverse("portal:notifications-read-all"))
    assert set(Notice.objects.exclude(read_at=None)) == {other}


def test_a_notice_about_a_child_recognised_as_another_is_hidden_too(known: World) -> None:
    former = Person.objects.get(merged_into=known.child)
    told = notice(known, [former.pk])
    today = timezone.localdate()
    assert told in queries.notices_of(known.father.user, today)
    silence(known)
    assert list(queries.notices_of(known.father.user, today)) == []


def test_what_waits_to_leave_when_a_judge_decides_stays_here(known: World) -> None:
    end(enrolment=known.place, last_day=date(2026, 6, 1), reason="Départ", by=agent(), at=MONDAY_MORNING)
    waiting = Message.objects.get(recipient=known.mother.user.email)
    silence(known, adult=known.mother.user.person)
    deliver(message_id=waiting.pk, at=MONDAY_MORNING)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.last_error) == ("failed", WITHHELD)


def test_what_waits_leaves_as_long_as_no_judge_decides(known: World) -> None:
    end(enrolment=known.place, last_day=date(2026, 6, 1), reason="Départ", by=agent(), at=MONDAY_MORNING)
    waiting = Message.objects.get(recipient=known.mother.user.email)
    silence(known)
    deliver(message_id=waiting.pk, at=MONDAY_MORNING)
    waiting.refresh_from_db()
    assert waiting.status == "sent"


def notice(known: World, children: list[int] | None) -> Notice:
    return NoticeFactory(user=known.father.user, children=children)


def test_the_other_parent_is_told_as_before(known: World) -> None:
    silence(known)
    case, by = Case.objects.get(requester=known.mother.user), agent()
    operations.take(case=case, by=by, at=MONDAY_MORNING)
    assert recipients() == [known.mother.user.email]


def silence(known: World, **fields: object) -> Restriction:
    return RestrictionFactory(
        child=known.child,
        kind=RestrictionKind.NO_INFORMATION,
        **{"adult": known.father.user.person, "starts_on": LONG_AGO, **fields},
    )


def recipients() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("recipient", flat=True))
