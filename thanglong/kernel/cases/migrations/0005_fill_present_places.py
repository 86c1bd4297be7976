"""Dossiers from before reforms were known are served where they were received.

Their area stays empty: a reform reads it from the answers.
"""

from django.db import migrations

FILL = """
UPDATE cases_case SET present_receiving_id = receiving_id WHERE present_receiving_id IS NULL;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0004_reforms"),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
