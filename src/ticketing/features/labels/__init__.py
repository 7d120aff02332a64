"""The catalogues of labels, components and versions that a project's issues use."""
