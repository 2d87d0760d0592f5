import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Address",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(blank=True, max_length=12)),
                ("street", models.CharField(blank=True, max_length=160)),
                ("building", models.CharField(blank=True, max_length=80)),
                ("apartment", models.CharField(blank=True, max_length=80)),
                ("complement", models.CharField(blank=True, max_length=160)),
                ("postal_code", models.CharField(blank=True, max_length=12)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("country", models.CharField(blank=True, max_length=80)),
                ("ban_id", models.CharField(blank=True, max_length=64)),
                ("insee_code", models.CharField(blank=True, max_length=5)),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=60)),
                ("username_key", models.CharField(max_length=60)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("email_key", models.CharField(blank=True, max_length=254)),
                (
                    "kind",
                    models.CharField(
                        choices=[("citizen", "Usager"), ("agent", "Agent")], default="citizen", max_length=10
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending_email", "En attente d’activation par courriel"),
                            ("pending_approval", "En attente de validation par la mairie"),
                            ("active", "Actif"),
                            ("refused", "Refusé"),
                            ("disabled", "Désactivé"),
                        ],
                        default="pending_email",
                        max_length=20,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("sign_up", "Créé par la personne"),
                            ("import", "Créé par la commune"),
                            ("operator", "Créé par l’exploitant"),
                        ],
                        default="sign_up",
                        max_length=10,
                    ),
                ),
                ("external_ref", models.CharField(blank=True, max_length=80)),
                (
                    "civility",
                    models.CharField(blank=True, choices=[("mr", "Monsieur"), ("mrs", "Madame")], max_length=3),
                ),
                ("usual_name", models.CharField(blank=True, max_length=80)),
                ("birth_name", models.CharField(blank=True, max_length=80)),
                ("first_names", models.CharField(blank=True, max_length=120)),
                ("birth_date", models.DateField(null=True)),
                ("birth_country", models.CharField(blank=True, max_length=80)),
                ("birth_department", models.CharField(blank=True, max_length=80)),
                ("birth_commune", models.CharField(blank=True, max_length=100)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("mobile", models.CharField(blank=True, max_length=20)),
                ("fax", models.CharField(blank=True, max_length=20)),
                (
                    "preferred_contact",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("email", "Courriel"),
                            ("mobile", "Téléphone mobile"),
                            ("phone", "Téléphone fixe"),
                            ("post", "Courrier postal"),
                        ],
                        max_length=10,
                    ),
                ),
                ("photo_key", models.CharField(blank=True, max_length=64)),
                ("must_change_password", models.BooleanField(default=False)),
                ("password_expires_at", models.DateTimeField(null=True)),
                ("previous_login", models.DateTimeField(null=True)),
                ("pending_service_key", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField()),
                ("activated_at", models.DateTimeField(null=True)),
                ("approval_due_at", models.DateTimeField(null=True)),
                ("approval_reminded_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("refusal_reason", models.TextField(blank=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "address",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="users",
                        to="accounts.address",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgentRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administrator", "Administrateur de la commune"),
                            ("family_agent", "Agent du service famille"),
                            ("reader", "Lecteur"),
                        ],
                        max_length=20,
                    ),
                ),
                ("service_slug", models.CharField(blank=True, max_length=41)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="roles", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CguAcceptance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("ip", models.GenericIPAddressField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cgu_acceptances",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.BinaryField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photo", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("session_key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("session_data", models.TextField()),
                ("expire_date", models.DateTimeField(db_index=True)),
                ("agent", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("last_seen_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-last_seen_at", "session_key"),
            },
        ),
        migrations.CreateModel(
            name="SignUpDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("data", models.JSONField(default=dict)),
                ("photo", models.BinaryField(null=True)),
                ("photo_name", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("digest",), name="sign_up_draft_one_per_digest")],
            },
        ),
        migrations.CreateModel(
            name="CaptchaChallenge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.JSONField()),
                ("created_at", models.DateTimeField()),
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="captcha", to="accounts.signupdraft"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Throttle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("sign_in_account", "Connexions manquées à un compte"),
                            ("sign_in_address", "Connexions manquées depuis une adresse"),
                            ("sign_up_address", "Comptes créés depuis une adresse"),
                            ("draft_address", "Créations de compte commencées depuis une adresse"),
                            ("link_account", "Liens envoyés à un compte"),
                            ("link_address", "Liens demandés depuis une adresse"),
                            ("search_address", "Adresses cherchées depuis une adresse"),
                        ],
                        max_length=20,
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField()),
                ("window_ends_at", models.DateTimeField()),
                ("blocked_until", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("scope", "key"), name="throttle_one_per_scope_and_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("activation", "Activation du compte"),
                            ("invitation", "Compte créé par la commune"),
                            ("password_reset", "Mot de passe oublié"),
                            ("email_change", "Nouvelle adresse électronique"),
                        ],
                        max_length=20,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("new_email", models.EmailField(blank=True, max_length=254)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["email_key"], name="user_by_email"),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                condition=models.Q(("status", "pending_approval")), fields=["approval_due_at"], name="user_to_approve"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(fields=("username_key",), name="user_one_per_username"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("email_key", ""), _negated=True),
                    models.Q(("status__in", ("pending_email", "refused")), _negated=True),
                ),
                fields=("email_key",),
                name="user_one_per_proven_email",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_ref", ""), _negated=True),
                fields=("external_ref",),
                name="user_one_per_external_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("username_key", ""), _negated=True), name="user_has_a_username"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["pending_email", "pending_approval", "active", "refused", "disabled"]),
                    ("kind__in", ["citizen", "agent"]),
                ),
                name="user_status_and_kind_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "pending_approval"), _negated=True),
                    ("approval_due_at__isnull", False),
                    _connector="OR",
                ),
                name="user_to_approve_has_a_promised_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "refused"), _negated=True),
                    models.Q(("refusal_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="user_refused_knows_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="agentrole",
            constraint=models.UniqueConstraint(
                fields=("user", "role", "service_slug"), name="agent_role_once_per_service"
            ),
        ),
        migrations.AddConstraint(
            model_name="agentrole",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["administrator", "family_agent", "reader"])),
                name="agent_role_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="cguacceptance",
            constraint=models.UniqueConstraint(
                fields=("user", "version", "digest"), name="cgu_accepted_once_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.UniqueConstraint(fields=("digest",), name="token_one_per_digest"),
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("created_at"))), name="token_expires_after_it_was_made"
            ),
        ),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("purpose", "email_change"), _negated=True),
                    models.Q(("new_email", ""), _negated=True),
                    _connector="OR",
                ),
                name="token_of_an_email_change_names_the_email",
            ),
        ),
    ]
