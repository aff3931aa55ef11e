/* Sends what is typed at /capture when there is a line, and has it kept meanwhile (unsent.js). Without it the forms just
   post. Written for old phones: no module, nothing newer than fetch. Nothing is drawn from text: answers of our own only. */
(function () {
  "use strict";
  var AGAIN = 10000; // milliseconds between tries
  var LATER = [429, 502, 503, 504]; // nobody of ours answered, or nobody could
  var IDLE = 3000; // milliseconds after the last key before the page is loaded anew
  var unsent = window.Unsent;
  var pending = null; // the form that waits for a line
  var sending = false;
  var typed = 0; // when a key was pressed last

  function box(form) {
    unsent.begin(form);
    form.addEventListener("input", function () { typed = Date.now(); });
    var clear = document.getElementById("clear");
    clear.hidden = false;
    clear.addEventListener("click", function () {
      if (!window.confirm(clear.getAttribute("data-sure"))) { return; }
      pending = null;
      unsent.clear();
    });
    if (unsent.waiting() && form.hasAttribute("data-version")) { send(form); }
  }

  function shell(form) { return form.hasAttribute("data-shell"); }

  function wait(form) {
    pending = form;
    unsent.say(unsent.wait(true) ? "waiting" : "nothing");
  }

  function send(form) {
    if (sending) { return; }
    if (shell(form)) { wait(form); return; }
    sending = true;
    unsent.say("sending");
    var body = new URLSearchParams(new FormData(form)).toString();
    var asked = { method: "POST", body: body, credentials: "same-origin", headers: { "Content-Type": "application/x-www-form-urlencoded" } };
    window.fetch(form.action, asked).then(function (answer) {
      if (LATER.indexOf(answer.status) >= 0) { throw new Error("later"); }
      return answer.text();
    }).then(function (page) {
      sending = false;
      pending = null;
      if (unsent.waiting()) { unsent.wait(false); }
      show(page);
    }).catch(function () {
      sending = false;
      wait(form);
    });
  }

  function show(page) {
    var made = new DOMParser().parseFromString(page, "text/html");
    var main = document.importNode(made.getElementById("main"), true);
    document.getElementById("main").replaceWith(main);
    document.title = made.title;
    unsent.stop();
    begin();
    (main.querySelector(".problem:not([hidden])") || main).focus();
    window.scrollTo(0, 0);
  }

  function begin() {
    var form = document.getElementById("quick"), confirm = document.getElementById("confirm");
    if (document.getElementById("saved")) { unsent.left(document.getElementById("left")); }
    if (form) { box(form); } else if (confirm) { unsent.say(Number(confirm.elements.version.value) ? "kept" : "phone"); }
    Array.prototype.forEach.call(document.querySelectorAll("main form"), function (each) {
      each.addEventListener("submit", function (event) {
        event.preventDefault();
        if (each.id === "quick") { unsent.keep(); }
        send(each);
      });
    });
  }

  function again() {
    var form = document.getElementById("quick");
    if (form && shell(form)) { come_back(); } else if (pending && document.body.contains(pending)) { send(pending); }
  }

  // The page that was kept for the time without a line: the real one is loaded when there is one again.
  function come_back() {
    if (Date.now() - typed < IDLE) { return; }
    window.fetch("/healthz", { cache: "no-store" }).then(function (answer) {
      if (answer.ok) { window.location.replace("/capture"); }
    }).catch(function () { return null; });
  }

  if (!unsent) { return; }
  window.addEventListener("online", again);
  window.setInterval(again, AGAIN);
  begin();
  unsent.worker();
})();
