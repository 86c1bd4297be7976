"""Facts are written in one's own name and read by the worker (ADR 0030)."""

from django.db import migrations

POLICIES = """
ALTER TABLE events_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY events_own ON events_event FOR SELECT USING (account_id = asking_account());
CREATE POLICY events_in_own_name ON events_event FOR INSERT
  WITH CHECK (account_id = asking_account());
"""
UNDO = """
DROP POLICY events_own ON events_event;
DROP POLICY events_in_own_name ON events_event;
ALTER TABLE events_event DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_events"), ("trail", "0002_who_asks")]
    operations = [migrations.RunSQL(POLICIES, UNDO)]
