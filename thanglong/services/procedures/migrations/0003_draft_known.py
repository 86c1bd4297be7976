"""What registers gave is kept beside the answers, so that a page can tell them apart."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procedures", "0002_draft_shown")]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="known",
            field=models.JSONField(
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="the answers that registers and the account gave, as they gave them",
            ),
        ),
    ]
