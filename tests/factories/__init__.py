"""What tests need to be there first, made past the API; one file a feature."""
