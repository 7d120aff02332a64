"""Pages over everything: projects and people with their numbers and what happened lately."""
