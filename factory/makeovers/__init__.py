"""Makeovers: a home or a community place from referral over survey, plan and work days to sign-off."""
