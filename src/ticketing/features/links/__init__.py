"""Links between issues, seen from both ends."""
