from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        # `operations.sign_in` keeps both the last and the previous visit, by the clock it is given.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
