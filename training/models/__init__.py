"""Tables of the room, by subject: catalogue, runs, bookings, registers, assessment, awards, certificates, inductions."""
