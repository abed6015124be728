"""Machines, the time that people spend at them, faults, maintenance and the kiosk agent."""
