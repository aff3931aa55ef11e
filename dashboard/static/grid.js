/* The table of items: what is typed is kept, in this browser and on the server. Without a line it stays on the screen. */
(function () {
  "use strict";
  var form = document.getElementById("grid");
  if (!window.Unsent || !form) { return; }
  window.Unsent.begin(form);
  form.addEventListener("submit", function (event) {
    window.Unsent.keep();
    if (navigator.onLine !== false) { return; }
    event.preventDefault();
    window.Unsent.say("queued");
  });
  window.Unsent.worker();
})();
