"""Forms under way and ratings are seen by who writes them (ADR 0030)."""

from django.db import migrations

POLICIES = """
ALTER TABLE procedures_draft ENABLE ROW LEVEL SECURITY;
CREATE POLICY procedures_draft_own ON procedures_draft USING (account_id = asking_account());
ALTER TABLE procedures_rating ENABLE ROW LEVEL SECURITY;
CREATE POLICY procedures_rating_own ON procedures_rating USING (account_id = asking_account());
CREATE POLICY procedures_rating_of_dossier ON procedures_rating FOR SELECT USING (
  cases_sees_code(case_code)
);
CREATE POLICY people_person_at_counter ON people_person FOR SELECT USING (
  (SELECT people_is_officer()) AND EXISTS (
    SELECT FROM procedures_draft d
    WHERE d.beneficiary_id = people_person.id AND d.expires_at > asking_at()
  )
);
"""
UNDO = """
DROP POLICY people_person_at_counter ON people_person;
DROP POLICY procedures_draft_own ON procedures_draft;
ALTER TABLE procedures_draft DISABLE ROW LEVEL SECURITY;
DROP POLICY procedures_rating_own ON procedures_rating;
DROP POLICY procedures_rating_of_dossier ON procedures_rating;
ALTER TABLE procedures_rating DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0003_draft_known"),
        ("cases", "0013_who_may_see_dossiers"),
    ]
    operations = [migrations.RunSQL(POLICIES, UNDO)]
