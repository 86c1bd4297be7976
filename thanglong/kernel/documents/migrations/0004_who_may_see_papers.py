"""Papers are seen by their owner and by who put them there; cases add who has the dossier."""

from django.db import migrations

POLICIES = """
ALTER TABLE documents_upload ENABLE ROW LEVEL SECURITY;
CREATE POLICY documents_upload_own ON documents_upload USING (account_id = asking_account());
ALTER TABLE documents_document ENABLE ROW LEVEL SECURITY;
CREATE POLICY documents_document_own ON documents_document USING (
  account_id = asking_account() OR owner_id = (SELECT people_me())
  OR organisation_id = ANY ((SELECT people_organisations_mine())::bigint[])
);
"""
UNDO = """
DROP POLICY documents_upload_own ON documents_upload;
ALTER TABLE documents_upload DISABLE ROW LEVEL SECURITY;
DROP POLICY documents_document_own ON documents_document;
ALTER TABLE documents_document DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_titles_in_english"),
        ("people", "0002_who_may_see_people"),
    ]
    operations = [migrations.RunSQL(POLICIES, UNDO)]
