"""The demo's college: courses, three terms of runs, registers, assessments, certificates, permits; all invented."""
