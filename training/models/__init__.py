"""Tables of the room, by subject: the catalogue, runs, bookings, registers, assessment, awards, certificates, inductions."""
