"""The officers' pages: inbox, workspace, counter, team, overview."""
