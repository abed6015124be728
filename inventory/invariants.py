"""What the database itself refuses, whoever writes: a release without its answers, a stage without its release."""

from __future__ import annotations

from sqlalchemy import Table

from core.triggers import refuse_unless


def _answer(column: str, questions: str, answers: str, *, counted: bool = True) -> str:
    """SQL: the answer that `column` points to is this piece's, of this life, of the right question, and allows it."""
    counts = " AND a.counts" if counted else ""
    return (
        f"EXISTS (SELECT 1 FROM check_answer a WHERE a.id = NEW.{column} AND a.piece_id = NEW.piece_id "
        f"AND a.life = NEW.life AND a.question IN ({questions}) AND a.answer IN ({answers}){counts})"
    )


_MAINS = (
    "(c.is_mains OR 'mains' = (SELECT a.answer FROM check_answer a WHERE a.piece_id = NEW.piece_id "
    "AND a.life = NEW.life AND a.question = 'electrical' ORDER BY a.at DESC, a.id DESC LIMIT 1))"
)
_OVERRIDE = (
    "EXISTS (SELECT 1 FROM piece_event e WHERE e.id = NEW.{} AND e.piece_id = NEW.piece_id "
    "AND e.kind = 'overridden')"
)
_ANY = "'yes', 'no'"

_YES, _NO = "'yes'", "'no'"


def _unless(condition: str, needed: str) -> str:
    return f"(NOT ({condition}) OR {needed})"


ALLOWED = " AND ".join(
    (
        "NOT p.is_barred",
        _answer("quality_answer_id", "'quality_check'", _YES),
        _unless(
            "NEW.stable_answer_id IS NOT NULL", _answer("stable_answer_id", "'stable'", _YES, counted=False)
        ),
        _unless("NEW.stability_override_id IS NOT NULL", _OVERRIDE.format("stability_override_id")),
        _unless("NEW.photo_override_id IS NOT NULL", _OVERRIDE.format("photo_override_id")),
        _unless(
            "NEW.after_photo_id IS NOT NULL",
            "EXISTS (SELECT 1 FROM photo f WHERE f.id = NEW.after_photo_id AND f.piece_id = NEW.piece_id)",
        ),
        _unless("c.is_upholstered OR c.is_wooden", _answer("infestation_answer_id", "'infestation'", _NO)),
        _unless("c.is_upholstered", _answer("fire_answer_id", "'fire_label_release', 'fire_exempt'", _YES)),
        _unless("c.is_upholstered", _answer("filling_answer_id", "'new_filling'", _ANY)),
        _unless(
            "c.is_upholstered AND c.is_seating", _answer("minor_repair_answer_id", "'minor_repair'", _YES)
        ),
        _unless("c.is_upholstered AND c.is_seating", _answer("kept_apart_answer_id", "'kept_apart'", _YES)),
        _unless(f"COALESCE({_MAINS}, FALSE)", _answer("electrical_answer_id", "'electrical_test'", _YES)),
        _unless("c.is_childrens", _answer("children_answer_id", "'children_gaps'", _YES)),
        _unless("c.is_tall", _answer("wall_fixing_answer_id", "'wall_fixing'", _YES, counted=False)),
        _unless("c.may_have_glass", _answer("glass_answer_id", "'glass'", _YES, counted=False)),
    )
)
RELEASE_MAY_STAND = (
    "EXISTS (SELECT 1 FROM piece p JOIN category c ON c.slug = p.category "
    f"WHERE p.id = NEW.piece_id AND {ALLOWED})"
)
RELEASED_HAS_ROW = (
    "EXISTS (SELECT 1 FROM release r WHERE r.piece_id = NEW.id AND r.life = NEW.life AND NOT EXISTS "
    "(SELECT 1 FROM event_verdict v WHERE v.event_id = r.event_id AND v.verdict <> 'already'))"
)


def guard_releases(piece: Table, release: Table) -> None:
    """Attach what the database refuses about releases to the two tables."""
    refuse_unless(
        release,
        "release_has_its_answers",
        "INSERT ON release",
        RELEASE_MAY_STAND,
        "a release needs its answers",
    )
    released = f"NEW.stage <> 'released' OR {RELEASED_HAS_ROW}"
    words = "a released piece needs its release"
    refuse_unless(piece, "released_piece_has_release", "UPDATE OF stage ON piece", released, words)
    unborn = "NEW.stage <> 'released'"
    refuse_unless(
        piece, "no_piece_is_born_released", "INSERT ON piece", unborn, "a piece is not born released"
    )
