"""What Streamlit says by itself, word for word, and in Urdu: a script of ours says the one for the other.

`{item}` is what is chosen or how many there are. What a new release says otherwise stays English until it stands here;
`test_an_urdu_desk_says_nothing_in_the_english_of_its_framework` then fails.
"""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "framework_no_results": ("No results", "کچھ نہیں ملا"),
    "framework_remove": ("Remove {item}", "{item} ہٹائیں"),
    "framework_add": ("Add: {item}", "شامل کریں: {item}"),
    "framework_select_all": ("Select all", "سب چنیں"),
    "framework_select_matches": ("Select {item} matches", "ملنے والے {item} چنیں"),
    "framework_choose": ("Choose an option", "ایک چنیں"),
    "framework_choose_several": ("Choose options", "چنیں"),
    "framework_open": ("Open", "کھولیں"),
    "framework_clear_all": ("Clear all", "سب ہٹائیں"),
    "framework_clear_value": ("Clear value", "انتخاب ہٹائیں"),
    "framework_clear_entry": ("Clear entry", "لکھا ہوا مٹائیں"),
    "framework_clear_date": ("Clear date", "تاریخ ہٹائیں"),
    "framework_clear_time": ("Clear time", "وقت ہٹائیں"),
    "framework_choose_date": ("Choose date", "تاریخ چنیں"),
    "framework_choose_range": ("Choose date range", "تاریخیں چنیں"),
    "framework_options_of_one": ("Selectbox options", "انتخاب کی فہرست"),
    "framework_options_of_several": ("Multiselect options", "انتخاب کی فہرست"),
    "framework_selected": ("Selected values", "چنے ہوئے"),
    "framework_increment": ("Increment", "بڑھائیں"),
    "framework_decrement": ("Decrement", "گھٹائیں"),
    "framework_enter": ("Press Enter to apply", "محفوظ کرنے کے لیے Enter دبائیں"),
    "framework_control_enter": ("Press Ctrl+Enter to apply", "محفوظ کرنے کے لیے Ctrl+Enter دبائیں"),
    "framework_command_enter": ("Press ⌘+Enter to apply", "محفوظ کرنے کے لیے ⌘+Enter دبائیں"),
    "framework_submit": ("Press Enter to submit form", "بھیجنے کے لیے Enter دبائیں"),
    "framework_control_submit": ("Press Ctrl+Enter to submit form", "بھیجنے کے لیے Ctrl+Enter دبائیں"),
    "framework_upload": ("Upload", "اپ لوڈ کریں"),
    "framework_drop": ("Drag and drop a file here", "فائل یہاں لا کر چھوڑیں"),
    "framework_drop_several": ("Drag and drop files here", "فائلیں یہاں لا کر چھوڑیں"),
    "framework_cancel_upload": ("Cancel upload of {item}", "{item} کا اپ لوڈ روکیں"),
    "framework_running": ("Running...", "کام جاری ہے"),
    "framework_stop": ("Stop", "روکیں"),
    "framework_connecting": ("Connecting", "رابطہ ہو رہا ہے"),
    "framework_connecting_server": ("Connecting to Streamlit server", "رابطہ ہو رہا ہے"),
    "framework_dismiss": ("Dismiss", "بند کریں"),
    "framework_close": ("Close", "بند کریں"),
}
