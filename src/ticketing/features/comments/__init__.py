"""Comments on issues: written, edited and deleted; they are rows of the activity."""
