from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calendar", "0002_days_of_one_agency")]
    operations = [
        migrations.CreateModel(
            name="ClockWatch",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seen_at", models.DateTimeField()),
                ("steady_since", models.DateTimeField()),
            ],
            options={
                "db_table": "calendar_clock_watch",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(id=1), name="calendar_clock_watch_one")
                ],
            },
        ),
    ]
