"""Formats of the wire: bytes from outside become NewsItems here, and NewsItems become bytes. No Django."""
