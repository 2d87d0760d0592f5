from django.apps import AppConfig
from django.core.checks import register as check


class CaseworkConfig(AppConfig):
    name = "apps.casework"
    verbose_name = "Demandes"

    def ready(self) -> None:
        from apps.casework import (
            checks,
            contact_details,
            custody,
            family,
            family_change,
            health_record,
            health_requests,
            uses,
        )
        from apps.documents.uses import register
        from apps.health import needs

        family.register()
        contact_details.register()
        health_record.register()
        family_change.register()
        custody.register()
        register("casework", uses.find)
        needs.register("casework", health_requests.last_days)
        check(checks.handlers_are_registered)
