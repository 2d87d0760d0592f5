from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "apps.messaging"
    verbose_name = "Messages"

    def ready(self) -> None:
        """Give the e-mails of accounts, which stand below, the outbox they leave by."""
        from apps.accounts import notices

        from .operations import send_email

        notices.use(send_email)
