"""Invitations: one-time links with which someone sets a password, the first or a forgotten one."""
