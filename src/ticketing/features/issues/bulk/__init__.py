"""One change for many issues at once."""
