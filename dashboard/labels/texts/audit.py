"""Words of the audit of identity: who did what to whom."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "register_audit": ("Who did what", "کس نے کیا کیا"),
    "audit_person": ("By or to", "کس نے یا کس کے ساتھ"),
    "audit_everybody": ("Everybody", "سب"),
    "audit_kind": ("What was done", "کیا کیا گیا"),
    "audit_day": ("On the day", "کس دن"),
    "audit_more": ("Show older", "پرانے دکھائیں"),
    "audit_there_is_more": ("There is more.", "اور بھی ہیں۔"),
    "audit_end": ("That is all.", "بس یہی ہے۔"),
    "audit_erased": ("somebody who was erased", "کوئی جسے مٹا دیا گیا"),
    "audit_operator": ("the operator", "منتظم"),
    "audit_enrolment": ("the enrolment of the first registrar", "پہلے رجسٹرار کا اندراج"),
    "audit_action_unspecified": ("Everything", "سب کچھ"),
    "audit_action_register_organisation": ("registered an organisation", "ادارہ درج کیا"),
    "audit_action_register_person": ("registered a person", "شخص درج کیا"),
    "audit_action_grant_role": ("gave a role", "کردار دیا"),
    "audit_action_end_role": ("ended a role", "کردار ختم کیا"),
    "audit_action_grant_mandate": ("made somebody a liaison", "نمائندہ بنایا"),
    "audit_action_end_mandate": ("ended a mandate", "نمائندگی ختم کی"),
    "audit_action_hand_over_mandate": ("handed a mandate over", "نمائندگی حوالے کی"),
    "audit_action_take_over_mandate": ("gave the mandate handed over", "حوالے کی گئی نمائندگی دی"),
    "audit_action_remove_person": ("removed a person", "شخص کو ہٹایا"),
    "audit_action_add_contact": ("added an address", "پتہ شامل کیا"),
    "audit_action_remove_contact": ("erased an address", "پتہ مٹایا"),
    "audit_action_propose_recovery": ("proposed a new address for signing in", "سائن اِن کا نیا پتہ تجویز کیا"),
    "audit_action_agree_to_recovery": ("agreed to a new address for signing in", "سائن اِن کے نئے پتے پر اتفاق کیا"),
    "audit_action_expire_recovery": (
        "let a new address for signing in lapse to which nobody agreed within seven days",
        "سائن اِن کے نئے پتے کی تجویز ختم ہوئی جس پر سات دن میں کسی نے اتفاق نہ کیا",
    ),
    "audit_action_drop_recovery": ("dropped a new address for signing in", "سائن اِن کے نئے پتے کی تجویز چھوڑ دی"),
    "audit_action_sign_in": ("signed in", "سائن اِن ہوا"),
    "audit_action_end_session": ("signed out", "سائن آؤٹ ہوا"),
    "audit_action_revoke_session": ("ended a session elsewhere", "کہیں اور کا سیشن ختم کیا"),
}
