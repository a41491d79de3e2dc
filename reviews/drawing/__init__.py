"""Draws in the portal: drafts, confirmation, freezing, the public value, seats. What is pure lives in :mod:`reviews.draw`."""
