"""Reads of the room, ordered and scoped by site."""
