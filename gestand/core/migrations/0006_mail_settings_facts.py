"""What is known about the mailbox: when it last worked, over which encryption, and what the internet knows of its domain."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0005_audit_append_only")]

    operations = [
        migrations.RenameField("mailsettings", "tested_at", "last_sent_at"),
        migrations.AddField(
            "mailsettings", "last_tls", models.CharField(blank=True, max_length=10, default=""), preserve_default=False
        ),
        migrations.AddField("mailsettings", "domain_checked_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "mailsettings",
            "domain_state",
            models.CharField(
                blank=True,
                max_length=12,
                choices=[
                    ("receives", "It can receive mail"),
                    ("silent", "It exists, but nobody can mail to it"),
                    ("unknown", "It does not exist"),
                    ("no_answer", "Nobody answered; try again later"),
                ],
            ),
        ),
        migrations.AddField("mailsettings", "domain_has_spf", models.BooleanField(null=True)),
    ]
