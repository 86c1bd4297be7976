"""Who may do what: every door asked by everybody, against a reviewed table."""
