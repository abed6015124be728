"""The training room: courses, runs, classes, bookings, registers, assessment and certificates."""
