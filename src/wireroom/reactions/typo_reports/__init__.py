"""Typo reports: a reader points at a slip, an editor mends it in public."""
