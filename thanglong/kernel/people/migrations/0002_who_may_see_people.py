"""Who may see whom, from posts held and mandates in force at the instant of asking (ADR 0030)."""

from django.db import migrations

# These look past the policies, as the owner of the tables: policies are made of them.
WHO = """
CREATE FUNCTION people_me() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (SELECT person_id FROM people_account WHERE id = asking_account() AND is_active);
END $$;

CREATE FUNCTION people_posts_now() RETURNS TABLE (agency_id bigint, role varchar)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, pg_temp AS $$
DECLARE
  who bigint := asking_account();
  at timestamptz := asking_at();
  today date := asking_on();
BEGIN
  IF NOT EXISTS (
    SELECT FROM people_account c WHERE c.id = who AND c.is_active AND c.kind = 'officer'
  ) THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT p.agency_id, p.role FROM people_holding h
  JOIN units_post p ON p.id = h.post_id
  JOIN units_agency a ON a.id = p.agency_id
  WHERE h.account_id = ANY (ARRAY(
      SELECT who
      UNION ALL SELECT b.account_id FROM people_absence b
      WHERE b.deputy_id = who AND b.cancelled_at IS NULL AND b.starts_at <= at AND b.ends_at > at
    ))
    AND h.valid_from <= at AND (h.valid_to IS NULL OR h.valid_to > at)
    AND a.valid_from <= today AND (a.valid_to IS NULL OR a.valid_to > today);
END $$;

CREATE FUNCTION people_agencies_now() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN ARRAY(SELECT DISTINCT p.agency_id FROM people_posts_now() p);
END $$;

CREATE FUNCTION people_is_officer() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM people_posts_now());
END $$;

CREATE FUNCTION people_organisations_mine() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, pg_temp AS $$
DECLARE
  me bigint := people_me();
BEGIN
  RETURN ARRAY(SELECT id FROM people_organisation WHERE representative_id = me);
END $$;

-- Mandates in force that I hold.
CREATE FUNCTION people_mandates_mine() RETURNS SETOF people_mandate
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, pg_temp AS $$
DECLARE
  me bigint := people_me();
  at timestamptz := asking_at();
BEGIN
  RETURN QUERY
  SELECT m.* FROM people_mandate m
  WHERE m.holder_id = me AND m.valid_from <= at
    AND (m.valid_to IS NULL OR m.valid_to > at)
    AND (m.revoked_at IS NULL OR m.revoked_at > at);
END $$;

-- The officers of my office: a committee with its parts; at the city, a department with its own.
CREATE FUNCTION people_colleagues_now() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, pg_temp AS $$
DECLARE
  here bigint[] := people_agencies_now();
  at timestamptz := asking_at();
BEGIN
  RETURN QUERY
  WITH office AS (
    SELECT a.id, CASE WHEN a.level = 'city' AND a.kind <> 'division' THEN a.id
                      WHEN up.level = a.level THEN up.id ELSE a.id END AS office_id
    FROM units_agency a LEFT JOIN units_agency up ON up.id = a.parent_id
  )
  SELECT h.account_id FROM office mine
  JOIN office other ON other.office_id = mine.office_id
  JOIN units_post p ON p.agency_id = other.id
  JOIN people_holding h ON h.post_id = p.id
  WHERE mine.id = ANY (here)
    AND h.valid_from <= at AND (h.valid_to IS NULL OR h.valid_to > at);
END $$;
"""
NOBODY = """
DROP FUNCTION people_colleagues_now();
DROP FUNCTION people_mandates_mine();
DROP FUNCTION people_organisations_mine();
DROP FUNCTION people_is_officer();
DROP FUNCTION people_agencies_now();
DROP FUNCTION people_posts_now();
DROP FUNCTION people_me();
"""
# Oneself; for whom one acts and who acts for one; officers among each other.
POLICIES = """
ALTER TABLE people_mandate ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_mandate_seen ON people_mandate FOR SELECT USING (
  person_id = (SELECT people_me())
  OR organisation_id = ANY ((SELECT people_organisations_mine())::bigint[])
  OR given_by_id = asking_account()
  OR (holder_id = (SELECT people_me())
      AND (valid_to IS NULL OR valid_to > asking_at())
      AND (revoked_at IS NULL OR revoked_at >= asking_at()))
);
CREATE POLICY people_mandate_given ON people_mandate FOR INSERT
  WITH CHECK (given_by_id = asking_account());
CREATE POLICY people_mandate_ended ON people_mandate FOR UPDATE USING (
  person_id = (SELECT people_me()) OR holder_id = (SELECT people_me())
  OR organisation_id = ANY ((SELECT people_organisations_mine())::bigint[])
);

ALTER TABLE people_account ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_account_seen ON people_account FOR SELECT USING (
  id = asking_account() OR (kind = 'officer' AND (SELECT people_is_officer()))
);
CREATE POLICY people_account_own ON people_account FOR UPDATE USING (id = asking_account());

ALTER TABLE people_person ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_person_seen ON people_person FOR SELECT USING (
  id = (SELECT people_me())
  OR EXISTS (SELECT FROM people_account a WHERE a.person_id = people_person.id)
  OR EXISTS (SELECT FROM people_mandate m WHERE m.person_id = people_person.id)
  OR EXISTS (SELECT FROM people_mandate m WHERE m.holder_id = people_person.id)
);
CREATE POLICY people_person_own ON people_person FOR UPDATE USING (id = (SELECT people_me()));

ALTER TABLE people_organisation ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_organisation_seen ON people_organisation FOR SELECT USING (
  representative_id = (SELECT people_me())
  OR (SELECT people_is_officer())
  OR id IN (SELECT m.organisation_id FROM people_mandates_mine() m)
);

ALTER TABLE people_absence ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_absence_of_office ON people_absence USING (
  account_id = asking_account() OR deputy_id = asking_account()
  OR account_id IN (SELECT people_colleagues_now())
);

ALTER TABLE people_passkey ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_passkey_own ON people_passkey USING (account_id = asking_account());
ALTER TABLE people_signed_in ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_signed_in_own ON people_signed_in USING (account_id = asking_account());
ALTER TABLE people_token ENABLE ROW LEVEL SECURITY;
CREATE POLICY people_token_own ON people_token USING (account_id = asking_account());

CREATE POLICY trail_own_data ON trail_entry FOR SELECT USING (person_id = (SELECT people_me()));
"""
UNDO = """
DROP POLICY trail_own_data ON trail_entry;
DROP POLICY people_token_own ON people_token;
ALTER TABLE people_token DISABLE ROW LEVEL SECURITY;
DROP POLICY people_signed_in_own ON people_signed_in;
ALTER TABLE people_signed_in DISABLE ROW LEVEL SECURITY;
DROP POLICY people_passkey_own ON people_passkey;
ALTER TABLE people_passkey DISABLE ROW LEVEL SECURITY;
DROP POLICY people_absence_of_office ON people_absence;
ALTER TABLE people_absence DISABLE ROW LEVEL SECURITY;
DROP POLICY people_organisation_seen ON people_organisation;
ALTER TABLE people_organisation DISABLE ROW LEVEL SECURITY;
DROP POLICY people_person_seen ON people_person;
DROP POLICY people_person_own ON people_person;
ALTER TABLE people_person DISABLE ROW LEVEL SECURITY;
DROP POLICY people_account_seen ON people_account;
DROP POLICY people_account_own ON people_account;
ALTER TABLE people_account DISABLE ROW LEVEL SECURITY;
DROP POLICY people_mandate_seen ON people_mandate;
DROP POLICY people_mandate_given ON people_mandate;
DROP POLICY people_mandate_ended ON people_mandate;
ALTER TABLE people_mandate DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_people"), ("trail", "0002_who_asks")]
    operations = [migrations.RunSQL(WHO, NOBODY), migrations.RunSQL(POLICIES, UNDO)]
