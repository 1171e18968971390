"""The pages of sign-in, officers, audit, rights and premises, and their parts."""
