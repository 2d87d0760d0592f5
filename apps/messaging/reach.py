"""By which channels somebody can be told: what the commune has, what they gave, what they said they prefer."""

from collections.abc import Collection
from enum import StrEnum

from apps.accounts.enums import PreferredContact
from apps.accounts.models import User
from core.sms import mobile_number
from tenants import context

from . import gateways, refusals
from .enums import Channel


class Texts(StrEnum):
    """Whether text messages reach somebody, and what keeps them away."""

    ABSENT = "absent"  # the commune sends none
    REFUSED = "refused"  # declared with the family
    NO_NUMBER = "no_number"
    POSSIBLE = "possible"


def texts_of(user: User, refused: Collection[Channel] | None = None) -> Texts:
    """`refused` is what the person declared to refuse, for who has read it already."""
    if gateways.sms_sender(context.config()) is None:
        return Texts.ABSENT
    if Channel.SMS in (refusals.of(user) if refused is None else refused):
        return Texts.REFUSED
    return Texts.POSSIBLE if mobile_number(user.mobile) else Texts.NO_NUMBER


def channels_of(user: User, refused: Collection[Channel] | None = None) -> tuple[Channel, ...]:
    """Return the channels among which this person chooses: text messages only where they would arrive."""
    possible = texts_of(user, refused) is Texts.POSSIBLE
    return tuple(channel for channel in Channel if channel is not Channel.SMS or possible)


def default_of(user: User, channel: Channel, refused: Collection[Channel] | None = None) -> bool:
    """Tell whether somebody who chose nothing is told by a channel.

    Text messages go to who prefers the mobile telephone; their e-mail still leaves, because it alone says everything.
    """
    if channel is Channel.SMS:
        return user.preferred_contact == PreferredContact.MOBILE
    return channel not in (refusals.of(user) if refused is None else refused)
