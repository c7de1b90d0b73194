"""The agreement with the mail provider moved to the register of recipients, which took it over before this."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0010_audit_passages"),
    ]

    operations = [
        migrations.RemoveField(model_name="mailsettings", name="agreement_on"),
        migrations.RemoveField(model_name="mailsettings", name="agreement_reference"),
    ]
