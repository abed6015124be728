"""What stands at the addresses of the house: how the places of a rule are filled."""

from __future__ import annotations

from core.catalogues import key_of
from core.db import fast
from tests.every_route import college

BLANKS = (
    "SELECT l.code FROM label l JOIN site s ON s.id = l.site_id WHERE s.slug = ? AND l.state = 'printed' "
    "ORDER BY l.batch_id DESC, l.position LIMIT ?"
)
_THERE = {
    **college.THERE,
    "code": "SELECT l.code FROM piece p JOIN label l ON l.piece_id = p.id WHERE p.site_id = ? "
    "AND l.state = 'claimed' AND l.code = p.code "
    "AND p.photo_id IS NOT NULL ORDER BY CASE p.stage WHEN 'in_work' THEN 0 WHEN 'checked' THEN 1 WHEN 'stored' THEN 2 "
    "WHEN 'released' THEN 4 ELSE 3 END, p.id LIMIT 1",
    "place": "SELECT code FROM place WHERE site_id = ? ORDER BY id LIMIT 1",
    "person": "SELECT number FROM person p JOIN permit t ON t.person_id = p.id WHERE home_site_id = ? "
    "AND EXISTS (SELECT 1 FROM pin WHERE pin.person_id = p.id) ORDER BY p.id DESC LIMIT 1",
    "role_id": "SELECT MAX(id) FROM role WHERE site_id = ?",
    "permit_id": "SELECT MAX(t.id) FROM permit t JOIN person p ON p.id = t.person_id WHERE p.home_site_id = ?",
    "public_id": "SELECT public_id FROM device WHERE site_id = ? ORDER BY id LIMIT 1",
    "batch_id": "SELECT MAX(id) FROM label_batch WHERE site_id = ?",
    "import_id": "SELECT MAX(id) FROM piece_import WHERE site_id = ?",
    "donor": "SELECT MAX(number) FROM donor WHERE site_id = ?",
    "donation": "SELECT MAX(number) FROM donation WHERE site_id = ?",
    "card": "SELECT number FROM card WHERE site_id = ? AND person_id IS NULL ORDER BY id DESC LIMIT 1",
    "target_id": "SELECT MAX(id) FROM target WHERE site_id = ?",
    "photo_id": "SELECT f.id FROM photo f JOIN piece p ON p.photo_id = f.id WHERE p.site_id = ? "
    "AND f.sha256 <> '' ORDER BY f.id LIMIT 1",
    "event_id": "SELECT event_id FROM stray_scan WHERE site_id = ?",
    "recipient_id": "SELECT MAX(id) FROM organisation WHERE ? > 0",
    "message_id": "SELECT MAX(id) FROM door_message WHERE site_id = ?",
    "site": "SELECT slug FROM site WHERE id = ?",
}
_FIXED = {
    **college.FIXED,
    "indicator": "pieces_upcycled",
    "off": "off",
    "word": "on",
    "yes": "yes",
    "kind": "csv",
    "ending": "csv",
    "language": "ar",
    "filename": "css/tokens.css",
    "group": "organisations",
    "door": "join",
    "key": key_of("Start work"),
    "clip_id": "1",
}


def what_is_there(slug: str) -> dict[str, str]:
    site = fast().row("SELECT id FROM site WHERE slug = ?", (slug,))
    assert site is not None
    found = dict(_FIXED)
    for name, sql in _THERE.items():
        row = fast().row(sql, (site[0],))
        assert (row and row[0] is not None) or name in NOWHERE, (slug, name)
        found[name] = college.read(name, row[0]) if row and row[0] is not None else NOWHERE[name]
    return found


NOWHERE = {
    **college.NOWHERE,
    "event_id": "00000000-0000-4000-8000-000000000000",
    "card": "C-00000",
    "message_id": "0",
}
"""What another site has none of."""
