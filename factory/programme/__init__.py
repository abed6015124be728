"""The programme: targets, indicators, the count by site, month and category, its rows, and what is printed of it."""
