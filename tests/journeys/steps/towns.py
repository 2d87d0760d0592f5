"""The four communes as an envelope says them, and a parent who lives there."""

from dataclasses import dataclass

from .people import Parent

# The strictest of the four policies takes it.
PASSWORD = "Glycine-Mauve-38"


@dataclass(frozen=True, kw_only=True)
class Town:
    slug: str
    postal_code: str
    city: str


FRESNES = Town(slug="fresnes", postal_code="94260", city="Fresnes")
VILLEFRANQUE = Town(slug="villefranque", postal_code="64990", city="Villefranque")
VILLENNES = Town(slug="villennes-sur-seine", postal_code="78670", city="Villennes-sur-Seine")
CARBON_BLANC = Town(slug="carbon-blanc", postal_code="33560", city="Carbon-Blanc")
TOWNS = (FRESNES, VILLEFRANQUE, VILLENNES, CARBON_BLANC)


def parent_of(
    town: Town,
    *,
    first_names: str,
    usual_name: str,
    username: str,
    civility: str = "Madame",
    street: str = "12 rue des Lilas",
) -> Parent:
    """Return somebody whose e-mails are theirs alone, whatever the towns that a journey goes through."""
    return Parent(
        civility=civility,
        usual_name=usual_name,
        first_names=first_names,
        username=f"{username}.{town.slug}",
        password=PASSWORD,
        street=street,
        postal_code=town.postal_code,
        city=town.city,
    )
