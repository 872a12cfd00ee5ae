"""The database itself refuses to change a dispatch: only its payload may be emptied, with a time and a reason.

On SQLite, Django rebuilds a table to alter it and its triggers are lost: a later migration that alters Dispatch must
run `protect` again.
"""

from django.db import migrations

FROZEN = (
    "seq", "story_id", "guid", "version", "kind", "audience", "language", "note", "withholds", "released_at",
    "embargo_until", "payload_hash", "previous_hash", "hash", "key_id", "signature",
)


def _changed(distinct):
    frozen = " OR ".join(f"NEW.{column} {distinct} OLD.{column}" for column in FROZEN)
    return f"{frozen} OR (NEW.payload {distinct} OLD.payload AND NEW.payload <> '')"


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE TRIGGER dispatch_is_immutable BEFORE UPDATE ON stories_dispatch "
            f"WHEN {_changed('IS NOT')} "
            "BEGIN SELECT RAISE(ABORT, 'a dispatch is never changed'); END"
        )
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION refuse_dispatch_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'a dispatch is never changed'; END $$"
        )
        schema_editor.execute(
            "CREATE TRIGGER dispatch_is_immutable BEFORE UPDATE ON stories_dispatch FOR EACH ROW "
            f"WHEN ({_changed('IS DISTINCT FROM')}) EXECUTE FUNCTION refuse_dispatch_change()"
        )


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER dispatch_is_immutable")
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER dispatch_is_immutable ON stories_dispatch")
        schema_editor.execute("DROP FUNCTION refuse_dispatch_change")


class Migration(migrations.Migration):
    dependencies = [("stories", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]
