from .jobs import every_commune
from .rewriting import encrypt_what_is_clear


@every_commune(cron="35 1 * * *")
def encrypt_late() -> None:
    """Encrypt what a former version of the code wrote clear; nothing is left to do the night after."""
    encrypt_what_is_clear()
