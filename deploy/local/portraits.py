"""The photos of a family, where the commune asks for some: a drawn face, nobody's."""

import io
from datetime import datetime

from PIL import Image, ImageDraw

from apps.accounts.models import User
from apps.families import operations, queries
from apps.families.models import Contact, HouseholdMember, Person
from communes_config.schema import FieldState

SIDE = 480
CLOTHES = ("#3b6ea5", "#a5533b", "#4d7d4a", "#7a4d8f")
BACKGROUND, HAIR, SKIN = "#e8e2d6", "#5b4636", "#e6b88f"


def fill(*, parent: User, at: datetime) -> None:
    """Give a photo to the first child and to the contacts of the parent's family."""
    household = queries.household_of(parent)
    if household is None:
        return
    children = HouseholdMember.objects.filter(household=household, role="child", person__expected_on=None)
    first = children.select_related("person").order_by("pk").first()
    sitters: list[tuple[Person | Contact, FieldState]] = []
    if first is not None:
        sitters.append((first.person, queries.state_for(first)))
    sitters += [(contact, queries.state_for(contact)) for contact in household.contacts.order_by("pk")]
    for rank, (sitter, state) in enumerate(sitters):
        if state != FieldState.HIDDEN:
            operations.set_portrait(of=sitter, content=face(rank), by=parent, at=at)


def face(rank: int) -> bytes:
    picture = Image.new("RGB", (SIDE, SIDE), BACKGROUND)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((60, 340, 420, 700), fill=CLOTHES[rank % len(CLOTHES)])
    pen.ellipse((140, 80, 340, 300), fill=HAIR)
    pen.ellipse((155, 120, 325, 340), fill=SKIN)
    pen.ellipse((195, 205, 213, 223), fill=HAIR)
    pen.ellipse((267, 205, 285, 223), fill=HAIR)
    pen.arc((200, 230, 280, 290), 20, 160, fill=HAIR, width=6)
    output = io.BytesIO()
    picture.save(output, "PNG")
    return output.getvalue()
