"""Courses, runs, classes, bookings, registers, assessment, certificates and inductions: to come."""
