/* Has the fields of a desk saved while somebody types in them: Streamlit sends what is typed only when a field is left.
   Without it they are saved then, and so are numbers by which something is looked up: half of one is another one. Nothing
   is kept here. */
(function () {
  "use strict";
  var PAUSE = 1000; // milliseconds without a key
  var LATEST = 5000; // milliseconds after the first key that is not saved, while somebody types on
  var FIELDS = ".stTextInput input, .stTextArea textarea, .stNumberInput input";
  var NUMBERS = ["_number", "change_target", "verify_another"].map(function (each) {
    return '[class*="st-key-"][class*="' + each + '"]';
  }).join(",");
  var field = null; // what was typed in and is not saved
  var since = 0;
  var timer = 0;

  function save() {
    window.clearTimeout(timer);
    if (field && document.contains(field)) {
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, ctrlKey: true, bubbles: true }));
    }
    field = null;
  }

  document.addEventListener("input", function (event) {
    if (!event.target.matches(FIELDS) || event.target.closest(NUMBERS)) { return; }
    if (field !== event.target) { save(); field = event.target; since = Date.now(); }
    window.clearTimeout(timer);
    timer = window.setTimeout(save, Math.max(0, Math.min(PAUSE, since + LATEST - Date.now())));
  });
  document.addEventListener("focusout", function () { window.clearTimeout(timer); field = null; }); // Streamlit saves it
  document.addEventListener("visibilitychange", function () { if (document.hidden) { save(); } });
})();
