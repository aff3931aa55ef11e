/* Signing out: what this person typed for capture leaves the browser. What somebody else typed stays, and so does what
   was typed in another tab while nobody was known there: whose it is nobody knows. Written for old phones. */
(function () {
  "use strict";
  var NAME = "roundtable-capture"; // as in unsent.js
  var LAST = NAME + "-last", HERE = NAME + "-tab";
  var place = document.getElementById("forgotten");

  function held(name) {
    try { return JSON.parse(window.localStorage.getItem(name)) || {}; } catch (e) { return {}; }
  }

  function forget(owner, tab) {
    var others = false;
    Object.keys(window.localStorage).forEach(function (name) {
      if (name.indexOf(NAME) !== 0 || name === LAST) { return; }
      var kept = held(name), mine = kept.owner === owner && !(kept.apart && kept.tab !== tab);
      if (mine) { window.localStorage.removeItem(name); } else { others = true; }
    });
    // Nothing that is typed from now on is this person's.
    if (window.localStorage.getItem(LAST) === owner) { window.localStorage.removeItem(LAST); }
    return others;
  }

  if (!place) { return; }
  try {
    var others = forget(place.getAttribute("data-owner"), window.sessionStorage.getItem(HERE));
    place.textContent = place.getAttribute(others ? "data-others" : "data-done");
  } catch (e) { return; } // a browser that keeps nothing
})();
