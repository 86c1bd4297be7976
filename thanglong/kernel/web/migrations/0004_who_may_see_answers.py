"""Kept answers are seen by the account that they were given to (ADR 0030)."""

from django.db import migrations

POLICIES = """
ALTER TABLE web_kept_answer ENABLE ROW LEVEL SECURITY;
CREATE POLICY web_kept_answer_own ON web_kept_answer USING (account_id = asking_account());
"""
UNDO = """
DROP POLICY web_kept_answer_own ON web_kept_answer;
ALTER TABLE web_kept_answer DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0003_tries_are_counted_by_people"),
        ("trail", "0002_who_asks"),
    ]
    operations = [migrations.RunSQL(POLICIES, UNDO)]
