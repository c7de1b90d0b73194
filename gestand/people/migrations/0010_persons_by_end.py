"""The sweep of a night starts from the few persons whose relation has ended, and does not read all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0009_files_held_for_a_client"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("relation_ended_on__isnull", False)),
                fields=["relation_ended_on"],
                name="person_by_end",
            ),
        ),
    ]
