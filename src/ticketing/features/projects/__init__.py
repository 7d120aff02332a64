"""Projects and their members; what an actor may see is decided here."""
