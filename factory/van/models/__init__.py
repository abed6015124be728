"""Tables of the van's day."""
