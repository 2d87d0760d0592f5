from django.contrib.auth.backends import BaseBackend

from .models import User


class AccountBackend(BaseBackend):
    """Gives requests the account of their session; signing in is `operations.sign_in`, which counts failures."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("address").filter(pk=user_id).first()
        return user if user is not None and user.is_active else None
