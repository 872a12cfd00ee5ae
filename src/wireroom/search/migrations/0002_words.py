"""Where the words lie: two FTS5 tables on SQLite, two columns with a GIN index on PostgreSQL.

On SQLite, Django rebuilds a table to alter it and its triggers are lost: a later migration that alters one of these
tables must lay them again. The tokenizer takes our terms as they are: ASCII letters, digits, "_", and all beyond.

On PostgreSQL the words lie outside the row (they are read for ranking only, so that rows stay small), the list of
pending index entries is short (a long one stalls some unlucky writer), and matches are found by functions because
only so can their plans be held to the index: left alone, the planner would read every story's words.
"""

from django.db import migrations

TOKENS = "tokenize = \"ascii tokenchars '_'\""

SQLITE = [
    f"CREATE VIRTUAL TABLE search_text USING fts5(headline, summary, text, marks, {TOKENS})",
    f"CREATE VIRTUAL TABLE search_desktext USING fts5(headline, summary, text, marks, {TOKENS})",
    "CREATE TRIGGER search_text_goes AFTER DELETE ON search_searchentry "
    "BEGIN DELETE FROM search_text WHERE rowid = OLD.position; END",
    "CREATE TRIGGER search_desktext_goes AFTER DELETE ON search_deskentry "
    "BEGIN DELETE FROM search_desktext WHERE rowid = OLD.story_id; END",
]
SQLITE_BACK = [
    "DROP TRIGGER search_text_goes",
    "DROP TRIGGER search_desktext_goes",
    "DROP TABLE search_text",
    "DROP TABLE search_desktext",
]

PLAN = (
    "LANGUAGE sql STABLE ROWS 2000"
    " SET enable_seqscan = off SET enable_indexscan = off SET jit = off SET work_mem = '64MB'"
)

POSTGRESQL = [
    statement.replace("TABLE_NAME", table)
    for table in ("search_searchentry", "search_deskentry")
    for statement in (
        "ALTER TABLE TABLE_NAME ADD COLUMN terms tsvector",
        "ALTER TABLE TABLE_NAME ALTER COLUMN terms SET STORAGE EXTERNAL",
        "ALTER TABLE TABLE_NAME SET (toast_tuple_target = 128)",
        "CREATE INDEX TABLE_NAME_terms ON TABLE_NAME USING gin (terms) WITH (gin_pending_list_limit = 256)",
    )
] + [
    f"""
    CREATE FUNCTION search_readers(wanted tsquery) RETURNS SETOF bigint {PLAN} AS $$
        SELECT position FROM search_searchentry WHERE terms @@ wanted
    $$
    """,
    f"""
    CREATE FUNCTION search_desk(wanted tsquery[]) RETURNS SETOF bigint {PLAN} AS $$
        SELECT e.story_id FROM unnest(wanted) one, LATERAL (
            SELECT story_id FROM search_searchentry WHERE terms @@ one OFFSET 0
        ) e WHERE e.story_id NOT IN (SELECT story_id FROM search_deskentry)
        UNION ALL
        SELECT d.story_id FROM unnest(wanted) one, LATERAL (
            SELECT story_id FROM search_deskentry WHERE terms @@ one OFFSET 0
        ) d
    $$
    """,
]
POSTGRESQL_BACK = [
    "DROP FUNCTION search_desk(tsquery[])",
    "DROP FUNCTION search_readers(tsquery)",
    "ALTER TABLE search_searchentry DROP COLUMN terms",
    "ALTER TABLE search_deskentry DROP COLUMN terms",
]


def lay(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    for statement in {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(lay, remove)]
