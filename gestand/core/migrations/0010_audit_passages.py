"""What went out is counted on pages: an index on those lines of the audit log alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_sent_forms"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditline",
            index=models.Index(
                condition=models.Q(("action", "core.egress.pass")), fields=["at"], name="audit_passages"
            ),
        ),
    ]
