"""What we have to tell people: written in their language, sent by e-mail or text message, or read from a list."""
