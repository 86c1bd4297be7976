"""An index for the register of a unit; made beside the work, so that nobody waits for it."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ('cases', '0002_register_books'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(fields=['receiving', 'filed_at', 'id'], name='cases_received'),
        ),
    ]
