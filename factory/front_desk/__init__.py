"""The front desk: sign-in, cards and PINs, hand-over, language, a new person's first hour, home."""
