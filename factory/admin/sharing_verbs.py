"""What the audit trail calls what is shown and handed to others: the impact page, forms, evidence, keys, webhooks."""

from __future__ import annotations

from core.errors import N_

SHARING_VERBS = {
    "add_webhook": N_("Added a webhook"),
    "end_webhook": N_("Ended a webhook"),
    "pause_webhook": N_("Paused a webhook"),
    "resume_webhook": N_("Went on with a webhook"),
    "set_monitoring": N_("Said whether monitoring is asked"),
    "send_again": N_("Sent a webhook's delivery again"),
    "add_form_line": N_("Added a line to a funder's form"),
    "change_form_line": N_("Changed a line of a funder's form"),
    "drop_form_line": N_("Took a line out of a funder's form"),
    "end_form": N_("Put a funder's form away"),
    "keep_form_workbook": N_("Kept a funder's workbook"),
    "end_key": N_("Ended a key of the API"),
    "make_key": N_("Made a key of the API"),
    "make_evidence": N_("Made an evidence pack"),
    "keep_scan": N_("Kept a scan of paper"),
    "remove_scan": N_("Deleted a scan of paper"),
    "make_evidence_with_names": N_("Made an evidence pack with names"),
    "make_form": N_("Made a funder's form"),
    "publish_impact": N_("Published the impact page"),
    "withhold_impact": N_("Kept the impact page from the public"),
}
SHARING_SUBJECTS = {
    "evidence": N_("Evidence"),
    "form": N_("Form"),
    "key": N_("Key"),
    "impact": N_("Impact page"),
    "monitoring": N_("Monitoring"),
    "webhook": N_("Webhook"),
}
SHARING_PAGES = {
    "monitoring": ("monitoring.edit_monitoring", ""),
    "webhook": ("webhooks.list_webhooks", ""),
    "key": ("open_data.list_keys", ""),
    "form": ("profiles.show_form", "form_id"),
    "impact": ("impact.edit_impact", ""),
}
"""Kinds of subject whose page is found by what stands behind the colon, or that share one page."""
