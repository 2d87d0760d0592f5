from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "apps.activities"
    verbose_name = "Activités"

    def ready(self) -> None:
        from apps.activities import school_enrolment

        school_enrolment.register()
