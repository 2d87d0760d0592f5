from django.db import migrations, models

# No schema is named: each commune has the function and the table of its own.
REFUSE_CHANGE = """
CREATE FUNCTION audit_event_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_event only grows: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER audit_event_only_grows BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_refuse_change();
"""
ALLOW_CHANGE = """
DROP TRIGGER audit_event_only_grows ON audit_event;
DROP FUNCTION audit_event_refuse_change();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=80)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_label", models.CharField(blank=True, max_length=200)),
                ("subject_type", models.CharField(blank=True, max_length=80)),
                ("subject_id", models.CharField(blank=True, max_length=64)),
                ("reason", models.TextField(blank=True)),
                ("data", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_event_by_subject"),
                    models.Index(fields=["actor_id", "-at"], name="audit_event_by_actor"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("action", ""), _negated=True), name="audit_event_says_what_was_done"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject_id", ""), ("subject_type", "")),
                            models.Q(
                                models.Q(("subject_type", ""), _negated=True),
                                models.Q(("subject_id", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="audit_event_names_its_subject_whole_or_not_at_all",
                    ),
                ],
            },
        ),
        migrations.RunSQL(REFUSE_CHANGE, ALLOW_CHANGE),
    ]
