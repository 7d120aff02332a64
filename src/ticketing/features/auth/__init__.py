"""Signing in: registration, tokens, sessions, passwords, and who the actor of a request is."""
