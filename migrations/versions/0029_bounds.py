"""What the models bound is bounded in the database: flags, words of fixed sets, whole numbers."""

from __future__ import annotations

from alembic import op

from factory.table_checks import Check, add_checks, drop_checks

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ATTEMPTS = (
    "'pin-tablet-person', 'pin-tablet', 'pin-person', 'pin-address', 'password-login-address', 'password-login', "
    "'password-address', 'card-tablet', 'pairing-address', 'paper-address', 'paper-letters', 'message-address', "
    "'message-piece', 'message-all'"
)
COUNTED = (
    "'pieces_received', 'pieces_upcycled', 'pieces_given_out', 'grams_kept', 'co2e_low_grams', "
    "'co2e_high_grams', 'co2e_left_out'"
)
LANGUAGES = "'en', 'ar', 'fa', 'ckb', 'ti', 'uk', 'pl', 'ro', 'fr', 'ur', 'ps', 'am'"
STAGES = (
    "'draft', 'received', 'checked', 'stored', 'in_work', 'quality_check', 'ready', 'released', 'quarantine', "
    "'dismantled', 'recycled', 'waste', 'waste_pops', 'lost', 'returned'"
)
FLAGS = (
    ("category", "is_upholstered"),
    ("category", "is_seating"),
    ("category", "is_wooden"),
    ("category", "is_mains"),
    ("category", "is_childrens"),
    ("category", "is_tall"),
    ("category", "may_have_glass"),
    ("label", "is_missing"),
)
WORDS = (
    ("attempt", "kind", ATTEMPTS),
    ("board_count", "stage", STAGES),
    ("consent", "how", "'seen', 'heard', 'interpreted', 'paper'"),
    ("count_entry", "indicator", COUNTED),
    ("count_month", "indicator", COUNTED),
    ("door_message", "language", LANGUAGES),
    ("person", "theme", "'', 'light', 'dark'"),
    ("piece", "step", "'', 'repair', 'strip', 'make', 'finish', 'upholster'"),
    ("piece", "weight_source", "'', 'average', 'measured'"),
    ("release", "terms", "'gift', 'nominal', 'sale', 'loan'"),
    ("word_edition", "language", LANGUAGES),
)
BETWEEN = (
    ("board_count", "amount", 0, 1_000_000_000),
    ("count_entry", "amount", -1_000_000_000, 1_000_000_000),
    ("count_month", "amount", -1_000_000_000_000, 1_000_000_000_000),
    ("device", "waiting", 0, 1_000_000),
    ("label", "position", 1, 5_000),
    ("label_batch", "start", 1, 1_000),
    ("photo", "width", 0, 10_000),
    ("photo", "height", 0, 10_000),
    ("piece", "grams", 0, 1_000_000),
    ("piece_event", "sequence", -9_007_199_254_740_992, 9_007_199_254_740_992),
    ("printer_offset", "next_start", 1, 1_000),
)
AT_LEAST = (
    ("audit_head", "number", 1),
    ("audit_line", "number", 1),
    ("check_answer", "life", 1),
    ("count_entry", "life", 1),
    ("label_batch", "number", 1),
    ("photo", "life", 1),
    ("piece_import", "row_count", 0),
    ("piece_import", "taken", 0),
    ("piece_import", "repeated", 0),
    ("piece_import", "refused", 0),
    ("release", "life", 1),
)
CHECKS: list[Check] = [
    *((table, f"{column}_flag", f"{column} IN (FALSE, TRUE)") for table, column in FLAGS),
    *((table, f"{column}_known", f"{column} IN ({words})") for table, column, words in WORDS),
    *(
        (table, f"{column}_bounded", f"{column} BETWEEN {low} AND {high}")
        for table, column, low, high in BETWEEN
    ),
    *((table, f"{column}_counts", f"{column} >= {low}") for table, column, low in AT_LEAST),
]


def upgrade() -> None:
    add_checks(op.get_bind(), CHECKS)


def downgrade() -> None:
    drop_checks(op.get_bind(), CHECKS)
