"""Keeping the portal's data: backup, restore, the way to another database. Called by commands only."""
