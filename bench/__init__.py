"""Speed and size of the tracker, as ratios to a floor measured in the same run."""
