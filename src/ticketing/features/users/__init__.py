"""People: their accounts' data, the list of them and each one's page."""
