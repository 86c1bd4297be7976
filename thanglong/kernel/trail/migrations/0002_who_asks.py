"""Who asks, as the connection was told, and the first policy (ADR 0030)."""

from django.db import migrations

# Empty until somebody is known: a comparison with nothing is never true.
WHO = """
CREATE FUNCTION asking_account() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('thanglong.account', true), '')::bigint $$;
CREATE FUNCTION asking_at() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('thanglong.at', true), '')::timestamptz $$;
CREATE FUNCTION asking_on() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('thanglong.on', true), '')::date $$;
"""
NOBODY = """
DROP FUNCTION asking_account();
DROP FUNCTION asking_at();
DROP FUNCTION asking_on();
"""
# What one has done oneself; later steps add whose data it was, and who sees the dossier.
POLICIES = """
ALTER TABLE trail_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY trail_own_acts ON trail_entry FOR SELECT USING (account_id = asking_account());
CREATE POLICY trail_in_own_name ON trail_entry FOR INSERT
  WITH CHECK (account_id = asking_account());
"""
NO_POLICIES = """
DROP POLICY trail_own_acts ON trail_entry;
DROP POLICY trail_in_own_name ON trail_entry;
ALTER TABLE trail_entry DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_trail")]
    operations = [
        migrations.RunSQL(WHO, NOBODY),
        migrations.RunSQL(POLICIES, NO_POLICIES),
    ]
