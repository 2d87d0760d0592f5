from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "apps.casework"
    verbose_name = "Demandes"

    def ready(self) -> None:
        from apps.casework import family

        family.register()
