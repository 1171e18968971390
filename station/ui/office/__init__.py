"""The pages of sign-in, officers, audit, rights, premises and states' lists, and their parts."""
