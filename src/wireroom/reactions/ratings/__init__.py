"""Ratings: one to five stars, one voice a reader."""
