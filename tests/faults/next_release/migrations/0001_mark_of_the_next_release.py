from django.db import migrations

ADD = "ALTER TABLE cases_case ADD COLUMN next_release boolean NOT NULL DEFAULT false"
UNDO = "ALTER TABLE cases_case DROP COLUMN next_release"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("cases", "0001_cases")]
    operations = [migrations.RunSQL(ADD, UNDO)]
