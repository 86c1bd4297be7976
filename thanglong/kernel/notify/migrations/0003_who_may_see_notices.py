"""Notices are seen by whom they tell; letters by nobody, the worker sends them (ADR 0030)."""

from django.db import migrations

POLICIES = """
ALTER TABLE notify_notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY notify_notice_own ON notify_notice USING (account_id = asking_account());
ALTER TABLE notify_letter ENABLE ROW LEVEL SECURITY;
"""
UNDO = """
DROP POLICY notify_notice_own ON notify_notice;
ALTER TABLE notify_notice DISABLE ROW LEVEL SECURITY;
ALTER TABLE notify_letter DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("notify", "0002_language_of_letters"), ("trail", "0002_who_asks")]
    operations = [migrations.RunSQL(POLICIES, UNDO)]
