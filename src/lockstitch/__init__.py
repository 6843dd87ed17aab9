"""Lockstitch: every fixed defect stays fixed, every new feature is covered, or the build fails and says why."""

__version__ = "0.1.0"

DOCUMENTATION = ""
"""Address of the published documentation, with a slash at its end; empty while there is none, and nothing links to it.

`site_url` of `mkdocs.yml` and `project.urls.Documentation` of `pyproject.toml` are the same.
"""
