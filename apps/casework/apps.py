from django.apps import AppConfig
from django.core.checks import register as check


class CaseworkConfig(AppConfig):
    name = "apps.casework"
    verbose_name = "Demandes"

    def ready(self) -> None:
        from apps.casework import checks, contact_details, custody, family, family_change, health_record, uses
        from apps.documents.uses import register

        family.register()
        contact_details.register()
        health_record.register()
        family_change.register()
        custody.register()
        register("casework", uses.find)
        check(checks.handlers_are_registered)
