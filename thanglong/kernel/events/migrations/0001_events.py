import django.db.models.deletion
from django.db import migrations, models

APPEND_ONLY = """
CREATE TRIGGER events_event_append_only BEFORE UPDATE OR DELETE ON events_event
  FOR EACH ROW EXECUTE FUNCTION forbid_change();
"""
UNDO = "DROP TRIGGER events_event_append_only ON events_event"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("trail", "0001_trail")]
    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type", models.CharField(max_length=120)),
                ("subject", models.CharField(max_length=120)),
                ("payload", models.JSONField(default=dict)),
                ("account_id", models.BigIntegerField(null=True)),
                ("agency_id", models.BigIntegerField(null=True)),
                ("happened_at", models.DateTimeField()),
            ],
            options={
                "db_table": "events_event",
                "indexes": [models.Index(fields=["subject", "id"], name="events_subject")],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subscriber", models.CharField(max_length=160)),
                ("done_at", models.DateTimeField()),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="events.event"
                    ),
                ),
            ],
            options={
                "db_table": "events_delivery",
                "constraints": [
                    models.UniqueConstraint(fields=("event", "subscriber"), name="events_delivery_once")
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, UNDO),
    ]
