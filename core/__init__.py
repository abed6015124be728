"""The ground floor: database, people and roles, sites, permits, devices, recipients, settings, audit, clock, errors."""
