"""Lockstitch: every fixed defect stays fixed, every new feature is covered, or the build fails and says why."""

__version__ = "0.1.0"
