"""Administrator and auditor: sign-in, officers, audit, rights, retention, backup, rotation."""
