"""The van's day: offers of donors, collection rounds, deliveries, and what a tablet brings back from them."""
