"""Administration: people, roles, permits, cards, devices, sites, the audit trail, health."""
