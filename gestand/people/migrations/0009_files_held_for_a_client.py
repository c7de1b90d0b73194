"""A file of a business that is held for it, as its processor."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_parents_and_preferences"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="is_held_for_client",
            field=models.BooleanField(default=False, verbose_name="held for the client, as its processor"),
        ),
    ]
