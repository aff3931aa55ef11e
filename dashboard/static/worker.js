/* Opens /capture without a line, and says at the table (/capture/grid) that it needs one. It keeps the files below and answers with them alone: nothing that anybody typed, no
   answer of a service. A new release has another version, which replaces what is kept. */
(function () {
  "use strict";
  var NAME = "roundtable-capture-";
  var CACHE = NAME + "VERSION"; // this and the next are filled in by the server
  var KEPT = "KEPT";
  var LANGUAGE = "/capture/language"; // no address of ours: where the language of the last page is noted
  var AWAY = [502, 503, 504];

  function wanted() {
    return [KEPT.pages, KEPT.tables].reduce(function (all, pages) {
      return all.concat(Object.keys(pages).map(function (each) { return pages[each]; }));
    }, KEPT.files);
  }

  function keep(cache, address) {
    return fetch(address, { credentials: "omit", cache: "no-cache" }).then(function (answer) {
      if (!answer.ok) { throw new Error("not to be had: " + address); }
      return cache.put(address, answer);
    });
  }

  function shell(cache, address, pages) {
    return cache.match(LANGUAGE).then(function (noted) { return noted ? noted.text() : ""; }).then(function (last) {
      return cache.match(pages[address.searchParams.get("lang")] || pages[last] || pages.en);
    });
  }

  // A table is of one consultation, which only the server knows. Nothing of it is sent twice: looking at rows enters
  // nothing. A page of ours that answers what was sent has in it what was typed; what a proxy says instead has not.
  function table(event, address) {
    function without() {
      return caches.open(CACHE).then(function (cache) { return shell(cache, address, KEPT.tables); });
    }
    return fetch(event.request).then(function (answer) {
      var held = event.request.method === "POST" && answer.headers.get("Content-Language");
      return AWAY.indexOf(answer.status) < 0 || held ? answer : without();
    }, without);
  }

  function open(event, address) {
    return caches.open(CACHE).then(function (cache) {
      return fetch(event.request).then(function (answer) {
        if (AWAY.indexOf(answer.status) >= 0) { return shell(cache, address, KEPT.pages); }
        var language = answer.headers.get("Content-Language");
        if (KEPT.pages[language]) { event.waitUntil(cache.put(LANGUAGE, new Response(language))); }
        return answer;
      }, function () { return shell(cache, address, KEPT.pages); });
    });
  }

  self.addEventListener("install", function (event) {
    event.waitUntil(caches.open(CACHE).then(function (cache) {
      return Promise.all(wanted().map(function (address) { return keep(cache, address); }));
    }).then(function () { return self.skipWaiting(); }));
  });

  self.addEventListener("activate", function (event) {
    event.waitUntil(caches.keys().then(function (names) {
      var old = names.filter(function (name) { return name.indexOf(NAME) === 0 && name !== CACHE; });
      return Promise.all(old.map(function (name) { return caches.delete(name); }));
    }).then(function () { return self.clients.claim(); }));
  });

  // The page that was open when the worker came first did not pass through it.
  self.addEventListener("message", function (event) {
    if (!KEPT.pages[event.data]) { return; }
    event.waitUntil(caches.open(CACHE).then(function (cache) { return cache.put(LANGUAGE, new Response(event.data)); }));
  });

  self.addEventListener("fetch", function (event) {
    var address = new URL(event.request.url);
    if (address.origin !== self.location.origin) { return; }
    if (event.request.mode === "navigate" && (address.pathname === "/capture/grid" || address.pathname === "/capture/grid/check")) {
      event.respondWith(table(event, address));
    }
    if (event.request.method !== "GET" || address.pathname.indexOf("/capture/grid") === 0) { return; }
    if (event.request.mode === "navigate") {
      if (address.pathname === "/capture" || address.pathname === "/capture/shell") { event.respondWith(open(event, address)); }
    } else if (KEPT.files.indexOf(address.pathname + address.search) >= 0) {
      event.respondWith(caches.open(CACHE).then(function (cache) {
        return cache.match(event.request);
      }).then(function (found) { return found || fetch(event.request); }));
    }
  });
})();
