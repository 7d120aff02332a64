"""A self-hosted issue and ticket tracker."""

__version__ = "0.1.0"
