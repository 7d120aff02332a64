"""The commands of ``ticketing``, one file a group; ``ticketing.cli`` puts them together."""
