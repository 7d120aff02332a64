"""The flow of one issue: its states and assignees over time, with who and how long."""
