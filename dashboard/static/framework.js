/* Says in the language of the page what Streamlit says in English only: in its own parts alone, for somebody may have
   written the same words. Without it they stay English. */
(function () {
  "use strict";
  var PARTS = "[role=listbox], [data-tag], [data-testid=InputInstructions], [data-testid=stStatusWidget], [data-testid=stFileUploaderDropzone], [data-testid=stConnectionStatus]";
  var NAMES = "[aria-label], [placeholder], [title]";
  var ATTRIBUTES = ["aria-label", "placeholder", "title"];
  var words = JSON.parse(document.currentScript.getAttribute("data-words")).map(function (each) {
    var around = each[0].split("{item}");
    return { before: around[0], behind: around[1] || "", whole: around.length === 1, said: each[1] };
  });

  function said(english) {
    for (var place = 0; place < words.length; place += 1) {
      var each = words[place], item = english.length - each.before.length - each.behind.length;
      if (each.whole ? english === each.before : item > 0 && english.indexOf(each.before) === 0 && english.slice(english.length - each.behind.length) === each.behind) {
        return each.whole ? each.said : each.said.split("{item}").join(english.slice(each.before.length, each.before.length + item));
      }
    }
    return "";
  }

  function name(element) {
    if (element.closest("header, .doc")) { return; } // ours
    ATTRIBUTES.forEach(function (each) {
      var found = said(element.getAttribute(each) || "");
      if (found) { element.setAttribute(each, found); }
    });
  }

  function word(text) {
    var english = text.nodeValue.trim(), part = text.parentElement && text.parentElement.closest(PARTS);
    if (!part || text.parentElement.closest("[role=option]") && !/^(Add: |Select |No results$)/.test(english)) { return; } // somebody's words
    var found = said(english);
    if (found) { text.nodeValue = found; }
  }

  function look(node) {
    if (node.nodeType === 3) { word(node); }
    if (node.nodeType !== 1) { return; }
    if (node.matches(NAMES)) { name(node); }
    Array.prototype.forEach.call(node.querySelectorAll(NAMES), name);
    var texts = document.createTreeWalker(node, 4), text;
    while ((text = texts.nextNode())) { word(text); }
  }

  new MutationObserver(function (changes) {
    changes.forEach(function (each) {
      if (each.type === "childList") { Array.prototype.forEach.call(each.addedNodes, look); } else { look(each.target); }
    });
  }).observe(document.documentElement, { attributeFilter: ATTRIBUTES, characterData: true, childList: true, subtree: true });
})();
