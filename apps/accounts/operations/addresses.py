from dataclasses import dataclass

from apps.accounts.models import Address


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressEntry:
    number: str = ""
    street: str = ""
    building: str = ""
    apartment: str = ""
    complement: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    ban_id: str = ""
    insee_code: str = ""

    def is_empty(self) -> bool:
        """Whether nothing but a default country was given."""
        return not (self.street or self.city or self.postal_code or self.complement)


def store_address(entry: AddressEntry) -> Address | None:
    """Write an address, unless nothing was given."""
    if entry.is_empty():
        return None
    return Address.objects.create(**{name: getattr(entry, name) for name in entry.__slots__})
