/* A form with a file is sent from here, so that what was typed and chosen stays where it is when no answer comes.
   Without it the form just posts. Written for old phones. */
(function () {
  "use strict";
  var LATER = [401, 413, 429, 502, 503, 504];

  function tell(form, words) {
    var place = form.querySelector(".stays") || form.insertBefore(document.createElement("p"), form.firstChild);
    place.className = "stays notice";
    place.setAttribute("role", "status");
    place.textContent = words;
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

  function send(form) {
    if (form.getAttribute("data-busy")) { return; }
    form.setAttribute("data-busy", "yes");
    tell(form, form.getAttribute("data-sending"));
    window.fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" }).then(function (answer) {
      form.removeAttribute("data-busy");
      if (answer.redirected && new URL(answer.url).pathname === "/sign-in") { return tell(form, form.getAttribute("data-signed-out")); }
      if (answer.redirected) { window.location.assign(answer.url); return null; }
      if (answer.status === 413) { return tell(form, form.getAttribute("data-large")); }
      if (LATER.indexOf(answer.status) >= 0) { return tell(form, form.getAttribute(answer.status === 401 ? "data-signed-out" : "data-away")); }
      return answer.text().then(function (page) { show(page); });
    }).catch(function () {
      form.removeAttribute("data-busy");
      tell(form, form.getAttribute("data-away"));
    });
  }

  function begin() {
    Array.prototype.forEach.call(document.querySelectorAll("form[data-stay]"), function (form) {
      form.addEventListener("submit", function (event) { event.preventDefault(); send(form); });
    });
  }

  if (window.fetch && window.FormData && window.DOMParser && window.URL) { begin(); }
})();
