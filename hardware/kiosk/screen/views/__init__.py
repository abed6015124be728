"""The pages and presses of the screen, by noun; each a plain form; a script makes them quick."""
