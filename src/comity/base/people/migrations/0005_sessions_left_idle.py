import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_addresses_and_closing")]

    operations = [
        migrations.AddField("visit", "seen_at", models.DateTimeField(default=django.utils.timezone.now)),
    ]
