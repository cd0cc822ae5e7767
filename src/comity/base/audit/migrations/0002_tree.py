import uuid
from typing import Any

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import comity.base.audit.models.events
from comity.base.audit.crypto.keys import seal
from comity.base.audit.shapes import content_of


AT_ONCE = 2000
WAYS = [("folder", "Folder"), ("mail", "E-mail"), ("witness", "Another installation")]


def fill(apps: Any, schema_editor: Any) -> None:
    """Put pseudonyms in the place of the keys of persons, and seal what was written before there were seals."""
    event_model, pseudonym = apps.get_model("audit", "Event"), apps.get_model("audit", "Pseudonym")
    person = settings.AUTH_USER_MODEL
    keys = set(event_model.objects.exclude(actor_id="").order_by().values_list("actor_id", flat=True).distinct())
    keys |= set(event_model.objects.filter(subject=person).order_by().values_list("subject_id", flat=True).distinct())
    tokens = {key: pseudonym.objects.create(label=person, key=key).token for key in sorted(keys)}
    last = 0
    while several := list(event_model.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        for event in several:
            event.actor = tokens.get(event.actor_id, "")
            event.key = uuid.uuid4()
            if event.subject == person:
                event.subject_id = tokens[event.subject_id]
            event.seal = seal(settings.HOME, content_of(event))
        rows = [
            (one.actor, one.key.hex if schema_editor.connection.vendor == "sqlite" else one.key, one.subject_id, one.seal, one.pk)
            for one in several
        ]
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(
                'UPDATE audit_event SET actor = %s, "key" = %s, subject_id = %s, seal = %s WHERE id = %s', rows
            )
        last = several[-1].pk


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Anchor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField()),
                ("way", models.CharField(choices=WAYS, max_length=10)),
                ("target", models.CharField(max_length=500)),
                ("tried_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("size", "way", "target"), name="audit_anchor_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("note", models.TextField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField()),
                ("note", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event_id", models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Pseudonym",
            fields=[
                (
                    "token",
                    models.CharField(
                        default=comity.base.audit.models.events.new_token,
                        editable=False,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("label", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=60)),
                ("salt", models.BinaryField(default=comity.base.audit.models.events.new_salt)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("label", "key"), name="audit_pseudonym_once")],
            },
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveSmallIntegerField()),
                ("number", models.BigIntegerField()),
                ("hashes", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("row", "number"), name="audit_tile_once")],
            },
        ),
        migrations.CreateModel(
            name="WatchedLog",
            fields=[
                ("origin", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=500)),
                ("size", models.BigIntegerField(default=0)),
                ("note", models.TextField(blank=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField("event", "actor", models.CharField(blank=True, max_length=32)),
        migrations.AddField("event", "behalf", models.CharField(blank=True, max_length=100)),
        migrations.AddField("event", "is_read", models.BooleanField(default=False)),
        migrations.AddField("event", "key", models.UUIDField(null=True)),
        migrations.AddField("event", "seal", models.CharField(blank=True, max_length=64)),
        migrations.AlterField("event", "at", models.DateTimeField(default=django.utils.timezone.now)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
