"""What writes of the van's day: offers, rounds, deliveries, and the events of the van's tablet."""
