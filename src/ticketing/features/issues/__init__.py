"""Issues: their rules, numbers, ranks, lists, groups and search."""
