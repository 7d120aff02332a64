"""One folder per feature of the tracker."""
