from django.apps import AppConfig


class EnrolmentsConfig(AppConfig):
    name = "apps.enrolments"
    verbose_name = "Inscriptions"

    def ready(self) -> None:
        from apps.enrolments import absence, procedure
        from apps.enrolments.operations.merging import merge_enrolments
        from apps.families.operations.people import on_absorption

        procedure.register()
        absence.register()
        on_absorption(merge_enrolments)
