"""What the room prints: certificates and skills records. Knows no web and no database."""
