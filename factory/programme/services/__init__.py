"""What changes the programme: targets, and months that close."""

from __future__ import annotations

from factory.programme.services.targets import change_target as change_target
from factory.programme.services.targets import drop_target as drop_target
from factory.programme.services.targets import set_target as set_target
from factory.programme.services.trained import choose_trained_rule as choose_trained_rule
