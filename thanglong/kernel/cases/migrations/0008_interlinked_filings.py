"""Interlinked filings: which cases have parts, and each part once."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_conversions'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='has_parts',
            field=models.BooleanField(db_default=False, default=False, help_text='an interlinked filing: its parts have the work'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('parent__isnull', False)), fields=('parent', 'procedure'), name='cases_case_part_once'),
        ),
    ]
