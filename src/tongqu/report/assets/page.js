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
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (part) { part.open = true; });
  });
})();
