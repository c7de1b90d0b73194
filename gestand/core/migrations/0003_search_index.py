"""The search index: entries, the words that lead to them, and what forgives a typing error."""

from django.db import DatabaseError, migrations, models, transaction

SQLITE_UP = (
    """CREATE TABLE core_searchposting (
        word text NOT NULL, place integer NOT NULL, rank integer NOT NULL,
        entry_id integer NOT NULL REFERENCES core_searchentry(id) ON DELETE CASCADE,
        PRIMARY KEY (word, place, rank, entry_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX search_posting_by_entry ON core_searchposting (entry_id, word, place)",
    "CREATE TABLE core_searchword (id integer PRIMARY KEY, word text NOT NULL UNIQUE)",
    """CREATE TABLE core_searchfingerprint (
        fingerprint integer NOT NULL,
        word_id integer NOT NULL REFERENCES core_searchword(id) ON DELETE CASCADE,
        PRIMARY KEY (fingerprint, word_id)
    ) WITHOUT ROWID""",
    "CREATE INDEX search_fingerprint_by_word ON core_searchfingerprint (word_id)",
    # Without positions (detail=none): what a deletion leaves in its pages until it is merged are pieces, not words.
    """CREATE VIRTUAL TABLE core_searchpiece USING fts5(
        word, content='core_searchword', content_rowid='id', tokenize='trigram', detail=none
    )""",
    """CREATE TRIGGER search_word_comes AFTER INSERT ON core_searchword BEGIN
        INSERT INTO core_searchpiece(rowid, word) VALUES (new.id, new.word);
    END""",
    """CREATE TRIGGER search_word_goes AFTER DELETE ON core_searchword BEGIN
        INSERT INTO core_searchpiece(core_searchpiece, rowid, word) VALUES ('delete', old.id, old.word);
    END""",
    """CREATE TRIGGER search_posting_goes AFTER DELETE ON core_searchposting
        WHEN NOT EXISTS (SELECT 1 FROM core_searchposting WHERE word = old.word)
    BEGIN
        DELETE FROM core_searchword WHERE word = old.word;
    END""",
)
SQLITE_DOWN = (
    "DROP TABLE core_searchpiece",
    "DROP TABLE core_searchfingerprint",
    "DROP TABLE core_searchposting",
    "DROP TABLE core_searchword",
)

POSTGRESQL_UP = (
    """CREATE TABLE core_searchposting (
        word text COLLATE "C" NOT NULL, place smallint NOT NULL, rank bigint NOT NULL,
        entry_id bigint NOT NULL REFERENCES core_searchentry(id) ON DELETE CASCADE,
        PRIMARY KEY (word, place, rank, entry_id)
    )""",
    "CREATE INDEX search_posting_by_entry ON core_searchposting (entry_id, word, place)",
    """CREATE TABLE core_searchword (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, word text COLLATE "C" NOT NULL
    )""",
    # Not unique: two writers with the same new word would wait for each other, and crosswise for ever.
    "CREATE INDEX search_word_by_word ON core_searchword (word)",
    """CREATE TABLE core_searchfingerprint (
        fingerprint integer NOT NULL,
        word_id bigint NOT NULL REFERENCES core_searchword(id) ON DELETE CASCADE,
        PRIMARY KEY (fingerprint, word_id)
    )""",
    "CREATE INDEX search_fingerprint_by_word ON core_searchfingerprint (word_id)",
    """CREATE FUNCTION search_posting_goes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM core_searchword known USING (SELECT DISTINCT word FROM gone) lost
        WHERE known.word = lost.word
            AND NOT EXISTS (SELECT 1 FROM core_searchposting posting WHERE posting.word = known.word);
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER search_posting_goes AFTER DELETE ON core_searchposting
        REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION search_posting_goes()""",
    """CREATE FUNCTION search_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM core_searchword;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER search_emptied AFTER TRUNCATE ON core_searchposting
        FOR EACH STATEMENT EXECUTE FUNCTION search_emptied()""",
)
# Needs the right to create an extension; without it the words are read from first to last, which is slower.
POSTGRESQL_TRIGRAM = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX core_searchpiece ON core_searchword USING gin (word gin_trgm_ops)",
)
POSTGRESQL_DOWN = (
    "DROP TABLE core_searchfingerprint",
    "DROP TABLE core_searchposting",
    "DROP TABLE core_searchword",
    "DROP FUNCTION search_posting_goes",
    "DROP FUNCTION search_emptied",
)


def up(apps, schema_editor):
    run = schema_editor.connection.cursor
    with run() as cursor:
        if schema_editor.connection.vendor == "sqlite":
            for statement in SQLITE_UP:
                cursor.execute(statement)
            return
        for statement in POSTGRESQL_UP:
            cursor.execute(statement)
        try:
            with transaction.atomic(using=schema_editor.connection.alias):
                for statement in POSTGRESQL_TRIGRAM:
                    cursor.execute(statement)
        except DatabaseError:
            print("  (no pg_trgm here: parts of words are searched by reading all words)", end="")


def down(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in SQLITE_DOWN if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_DOWN:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_jobs_mail_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("object_id", models.UUIDField()),
                ("client_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                ("title", models.CharField(max_length=200)),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("rank", models.BigIntegerField()),
                ("ended_on", models.DateField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "object_id"], name="search_by_thing"),
                    models.Index(fields=["client_id"], name="search_by_client"),
                    models.Index(fields=["person_id"], name="search_by_person"),
                ],
            },
        ),
        migrations.RunPython(up, down),
    ]
