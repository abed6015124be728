"""What the counts of training share: the run of a booking, whether it counts, and as whom a learner is counted."""

from __future__ import annotations

from typing import Final

from core.merges import one_person

OF_RUN: Final = (
    "JOIN run r ON r.id = b.run_id JOIN course_version v ON v.id = r.version_id JOIN course c ON c.id = v.course_id "
    "JOIN site s ON s.id = r.site_id"
)
COUNTED: Final = "r.state NOT IN ('draft', 'cancelled') AND NOT s.is_practice AND ONLY[b.person_id]"
CLASS: Final = "k.run_id = r.id AND k.cancelled_at IS NULL"
WHO: Final = one_person("b.person_id")
"""A learner as they are counted: two numbers that are one person are one learner."""
