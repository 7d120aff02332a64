"""The history of issues: one typed row per change, and the comments."""
