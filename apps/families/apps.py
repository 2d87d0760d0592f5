from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "apps.families"
    verbose_name = "Familles"
