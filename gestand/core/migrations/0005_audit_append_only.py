"""The database refuses to change or delete what stands in the audit log."""

from django.db import migrations

from gestand.core.audit import triggers


def forwards(_apps, schema_editor):
    triggers.install(schema_editor.connection)


def backwards(_apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("core", "0004_audit_seals")]

    operations = [migrations.RunPython(forwards, backwards)]
