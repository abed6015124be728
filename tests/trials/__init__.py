"""Tries real sender programs, and a real Marlin peer, on the kiosk's agent: docs/trials.md says how."""
