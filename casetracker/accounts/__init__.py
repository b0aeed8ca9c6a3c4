"""People who log in: roles, scope, passwords, tokens."""
