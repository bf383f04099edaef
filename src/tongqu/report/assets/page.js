(function () {
  "use strict";
  // The page works without this: it only remembers the language for the reader's program
  // and opens every part before printing.
  var root = document.documentElement;
  ["en", "zh"].forEach(function (code) {
    var radio = document.getElementById("lang-" + code);
    if (!radio) { return; }
    radio.addEventListener("change", function () {
      if (radio.checked) { root.lang = code === "zh" ? "zh-Hans" : "en"; }
    });
  });
  if (location.hash === "#zh" || location.hash === "#en") {
    var wanted = document.getElementById("lang-" + location.hash.slice(1));
    wanted.checked = true;
    wanted.dispatchEvent(new Event("change"));
  }
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (part) { part.open = true; });
  });
})();
