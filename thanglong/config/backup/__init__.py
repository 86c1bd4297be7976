"""A copy of the city that can be trusted: made while people work, checked offline, restored.

    TO_FOLDER/files/ab/cd/abcd…             contents by their hash, shared by all backups there
    TO_FOLDER/20261128T105625Z/database.dump    one moment of the database (pg_dump, custom format)
    TO_FOLDER/20261128T105625Z/manifest.json    what the database held at that moment
    TO_FOLDER/20261128T105625Z/SHA256SUMS       of both and of every file, for `sha256sum -c` too

The database first, the files after it: a row names a content only when its bytes are safe, and
contents are never changed, so whatever that moment names is still there to be copied.
"""
