"""Machines that others play, put on a port of their own."""
