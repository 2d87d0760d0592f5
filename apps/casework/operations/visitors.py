"""What somebody without an account writes to a service: it leaves by e-mail, and the portal keeps none of it."""

from datetime import datetime

from django.db import transaction

from apps.accounts.operations import may_write
from apps.casework import notices
from apps.casework.errors import TooManyMessages
from communes_config.schema import Service


@transaction.atomic
def write_to_service(*, service: Service, name: str, email: str, body: str, ip: str | None, at: datetime) -> None:
    """Send a visitor's words to the address of a service. Raises TooManyMessages."""
    if not may_write(ip=ip, at=at):
        raise TooManyMessages(phone=service.phone)
    notices.visitor_wrote(service=service, name=name, email=email, body=body, at=at)
