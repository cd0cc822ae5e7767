import uuid
from typing import Any

from django.db import migrations, models

from comity.base.audit.models import guards


def guard(apps: Any, schema_editor: Any) -> None:
    guards.put(schema_editor)


def unguard(apps: Any, schema_editor: Any) -> None:
    guards.take_down(schema_editor)


class Migration(migrations.Migration):
    # Apart from the rows that were filled: PostgreSQL does not alter a table in the transaction that wrote to it.
    dependencies = [("audit", "0002_tree")]

    operations = [
        migrations.RemoveField("event", "actor_id"),
        migrations.AlterField("event", "key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
        migrations.AddIndex("event", models.Index(fields=["actor", "id"], name="audit_event_actor_idx")),
        migrations.AddIndex("event", models.Index(fields=["is_read", "id"], name="audit_event_changes_idx")),
        migrations.AddIndex("event", models.Index(fields=["verb", "id"], name="audit_event_verb_idx")),
        migrations.AddIndex("event", models.Index(fields=["at"], name="audit_event_at_idx")),
        # Last: on SQLite, altering a table makes it anew, and without what refused changes to it.
        migrations.RunPython(guard, unguard),
    ]
