from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id at a cost that suits passwords printed on the terminal: the first start makes dozens of them."""

    time_cost = 1
    memory_cost = 8 * 1024
    parallelism = 1
