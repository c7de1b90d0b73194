"""The best postings of all words, in their order: a beginning that very many words have needs no walk along them all."""

from django.db import migrations


def up(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "sqlite":  # a table without row numbers has its key in every index
            more, included = ", client", ""
        else:
            more, included = "", " INCLUDE (word, client)"
        cursor.execute(
            f"CREATE INDEX search_posting_best ON core_searchposting (rank, entry_id{more}){included} WHERE place = 0"
        )


def down(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP INDEX search_posting_best")


class Migration(migrations.Migration):
    dependencies = [("core", "0014_passing_files")]

    operations = [migrations.RunPython(up, down)]
