"""Administration: every SQL table to read and edit by the product's rules, and the log of edits."""
