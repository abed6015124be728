"""The demo: two factories, a FabLab, a van and a year of their work, written only through the services."""
