/* Keeps what is typed at /capture in this browser, and sends it when there is a line. Without it the forms just post.
   Written for old phones: no module, nothing newer than fetch. Nothing is drawn from text: answers of our own site only. */
(function () {
  "use strict";
  var NAME = "roundtable-capture";
  var FIELDS = ["key", "consultation", "title", "date", "text"];
  var AGAIN = 10000; // milliseconds between tries
  var pending = null; // the form that waits for a line
  var sending = false;

  function read() {
    try { return JSON.parse(window.localStorage.getItem(NAME)) || {}; } catch (e) { return {}; }
  }

  function write(draft) {
    try {
      if (draft) { window.localStorage.setItem(NAME, JSON.stringify(draft)); } else { window.localStorage.removeItem(NAME); }
      return true;
    } catch (e) { return false; }
  }

  function say(what) {
    var place = document.getElementById("kept");
    if (place) { place.textContent = place.getAttribute("data-" + what) || ""; }
  }

  function typed(form) {
    var draft = {};
    FIELDS.forEach(function (name) { draft[name] = form.elements[name] ? form.elements[name].value : ""; });
    return draft;
  }

  function keep(form) {
    say(write(typed(form)) ? "phone" : "nothing");
  }

  function box(form) {
    var draft = read();
    var empty = !form.elements.text.value.trim() && !form.elements.title.value.trim();
    if (empty && (draft.text || draft.title)) {
      var chosen = form.elements.consultation && form.elements.consultation.value;
      FIELDS.forEach(function (name) { if (form.elements[name] && draft[name]) { form.elements[name].value = draft[name]; } });
      if (form.elements.consultation && (chosen || form.elements.consultation.selectedIndex < 0)) { form.elements.consultation.value = chosen || ""; }
      say("phone");
    } else if (!empty) {
      keep(form);
    }
    form.addEventListener("input", function () { keep(form); });
    form.addEventListener("change", function () { keep(form); });
    var clear = document.getElementById("clear");
    clear.hidden = false;
    clear.addEventListener("click", function () {
      if (!window.confirm(clear.getAttribute("data-sure"))) { return; }
      pending = null;
      write(null);
      FIELDS.forEach(function (name) { if (name !== "key" && form.elements[name]) { form.elements[name].value = ""; } });
      window.location.replace("/capture#cleared");
      window.location.reload();
    });
    if (window.location.hash === "#cleared") { say("cleared"); }
    if (draft.waiting && !empty) { return; }
    if (draft.waiting) { send(form); }
  }

  function saved() {
    var left = document.getElementById("left");
    write(left ? typed(left) : null);
  }

  function wait(form) {
    pending = form;
    var draft = read();
    draft.waiting = true;
    say(write(draft) ? "waiting" : "nothing");
  }

  function send(form) {
    if (sending) { return; }
    sending = true;
    say("sending");
    var body = new URLSearchParams(new FormData(form)).toString();
    var asked = { method: "POST", body: body, credentials: "same-origin", headers: { "Content-Type": "application/x-www-form-urlencoded" } };
    window.fetch(form.action, asked).then(function (answer) {
      if (answer.status === 503 || answer.status === 429) { throw new Error("later"); }
      return answer.text();
    }).then(function (page) {
      sending = false;
      pending = null;
      var draft = read();
      if (draft.waiting) { delete draft.waiting; write(draft); }
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
    begin();
    (main.querySelector(".problem") || main).focus();
    window.scrollTo(0, 0);
  }

  function begin() {
    if (document.getElementById("saved")) { saved(); }
    var form = document.getElementById("quick");
    if (form) { box(form); } else if (document.getElementById("confirm")) { say("phone"); }
    Array.prototype.forEach.call(document.querySelectorAll("main form"), function (each) {
      each.addEventListener("submit", function (event) {
        event.preventDefault();
        if (each.id === "quick") { keep(each); }
        send(each);
      });
    });
  }

  function again() { if (pending && document.body.contains(pending)) { send(pending); } }

  if (window.fetch && window.URLSearchParams && window.FormData && window.DOMParser) {
    window.addEventListener("online", again);
    window.setInterval(again, AGAIN);
    begin();
  }
})();
