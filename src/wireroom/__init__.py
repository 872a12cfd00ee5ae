"""Wireroom: an open news agency in one install."""

__version__ = "0.1.0"
