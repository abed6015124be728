"""What the database refuses of a rule of the trained: one that reaches into a month that is closed at any site."""

from __future__ import annotations

from core.db import Model
from core.triggers import refuse_there

refuse_there(
    Model.metadata,
    "trained_rule",
    "trained_rule_of_open_months",
    "INSERT ON trained_rule",
    "NOT EXISTS (SELECT 1 FROM period p WHERE p.month >= substr(CAST(NEW.starts_on AS TEXT), 1, 7))",
    "a rule of the trained begins after every closed month",
    first="LOCK TABLE period IN SHARE MODE;",
)
