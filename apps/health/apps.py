from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "apps.health"
    verbose_name = "Santé"

    def ready(self) -> None:
        from apps.documents.uses import register
        from apps.families.operations.people import on_absorption
        from apps.health import needs, queries, uses
        from apps.health.operations import merge_children

        on_absorption(merge_children)
        register("health", uses.find)
        needs.register("health", queries.waiting_plans)
