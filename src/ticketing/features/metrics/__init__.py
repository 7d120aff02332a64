"""Charts of how work flows: counts, distributions and times, as far as the reader may see it."""
