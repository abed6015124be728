"""Machines, machine sessions, faults, maintenance and the kiosk agent: to come."""
