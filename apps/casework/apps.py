from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "apps.casework"
    verbose_name = "Demandes"

    def ready(self) -> None:
        from apps.casework import family, uses
        from apps.documents.uses import register

        family.register()
        register("casework", uses.find)
