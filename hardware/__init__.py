"""The hardware room: machines, machine sessions, faults, maintenance and the intake from the kiosks."""
