"""The lookup table of all integer enums, kept equal to the code."""
