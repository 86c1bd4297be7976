"""Texts of drafts on trial, and how far a conversion has come."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_index_once")]

    operations = [
        migrations.AddField(
            "conversion",
            "looked",
            models.PositiveIntegerField(default=0, db_default=0),
        ),
        migrations.CreateModel(
            name="Trial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("state", models.CharField(default="ordered", max_length=10)),
                ("looked", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("report", models.JSONField(default=dict)),
                ("account_id", models.BigIntegerField(null=True)),
                ("ordered_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trials",
                        to="cases.draft",
                    ),
                ),
            ],
            options={"db_table": "cases_trial"},
        ),
        migrations.AddConstraint(
            "trial",
            models.UniqueConstraint(fields=("draft", "version"), name="cases_trial_once"),
        ),
    ]
