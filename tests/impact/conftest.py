"""The small year of the count, for what is made public of it."""

from __future__ import annotations

from tests.programme.conftest import open_year as open_year
from tests.programme.conftest import year as year
