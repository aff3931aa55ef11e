/* The table of items: what is typed is kept, in this browser and on the server. */
(function () {
  "use strict";
  var form = document.getElementById("grid");
  if (window.Unsent && form) { window.Unsent.begin(form); }
})();
