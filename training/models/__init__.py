"""Tables of the room: catalogue, runs, bookings, registers, assessment, awards, certificates, inductions, outcomes."""
