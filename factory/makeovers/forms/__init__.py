"""Shape and wording of what is written of makeovers."""
