"""The small year of the count, for funders' forms."""

from __future__ import annotations

from tests.programme.conftest import open_year as open_year
from tests.programme.conftest import year as year
