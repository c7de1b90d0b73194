"""What was held for a client as its processor goes back or away, as it chose."""

import django.db.models.deletion
import gestand.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0014_passing_files"),
        ("people", "0009_files_held_for_a_client"),
        ("sharing", "0002_agreement_of_the_mail_settings"),
    ]

    operations = [
        migrations.CreateModel(
            name="HandBack",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gestand.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("party_name", models.CharField(max_length=160, verbose_name="name of the client in it")),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("returned", "everything goes back to the client, and is then deleted here"),
                            ("deleted", "everything is deleted"),
                        ],
                        max_length=10,
                        verbose_name="what becomes of the data",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("chosen", "The client has chosen"),
                            ("making", "Being packed"),
                            ("ready", "Packed, to be handed over"),
                            ("received", "Received by the client"),
                            ("done", "Gone from here"),
                            ("failed", "Could not be packed"),
                        ],
                        default="chosen",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("nl", "Dutch"), ("en", "English")],
                        default="nl",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("chosen_on", models.DateField(verbose_name="chosen on")),
                ("packed_at", models.DateTimeField(null=True, verbose_name="packed on")),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("fetched_at", models.DateTimeField(null=True, verbose_name="fetched on")),
                ("received_on", models.DateField(null=True, verbose_name="received on")),
                ("received_by", models.CharField(blank=True, max_length=160, verbose_name="who received it")),
                ("counts", models.JSONField(default=dict, verbose_name="what went")),
                ("files", models.PositiveIntegerField(default=0, verbose_name="files")),
                ("done_at", models.DateTimeField(null=True, verbose_name="deleted on")),
                ("done_on", models.DateField(null=True, verbose_name="deleted on")),
                ("said_by", models.UUIDField(null=True, verbose_name="said by")),
                ("entry_id", models.UUIDField(null=True)),
                ("job_id", models.UUIDField(null=True)),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent on")),
                ("mail_id", models.UUIDField(null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="sharing.clientagreement",
                        verbose_name="processing agreement",
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                        verbose_name="confirmation of deletion",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.client",
                        verbose_name="client",
                    ),
                ),
            ],
            options={
                "verbose_name": "return or deletion of a client's own data",
                "verbose_name_plural": "returns and deletions of clients' own data",
                "ordering": ["-chosen_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="HeldPackage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gestand.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("packed_at", models.DateTimeField(verbose_name="packed on")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                        verbose_name="file",
                    ),
                ),
                (
                    "hand_back",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="packages", to="sharing.handback"
                    ),
                ),
            ],
            options={
                "verbose_name": "package that goes back to a client",
                "verbose_name_plural": "packages that go back to clients",
            },
        ),
    ]
