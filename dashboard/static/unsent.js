/* Keeps what is typed in a form: in this browser at once, and on the server a moment later, as it is typed. Nothing that
   was saved on another device is written over unseen. Without it the forms just post. Written for old phones. */
window.Unsent = (function () {
  "use strict";
  var SAVE = "/capture/unsent";
  var PAUSE = 1500; // milliseconds without a key before it is saved on the server
  var AGAIN = 10000; // milliseconds between tries
  var NAME = "roundtable-capture";
  var LAST = NAME + "-last"; // the owner of the page that was signed in last: whose it is what is typed without a line
  var HERE = NAME + "-tab"; // what this tab is called; of the tab alone
  var DAYS = 30; // what the server has, too, is kept here no longer
  var OURS = ["form_token", "version", "owner"]; // fields that nobody types
  var SILENT = ["key", "consultation", "count"]; // fields that say nothing about what is typed
  var at = null; // the form at work: form, name, owner, apart, held, timer, busy, torn
  // held: fields, version (of the server, as seen here), saved (as on the server), waiting (was sent, no answer yet),
  // owner (whose it is, as a word of the server's; none if it was typed where nobody is known), day (on which it was open last),
  // tab (in which it was), apart (typed where nobody is known: what another tab keeps is another text)

  function store(form) {
    var page = form.getAttribute("data-unsent") || "lines";
    return page === "lines" ? NAME : NAME + "-" + page + "-" + form.getAttribute("data-consultation");
  }

  function read(name) {
    try {
      var found = JSON.parse(window.localStorage.getItem(name || NAME));
      if (found && found.saved && !found.waiting && Date.now() - (found.day || Date.now()) > DAYS * 86400000) { write(null, name); return null; }
      return found && found.fields ? found : null;
    } catch (e) { return null; }
  }

  function word(storage, name, put) {
    try {
      if (put !== undefined) { window[storage].setItem(name, put); }
      return window[storage].getItem(name) || "";
    } catch (e) { return ""; }
  }

  function write(held, name) {
    try {
      if (held) { window.localStorage.setItem(name || NAME, JSON.stringify(held)); } else { window.localStorage.removeItem(name || NAME); }
      return true;
    } catch (e) { return false; }
  }

  // Two texts of one person become one: lines that stand in the second only go below. Nothing of either is lost: the title
  // and day of another meeting go among the lines, each of which is looked at before it is entered.
  function joined(first, then) {
    if (!first || !says(first.fields)) { return then || first; }
    if (!then || !says(then.fields)) { return first; }
    var fields = {}, there = plain(first.fields.text).split("\n").map(plain), lines = [first.fields.text];
    Object.keys(then.fields).concat(Object.keys(first.fields)).forEach(function (each) { fields[each] = first.fields[each] || then.fields[each]; });
    ["title", "date", "text"].forEach(function (each) {
      if (fields[each] === then.fields[each] && each !== "text") { return; }
      plain(then.fields[each]).split("\n").forEach(function (line) { if (there.indexOf(plain(line)) < 0) { lines.push(line); } });
    });
    fields.text = lines.filter(plain).join("\n");
    if (then.waiting && !first.waiting) { fields.key = then.fields.key; }
    return { fields: fields, version: Math.max(first.version, then.version), saved: false, waiting: first.waiting || then.waiting, owner: first.owner || then.owner, day: Date.now(), tab: first.tab, apart: first.apart || then.apart };
  }

  // Where it goes is written first, so that nothing is lost in between; there may be room only without what is left.
  function move(held, from, to) {
    var kept = write(held, to);
    write(null, from);
    if (!kept) { write(held, to); }
  }

  function aside_of(name, owner, whose) { return [name, owner || "", whose || ""].join("~"); }

  function put_aside(name, local) {
    var aside = aside_of(name, local.owner, local.tab);
    move(joined(local, read(aside)), name, aside);
  }

  function asides(name) {
    try {
      return Object.keys(window.localStorage).filter(function (each) { return each.indexOf(name + "~") === 0 && read(each); });
    } catch (e) { return []; }
  }

  // Another tab keeps another text here, typed where nobody is known, or somebody else's: it is not written over.
  function spare(name) {
    var there = read(name);
    if (!there || !there.tab || there.tab === tab() || !(says(there.fields) || there.waiting)) { return; }
    if (there.apart || at && (at.apart || (there.owner || "") !== at.owner)) { put_aside(name, there); }
  }

  function take(name) {
    var local = read(name);
    if (local) { local.tab = tab(); local.apart = false; write(local, name); }
  }

  // What somebody else typed on this device is put aside until they are back: nobody sees or sends it in their place.
  function change(name, owner, form) {
    var local = read(name), told = form.getAttribute("data-version");
    // What the server has, too, is as the server has it now: it may have been changed, or entered, on another device.
    function now(held) { return held && told && held.saved && !held.waiting ? { fields: fields(form), version: Number(told), owner: owner } : held; }
    word("localStorage", LAST, owner);
    if (local && local.owner && local.owner !== owner) { put_aside(name, local); }
    asides(name).forEach(function (each) {
      if (["", owner].indexOf(each.split("~")[1]) < 0) { return; } // of nobody that is known, or of whoever is back
      move(joined(now(read(name)), now(read(each))), each, name);
    });
    take(name);
  }

  // Without a line nobody is known: only the tab in which it was typed, or was open, shows it.
  function guard(name) {
    var local = read(name), place = document.getElementById("aside"), there = asides(name), last = word("localStorage", LAST);
    if (local && (says(local.fields) || local.waiting) && local.tab !== tab()) { put_aside(name, local); }
    there.forEach(function (each) {
      var whose = each.split("~");
      if (whose[2] !== tab() || ["", last].indexOf(whose[1]) < 0) { return; }
      move(joined(read(each), read(name)), each, name);
    });
    take(name);
    place.hidden = !asides(name).length;
  }

  function tab() { return word("sessionStorage", HERE) || word("sessionStorage", HERE, Math.random().toString(16).slice(2)); }

  function say(what) {
    var place = document.getElementById("kept");
    if (place) { place.textContent = place.getAttribute("data-" + what) || ""; }
  }

  function controls(form) {
    return Array.prototype.filter.call(form.elements, function (each) {
      return each.name && each.type !== "submit" && each.type !== "button" && OURS.indexOf(each.name) < 0;
    });
  }

  function fields(form) {
    var found = {};
    controls(form).forEach(function (each) { found[each.name] = each.value; });
    return found;
  }

  function plain(value) { return (value || "").replace(/\r\n?/g, "\n").trim(); }

  function differing(one, other) {
    var names = Object.keys(one).concat(Object.keys(other).filter(function (name) { return !(name in one); }));
    return names.filter(function (name) { return SILENT.indexOf(name) < 0 && plain(one[name]) !== plain(other[name]); });
  }

  function says(typed) {
    return Object.keys(typed).some(function (name) { return SILENT.indexOf(name) < 0 && !/-type$/.test(name) && plain(typed[name]); });
  }

  function fill(form, typed) {
    controls(form).forEach(function (each) {
      if (SILENT.indexOf(each.name) < 0 || typed[each.name]) { each.value = typed[each.name] || (/-type$/.test(each.name) ? each.value : ""); }
      if (each.tagName === "SELECT" && each.selectedIndex < 0) { each.selectedIndex = 0; }
    });
    var asked = /[?&]consultation=([^&#]+)/.exec(window.location.search);
    if (asked && form.elements.consultation) { form.elements.consultation.value = decodeURIComponent(asked[1]); }
  }

  function hold(held) {
    spare(at.name);
    at.held = held;
    held.owner = at.owner;
    held.day = Date.now();
    held.tab = tab();
    held.apart = at.apart;
    if (at.form.elements.version) { at.form.elements.version.value = held.version; }
    var empty = !says(held.fields);
    var kept = write(empty && !held.version && !held.waiting ? null : held, at.name);
    if (kept) { write(null, aside_of(at.name, at.owner, tab())); } // what another tab put aside of this one is older
    say(empty ? (held.version ? "kept" : "") : !kept ? "nothing" : held.saved ? "kept" : "phone");
  }

  function keep() {
    var now = fields(at.form);
    // A field that this page does not show is kept as it was.
    Object.keys(at.held.fields).forEach(function (name) { if (!(name in now)) { now[name] = at.held.fields[name]; } });
    hold({ fields: now, version: at.held.version, saved: false, waiting: at.held.waiting });
  }

  function later() {
    window.clearTimeout(at.timer);
    at.timer = window.setTimeout(save, PAUSE);
  }

  function body(typed, empty) {
    var sent = new URLSearchParams();
    Object.keys(typed).forEach(function (name) { if (!empty) { sent.append(name, typed[name]); } });
    sent.append("form_token", at.form.elements.form_token.value);
    sent.append("unsent-owner", at.form.elements.owner ? at.form.elements.owner.value : "");
    sent.append("unsent-page", at.form.getAttribute("data-unsent"));
    sent.append("unsent-consultation", at.form.getAttribute("data-consultation"));
    sent.append("unsent-version", at.held.version);
    if (empty) { sent.append("unsent-end", "yes"); }
    return sent.toString();
  }

  function save() {
    var mine = at;
    if (!mine || mine.busy || mine.torn || mine.held.saved || !document.body.contains(mine.form)) { return; }
    if (!mine.form.elements.form_token) { say(says(mine.held.fields) ? "queued" : ""); return; }
    var typed = mine.held.fields, empty = !says(typed);
    if (empty && !mine.held.version) { return; }
    mine.busy = true;
    var asked = { method: "POST", body: body(typed, empty), credentials: "same-origin", headers: { "Content-Type": "application/x-www-form-urlencoded" } };
    window.fetch(SAVE, asked).then(function (answer) {
      if (answer.status !== 200 && answer.status !== 409) { throw answer.status; }
      return answer.json().then(function (told) { mine.busy = false; if (mine === at) { told_of(typed, answer.status, told); } });
    }).catch(function (status) {
      mine.busy = false;
      if (mine === at) { say(status === 401 || status === 403 ? "anew" : status === 422 ? "phone" : "queued"); }
    });
  }

  function told_of(typed, status, told) {
    if (status === 409 && differing(told.fields, at.held.fields).length) { tear(told.fields, told.version); return; }
    var still = at.held.fields === typed;
    if (told.key) { at.form.elements.key.value = at.held.fields.key = told.key; }
    hold({ fields: at.held.fields, version: told.version, saved: still, waiting: at.held.waiting });
    if (!still) { later(); }
  }

  function tear(theirs, version) {
    var place = document.getElementById("elsewhere"), list = place.querySelector("dl");
    at.torn = true;
    list.textContent = "";
    differing(theirs, at.held.fields).forEach(function (name) {
      var field = at.form.elements[name], label = field && (field.labels && field.labels[0] && field.labels[0].textContent || field.getAttribute("aria-label"));
      list.appendChild(document.createElement("dt")).textContent = label || name;
      var words = list.appendChild(document.createElement("dd"));
      words.setAttribute("dir", "auto");
      words.textContent = plain(theirs[name]) || "–";
    });
    place.hidden = false;
    place.focus();
    say("phone");
    document.getElementById("theirs").onclick = function () {
      mend(place);
      fill(at.form, theirs);
      hold({ fields: fields(at.form), version: version, saved: true });
    };
    document.getElementById("mine").onclick = function () {
      mend(place);
      hold({ fields: at.held.fields, version: version, saved: false, waiting: at.held.waiting });
      save();
    };
  }

  function mend(place) {
    at.torn = false;
    place.hidden = true;
  }

  function resume() {
    var local = read(at.name), shown = fields(at.form), told = at.form.getAttribute("data-version");
    if (told === null) { // shown again, with what was typed
      hold({ fields: shown, version: Number(at.form.elements.version.value) || 0, saved: false });
      return later();
    }
    var version = Number(told) || 0, known = told !== "";
    if (!local || !(says(local.fields) || local.waiting)) { return hold({ fields: shown, version: version, saved: version > 0 }); }
    var away = known && local.version !== version && differing(shown, local.fields).length > 0;
    if (away && local.saved && !local.waiting) { return hold({ fields: shown, version: version, saved: version > 0 }); }
    if (away && version > 0) {
      at.held = { fields: local.fields, version: local.version, saved: false, waiting: local.waiting };
      fill(at.form, local.fields);
      return tear(shown, version);
    }
    fill(at.form, local.fields);
    var saved = known && version > 0 && !differing(shown, local.fields).length;
    hold({ fields: local.fields, version: known ? version : local.version, saved: saved, waiting: local.waiting });
    if (!saved) { save(); }
  }

  function begin(form) {
    var name = store(form), owner = form.elements.owner ? form.elements.owner.value : "";
    var apart = !owner && form.getAttribute("data-version") === "" && !!document.getElementById("aside");
    if (owner) { change(name, owner, form); } else if (apart) { guard(name); }
    owner = owner || (read(name) || {}).owner || word("localStorage", LAST);
    at = { form: form, name: name, owner: owner, apart: apart, held: { fields: {}, version: 0 }, timer: 0, busy: false, torn: false };
    resume();
    function typed() { keep(); later(); }
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
  }

  if (!(window.fetch && window.URLSearchParams && window.FormData && window.DOMParser)) { return null; }
  window.addEventListener("online", save);
  window.setInterval(save, AGAIN);

  return {
    begin: begin,
    say: say,
    keep: function () { if (at) { window.clearTimeout(at.timer); keep(); } },
    stop: function () { at = null; },
    // Has the pages opened without a line, in the language of this one.
    worker: function () {
      var found = navigator.serviceWorker;
      if (!found) { return; }
      found.register("/capture/worker.js", { scope: "/capture" }).then(function () { return found.ready; }).then(function (there) {
        there.active.postMessage(document.documentElement.lang);
      }).catch(function () { return null; });
    },
    waiting: function () { var held = read(); return !!(held && held.waiting); },
    // Notes that what is kept was sent and not answered, or that it was answered. False if nothing can be noted.
    wait: function (waits) { spare(NAME); var held = read() || at && at.held || { fields: {}, version: 0 }; held.waiting = waits; if (at) { at.held.waiting = waits; } return write(held); },
    // What is left of it was saved by the server; nothing is left without a form.
    left: function (form) {
      spare(NAME);
      write(form ? { fields: fields(form), version: Number(form.elements.version.value) || 0, saved: true, owner: form.elements.owner.value } : null);
    },
    // Forgets it here; what the server has is not written over unseen.
    clear: function () {
      if (!at) { return; }
      window.clearTimeout(at.timer);
      spare(at.name);
      write(null, at.name);
      write(null, aside_of(at.name, at.owner, tab()));
      controls(at.form).forEach(function (each) { if (each.name !== "key") { each.value = ""; } });
      at.form.elements.key.value = Math.random().toString(16).slice(2) + Date.now().toString(16);
      at.held = { fields: fields(at.form), version: 0, saved: true };
      at.form.elements.version.value = 0;
      say("cleared");
    }
  };
})();
