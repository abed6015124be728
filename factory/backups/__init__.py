"""Backups: making one file of everything, showing that it can be restored, restoring it."""
