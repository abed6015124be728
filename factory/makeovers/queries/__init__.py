"""Reads of makeovers, ordered and scoped by site. None of them reads an address."""
