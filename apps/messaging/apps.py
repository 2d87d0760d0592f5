from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "apps.messaging"
    verbose_name = "Messages"

    def ready(self) -> None:
        """Give the e-mails of what stands below the outbox they leave by."""
        from apps.accounts import notices as accounts
        from apps.documents import notices as documents

        from .operations import send_email

        accounts.use(send_email)
        documents.use(send_email)
