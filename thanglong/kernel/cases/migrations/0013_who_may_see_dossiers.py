"""Who may see which dossier, and what hangs on it (ADR 0030)."""

from django.db import migrations

# As the owner of the tables, like those of people.
WHO = """
-- The agencies that I lead or supervise, with all below them.
CREATE FUNCTION cases_led() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY
  WITH RECURSIVE under AS (
    SELECT p.agency_id AS id FROM people_posts_now() p
    WHERE p.role IN ('supervisor', 'head', 'leader', 'deputy_leader')
    UNION SELECT a.id FROM units_agency a JOIN under u ON a.parent_id = u.id
  ) SELECT id FROM under;
END $$;

CREATE FUNCTION cases_is_chief() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM people_posts_now() p
    WHERE p.role IN ('supervisor', 'head', 'leader', 'deputy_leader')
  );
END $$;

-- The dossiers on which an agency that I lead is asked for an opinion now.
CREATE FUNCTION cases_asked_of_mine() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, pg_temp AS $$
DECLARE
  led bigint[] := ARRAY(SELECT cases_led());
BEGIN
  RETURN QUERY
  SELECT t.case_id FROM cases_task t
  WHERE t.agency_id = ANY (led) AND t.closed_at IS NULL AND t.kind = 'consultation';
END $$;

-- The dossiers that a mandate in force lets me see: of an organisation, or, by more than my own
-- word, of a person.
CREATE FUNCTION cases_entrusted() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN ARRAY(
    SELECT c.id FROM people_mandates_mine() m
    JOIN cases_case c ON c.organisation_id = m.organisation_id
    WHERE m.scope && ARRAY['*', c.procedure]::varchar[]
    UNION ALL
    SELECT c.id FROM people_mandates_mine() m
    JOIN cases_case c ON c.beneficiary_id = m.person_id AND c.organisation_id IS NULL
    WHERE m.certainty <> 'declared' AND m.scope && ARRAY['*', c.procedure]::varchar[]
    UNION ALL
    SELECT c.id FROM people_mandates_mine() m
    JOIN cases_case c ON c.applicant_id = m.person_id AND c.organisation_id IS NULL
      AND c.beneficiary_id IS NULL
    WHERE m.certainty <> 'declared' AND m.scope && ARRAY['*', c.procedure]::varchar[]
  );
END $$;

-- Whether the statement that asks is itself adding this dossier: nobody has it yet.
CREATE FUNCTION cases_is_new(asked bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN NOT EXISTS (SELECT FROM cases_case c WHERE c.id = asked);
END $$;

-- An index as it were: ids of what has the words in these agencies, the latest first. Conditions
-- that could leak do not reach an index under a policy; the rows are asked for under it.
CREATE FUNCTION cases_with_words(agencies bigint[], words text, before bigint, most int)
RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE  -- planned each time, for these words
    'SELECT id FROM cases_case WHERE seen_by && $1 AND folded LIKE $2'
    || CASE WHEN before IS NULL THEN '' ELSE ' AND id < $3' END
    || ' ORDER BY id DESC LIMIT $4'
    USING agencies, words, before, most;
END $$;
"""
NOBODY = """
DROP FUNCTION cases_with_words(bigint[], text, bigint, int);
DROP FUNCTION cases_is_new(bigint);
DROP FUNCTION cases_entrusted();
DROP FUNCTION cases_asked_of_mine();
DROP FUNCTION cases_is_chief();
DROP FUNCTION cases_led();
"""
# First what is quickest for those who ask most often: each part is asked only if those before it
# say no. Who files a dossier sees it until his request ends, for the receipt.
CASE = """
ALTER TABLE cases_case ENABLE ROW LEVEL SECURITY;
CREATE POLICY cases_case_seen ON cases_case USING (
  seen_by && (SELECT people_agencies_now())
  OR applicant_id = (SELECT people_me()) OR beneficiary_id = (SELECT people_me())
  OR organisation_id = ANY ((SELECT people_organisations_mine())::bigint[])
  OR id = ANY ((SELECT cases_entrusted())::bigint[])
  OR (account_id = asking_account() AND filed_at >= asking_at())
  OR ((SELECT cases_is_chief()) AND (
    agency_id IN (SELECT cases_led()) OR deciding_id IN (SELECT cases_led())
    OR receiving_id IN (SELECT cases_led()) OR present_receiving_id IN (SELECT cases_led())
    OR id IN (SELECT cases_asked_of_mine())
  ))
);
"""
# Asked as whoever asks, so under the policies of dossiers. A function keeps its plan; written out
# in the policies of people and papers, each statement would plan the policy of dossiers many times.
SHOWN = """
CREATE FUNCTION cases_sees_code(asked text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN EXISTS (SELECT FROM cases_case c WHERE c.code = asked); END $$;
CREATE FUNCTION cases_shows_person(asked bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN
  RETURN EXISTS (SELECT FROM cases_case c WHERE c.applicant_id = asked)
    OR EXISTS (SELECT FROM cases_case c WHERE c.beneficiary_id = asked);
END $$;
CREATE FUNCTION cases_shows_organisation(asked bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN EXISTS (SELECT FROM cases_case c WHERE c.organisation_id = asked); END $$;
CREATE FUNCTION cases_shows_paper(asked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN EXISTS (SELECT FROM cases_paper p WHERE p.document_id = asked); END $$;
CREATE FUNCTION cases_shows_worker(asked bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN
  RETURN EXISTS (
    SELECT FROM cases_task t WHERE t.claimed_by_id = asked AND t.closed_at IS NULL
  );
END $$;
"""
NOT_SHOWN = """
DROP FUNCTION cases_shows_worker(bigint);
DROP FUNCTION cases_shows_paper(uuid);
DROP FUNCTION cases_shows_organisation(bigint);
DROP FUNCTION cases_shows_person(bigint);
DROP FUNCTION cases_sees_code(text);
"""
SEEN = "EXISTS (SELECT FROM cases_case c WHERE c.id = case_id)"
CHILDREN = (
    "cases_step", "cases_clock_entry", "cases_paper", "cases_showing", "cases_supplement",
    "cases_message", "cases_rehoming", "cases_converted_case", "cases_date_move",
)  # fmt: skip
OWN_ROWS = "".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY {table}_seen ON {table} USING ({SEEN})
  WITH CHECK (cases_is_new(case_id) OR {SEEN});
"""
    for table in CHILDREN
)
OTHERS = f"""
ALTER TABLE cases_task ENABLE ROW LEVEL SECURITY;
CREATE POLICY cases_task_seen ON cases_task USING (
  agency_id = ANY ((SELECT people_agencies_now())::bigint[])
  OR {SEEN}
) WITH CHECK (cases_is_new(case_id) OR {SEEN});

ALTER TABLE cases_book ENABLE ROW LEVEL SECURITY;
CREATE POLICY cases_book_own ON cases_book USING (account_id = asking_account());
ALTER TABLE cases_book_volume ENABLE ROW LEVEL SECURITY;
CREATE POLICY cases_book_volume_own ON cases_book_volume USING (
  EXISTS (SELECT FROM cases_book b WHERE b.id = book_id)
);

CREATE POLICY documents_document_of_dossier ON documents_document USING (
  (case_code <> '' AND cases_sees_code(case_code)) OR cases_shows_paper(id)
);
CREATE POLICY people_person_of_dossier ON people_person FOR SELECT USING (
  cases_shows_person(id)
);
CREATE POLICY people_organisation_of_dossier ON people_organisation FOR SELECT USING (
  cases_shows_organisation(id)
);
CREATE POLICY people_account_at_work ON people_account FOR SELECT USING (
  cases_shows_worker(id)
);
CREATE POLICY trail_of_dossier ON trail_entry FOR SELECT USING (
  subject LIKE 'dossier:%' AND cases_sees_code(substr(subject, 9))
);
"""
UNDO_OTHERS = """
DROP POLICY trail_of_dossier ON trail_entry;
DROP POLICY people_account_at_work ON people_account;
DROP POLICY people_organisation_of_dossier ON people_organisation;
DROP POLICY people_person_of_dossier ON people_person;
DROP POLICY documents_document_of_dossier ON documents_document;
DROP POLICY cases_book_volume_own ON cases_book_volume;
ALTER TABLE cases_book_volume DISABLE ROW LEVEL SECURITY;
DROP POLICY cases_book_own ON cases_book;
ALTER TABLE cases_book DISABLE ROW LEVEL SECURITY;
DROP POLICY cases_task_seen ON cases_task;
ALTER TABLE cases_task DISABLE ROW LEVEL SECURITY;
"""
UNDO_ROWS = "".join(
    f"DROP POLICY {table}_seen ON {table};\nALTER TABLE {table} DISABLE ROW LEVEL SECURITY;\n"
    for table in CHILDREN
)
UNDO_CASE = """
DROP POLICY cases_case_seen ON cases_case;
ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_trials"),
        ("people", "0002_who_may_see_people"),
        ("documents", "0004_who_may_see_papers"),
    ]
    operations = [
        migrations.RunSQL(WHO, NOBODY),
        migrations.RunSQL(CASE, UNDO_CASE),
        migrations.RunSQL(SHOWN, NOT_SHOWN),
        migrations.RunSQL(OWN_ROWS, UNDO_ROWS),
        migrations.RunSQL(OTHERS, UNDO_OTHERS),
    ]
