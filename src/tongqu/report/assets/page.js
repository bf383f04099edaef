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
  var asked = /^#(en|zh)(&|$)/.exec(location.hash);
  if (asked) {
    var wanted = document.getElementById("lang-" + asked[1]);
    wanted.checked = true;
    wanted.dispatchEvent(new Event("change"));
  }
})();
