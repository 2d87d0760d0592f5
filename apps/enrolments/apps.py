from django.apps import AppConfig


class EnrolmentsConfig(AppConfig):
    name = "apps.enrolments"
    verbose_name = "Inscriptions"

    def ready(self) -> None:
        from apps.enrolments import absence, certified, formula, needs, procedure
        from apps.enrolments.operations.leaving import leave_household
        from apps.enrolments.operations.merging import merge_enrolments
        from apps.families.operations import on_departure
        from apps.families.operations.people import on_absorption
        from apps.families.statement import add_source
        from apps.health import needs as children

        procedure.register()
        absence.register()
        formula.register()
        on_absorption(merge_enrolments)
        on_departure(leave_household)
        add_source("collectors", certified.collectors_known)
        children.register("enrolments", needs.last_days)
