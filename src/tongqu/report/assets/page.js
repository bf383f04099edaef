(function () {
  "use strict";
  // The page works without this: it only tells the reader's program which language is shown,
  // and follows a link that asks for one.
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
})();
