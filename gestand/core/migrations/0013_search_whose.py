"""Each posting says whose it is, so that one walk along an index finds a client's words."""

from uuid import UUID

from django.db import migrations

from gestand.core.search.dialect import mark_of

SQLITE_UP = (
    "ALTER TABLE core_searchposting RENAME TO core_searchposting_before",
    "DROP INDEX search_posting_by_entry",
    """CREATE TABLE core_searchposting (
        word text NOT NULL, place integer NOT NULL, rank integer NOT NULL,
        entry_id integer NOT NULL REFERENCES core_searchentry(id) ON DELETE CASCADE,
        client integer,
        PRIMARY KEY (word, place, rank, entry_id)
    ) WITHOUT ROWID""",
    """INSERT INTO core_searchposting (word, place, rank, entry_id, client)
        SELECT posting.word, posting.place, posting.rank, posting.entry_id, search_mark(entry.client_id)
        FROM core_searchposting_before posting JOIN core_searchentry entry ON entry.id = posting.entry_id
        ORDER BY 1, 2, 3, 4""",
    # Before its rows are dropped: with the table goes the trigger, and no word may go with either.
    "DROP TRIGGER search_posting_goes",
    "DROP TABLE core_searchposting_before",
    "CREATE INDEX search_posting_by_entry ON core_searchposting (entry_id, word, place)",
    "CREATE INDEX search_posting_by_client ON core_searchposting (client, word, place)",
    """CREATE TRIGGER search_posting_goes AFTER DELETE ON core_searchposting
        WHEN NOT EXISTS (SELECT 1 FROM core_searchposting WHERE word = old.word)
    BEGIN
        DELETE FROM core_searchword WHERE word = old.word;
    END""",
)
POSTGRESQL_UP = (
    "ALTER TABLE core_searchposting ADD COLUMN client bigint",
    """UPDATE core_searchposting SET client =
        ('x' || right(replace(entry.client_id::text, '-', ''), 16))::bit(64)::bigint & 9223372036854775807
        FROM core_searchentry entry WHERE entry.id = core_searchposting.entry_id""",
    "CREATE INDEX search_posting_by_client ON core_searchposting (client, word, place, rank, entry_id)",
)


def up(apps, schema_editor):
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    with schema_editor.connection.cursor() as cursor:
        if on_sqlite:
            schema_editor.connection.connection.create_function(
                "search_mark", 1, lambda client: client and mark_of(UUID(client)), deterministic=True
            )
        for statement in SQLITE_UP if on_sqlite else POSTGRESQL_UP:
            cursor.execute(statement)


def down(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP INDEX search_posting_by_client")
        cursor.execute("ALTER TABLE core_searchposting DROP COLUMN client")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0012_mail_tells_how_to_stop"),
    ]

    operations = [
        migrations.RunPython(up, down),
    ]
