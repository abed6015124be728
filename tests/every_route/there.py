"""What stands at the addresses of the house: how the places of a rule are filled."""

from __future__ import annotations

from core.catalogues import key_of
from core.db import fast
from tests.every_route import college, homes, workshops

HOME = "coventry"
"""The site that has everything."""
BLANKS = (
    "SELECT l.code FROM label l JOIN site s ON s.id = l.site_id WHERE s.slug = ? AND l.state = 'printed' "
    "ORDER BY l.batch_id DESC, l.position LIMIT ?"
)


def joined(*maps: dict[str, str]) -> dict[str, str]:
    """The maps as one; a name that two of them use would lead one of their addresses to the other's row."""
    found: dict[str, str] = {}
    for one in maps:
        assert not found.keys() & one.keys(), f"used twice: {sorted(found.keys() & one.keys())}"
        found |= one
    return found


_OWN = {
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
    "works_import_id": "SELECT MAX(id) FROM works_import WHERE site_id = ?",
    "donor": "SELECT MAX(number) FROM donor WHERE site_id = ?",
    "donation": "SELECT MAX(number) FROM donation WHERE site_id = ?",
    "card": "SELECT number FROM card WHERE site_id = ? AND person_id IS NULL ORDER BY id DESC LIMIT 1",
    "hook_id": "SELECT MAX(id) FROM webhook WHERE site_id = ?",
    "public_delivery": "SELECT MAX(d.public_id) FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id "
    "WHERE w.site_id = ?",
    "open_key_id": "SELECT MAX(id) FROM open_key WHERE site_id = ?",
    "given": "SELECT p.code FROM piece p WHERE p.site_id = ? AND p.stage = 'released' AND NOT p.is_practice LIMIT 1",
    "paper": "SELECT 'occasion-' || CAST(MIN(id) AS TEXT) FROM occasion WHERE site_id = ?",
    "scan_id": "SELECT MIN(id) FROM paper_scan WHERE site_id = ? AND subject = 'occasion'",
    "form_id": "SELECT MAX(id) FROM form_profile WHERE site_id = ?",
    "entry_id": "SELECT MIN(l.id) FROM form_line l JOIN form_profile f ON f.id = l.profile_id WHERE f.site_id = ?",
    "merge_id": "SELECT MAX(m.id) FROM person_merge m JOIN person p ON p.id = m.person_id WHERE p.home_site_id = ?",
    "evidence_hold": "SELECT MAX(id) FROM evidence_hold WHERE site_id = ?",
    "opening_batch": "SELECT MAX(batch_id) FROM opening_figure WHERE site_id = ?",
    "target_id": "SELECT MAX(id) FROM target WHERE site_id = ?",
    "photo_id": "SELECT f.id FROM photo f JOIN piece p ON p.photo_id = f.id WHERE p.site_id = ? "
    "AND f.sha256 <> '' ORDER BY f.id LIMIT 1",
    "event_id": "SELECT event_id FROM stray_scan WHERE site_id = ?",
    "recipient_id": "SELECT MAX(id) FROM organisation WHERE ? > 0",
    "message_id": "SELECT MAX(id) FROM door_message WHERE site_id = ?",
    "site": "SELECT slug FROM site WHERE id = ?",
    "occasion_id": "SELECT MIN(id) FROM occasion WHERE site_id = ? AND kind = 'repair_cafe'",
    "ticket_number": "SELECT MIN(r.number) FROM repair_item r JOIN occasion o ON o.id = r.occasion_id "
    "WHERE o.site_id = ?",
    "artefact_id": "SELECT MAX(id) FROM artefact WHERE site_id = ?",
    "help_id": "SELECT MAX(id) FROM help_given WHERE site_id = ?",
    "stay_id": "SELECT MAX(id) FROM visit WHERE site_id = ?",
    "furniture_offer": "SELECT MAX(number) FROM donation_offer WHERE site_id = ?",
    "offer_photo": "SELECT MIN(p.position) FROM offer_photo p JOIN donation_offer o ON o.id = p.offer_id "
    "WHERE o.number = (SELECT MAX(number) FROM donation_offer WHERE site_id = ?)",
    "collection_round": "SELECT MAX(number) FROM collection_round WHERE site_id = ?",
    "stop_id": "SELECT MAX(s.id) FROM round_stop s JOIN collection_round r ON r.id = s.round_id WHERE r.site_id = ?",
    "delivery": "SELECT MAX(number) FROM delivery WHERE site_id = ?",
    "van_event": "SELECT MAX(id) FROM van_event WHERE site_id = ? AND state <> 'done'",
    "day_event": "SELECT MAX(id) FROM work_day_event WHERE site_id = ? AND state <> 'done'",
    "van_piece": "SELECT MAX(p.code) FROM delivery_piece x JOIN delivery d ON d.id = x.delivery_id "
    "JOIN piece p ON p.id = x.piece_id WHERE d.number = (SELECT MAX(number) FROM delivery WHERE site_id = ?)",
    "pair_id": "SELECT MAX(id) FROM pair WHERE site_id = ?",
    "meeting_id": "SELECT MAX(m.id) FROM pair_meeting m JOIN pair p ON p.id = m.pair_id WHERE p.site_id = ?",
    "skill_id": "SELECT MAX(id) FROM site_skill WHERE site_id = ?",
    "sign_in": "SELECT MAX(public_id) FROM sign_in WHERE site_id = ?",
    "mishap_id": "SELECT MAX(id) FROM mishap WHERE site_id = ?",
}
_THERE = joined(college.THERE, workshops.THERE, homes.THERE, _OWN)
_OWN_FIXED = {
    "indicator": "pieces_upcycled",
    "pad": "moves",
    "month": "2026-01",
    "off": "off",
    "begin": "begin",
    "word": "on",
    "yes": "yes",
    "kind": "csv",
    "brought_kind": "organisations",
    "source": "pieces",
    "ending": "csv",
    "language": "ar",
    "filename": "css/tokens.css",
    "group": "organisations",
    "door": "join",
    "key": key_of("Start work"),
    "clip_id": "1",
}
_FIXED = joined(college.FIXED, workshops.FIXED, _OWN_FIXED)


def what_is_there(slug: str) -> dict[str, str]:
    site = fast().row("SELECT id FROM site WHERE slug = ?", (slug,))
    assert site is not None
    found = dict(_FIXED)
    for name, sql in _THERE.items():
        row = fast().row(sql, (site[0],))
        is_elsewhere = slug != HOME and name in NOWHERE
        assert (row and row[0] is not None) or is_elsewhere, (slug, name)
        found[name] = college.read(name, row[0]) if row and row[0] is not None else NOWHERE[name]
    return found


NOWHERE = {
    **college.NOWHERE,
    **workshops.NOWHERE,
    "event_id": "00000000-0000-4000-8000-000000000000",
    "card": "C-00000",
    "sign_in": "nobodys",
    "message_id": "0",
    "stay_id": "0",
    "practice_id": "0",
    "van_event": "00000000-0000-4000-8000-000000000000",
    "day_event": "00000000-0000-4000-8000-000000000000",
    "form_id": "0",
    "opening_batch": "0",
    "hook_id": "0",
    "public_delivery": "00000000-0000-4000-8000-000000000000",
    "open_key_id": "0",
    "given": "0000000",
    "entry_id": "0",
    "merge_id": "0",
    "paper": "occasion-0",
    "scan_id": "0",
}
"""What another site has none of."""
