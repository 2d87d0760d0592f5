"""The links of an e-mail lead to the commune that wrote it, and its number in the outbox is its own."""

import re
from urllib.parse import urlsplit

from django.urls import reverse

from apps.accounts.operations import send_password_reset, sign_up
from apps.families.operations import issue_key, mail_key
from apps.messaging.models import Message
from tenants import context
from tenants.models import Commune
from tests.apps.accounts.people import PASSWORD, entry
from tests.factories import HouseholdMemberFactory, MessageFactory, UserFactory
from tests.instants import MONDAY_MORNING

from .browsers import browser

ADDRESS = re.compile(r"https?://[^\s\"'<>)]+")


def _hosts(message: Message) -> set[str]:
    return {urlsplit(address).hostname or "" for address in ADDRESS.findall(message.text + message.html)}


def _written_in(commune: Commune) -> list[Message]:
    """Return an e-mail of sign-up, of a forgotten password and of a service key."""
    with context.activate(commune):
        sign_up(entry=entry(), password=PASSWORD, at=MONDAY_MORNING)
        send_password_reset(user_id=UserFactory().pk, at=MONDAY_MORNING)
        member = HouseholdMemberFactory()
        issued = issue_key(household=member.household, person=member.person, by=None, at=MONDAY_MORNING)
        mail_key(issued=issued, to="claire@exemple.fr", at=MONDAY_MORNING)
        return list(Message.objects.order_by("pk"))


def test_every_link_carries_the_host_of_its_commune(
    fresnes: Commune, villefranque: Commune, villennes: Commune, carbon_blanc: Commune
) -> None:
    communes = [fresnes, villefranque, villennes, carbon_blanc]
    for commune in communes:
        strangers = {other.host for other in communes if other != commune}
        messages = _written_in(commune)
        assert len(messages) == 3
        assert commune.host in set.union(*map(_hosts, messages))
        for message in messages:
            assert _hosts(message) & strangers == set()
            assert message.message_id.endswith(f"@{commune.host}>")


def test_the_address_of_a_link_does_not_come_from_the_host_header(fresnes: Commune) -> None:
    """A forged header would send people's links to whoever forged it."""
    client = browser(fresnes)
    with context.activate(fresnes):
        UserFactory(username="claire")
    client.post(
        reverse("portal:password-forgotten"),
        {"identifier": "claire"},
        headers={"host": f"{fresnes.host}:6666", "x-forwarded-host": "evil.example"},
    )
    with context.activate(fresnes):
        send_password_reset(user_id=UserFactory().pk, at=MONDAY_MORNING)
        for message in Message.objects.all():
            assert "evil.example" not in message.text + message.html
            assert ":6666" not in message.text + message.html


def test_the_mailbox_of_a_commune_shows_its_own_messages(fresnes: Commune, villefranque: Commune) -> None:
    with context.activate(fresnes):
        message = MessageFactory(subject="À Fresnes seulement")
    address = reverse("portal:mailbox-message", args=[message.reference])
    assert browser(fresnes).get(address).status_code == 200
    assert browser(villefranque).get(address).status_code == 404
    listed = [
        "À Fresnes seulement" in browser(commune).get(reverse("portal:mailbox")).content.decode()
        for commune in (fresnes, villefranque)
    ]
    assert listed == [True, False]
