from django.db import migrations, models

FORBID = """
CREATE OR REPLACE FUNCTION forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP;
END $$;
CREATE TRIGGER trail_entry_append_only BEFORE UPDATE OR DELETE ON trail_entry
  FOR EACH ROW EXECUTE FUNCTION forbid_change();
"""
UNDO = """
DROP TRIGGER trail_entry_append_only ON trail_entry;
DROP FUNCTION forbid_change();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("act", models.CharField(max_length=80)),
                ("subject", models.CharField(max_length=120)),
                ("person_id", models.BigIntegerField(help_text="whose data it was", null=True)),
                ("account_id", models.BigIntegerField(help_text="who acted; empty: the system", null=True)),
                ("post_id", models.BigIntegerField(null=True)),
                ("agency_id", models.BigIntegerField(null=True)),
                ("purpose", models.CharField(default="", max_length=120)),
            ],
            options={
                "db_table": "trail_entry",
                "indexes": [
                    models.Index(fields=["subject", "at"], name="trail_subject"),
                    models.Index(fields=["person_id", "at"], name="trail_person"),
                ],
            },
        ),
        migrations.RunSQL(FORBID, UNDO),
    ]
