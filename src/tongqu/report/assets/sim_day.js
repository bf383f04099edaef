(function () {
  "use strict";
  // The page shows the worst hour without this. It does what `shown_at` does in Python: a test
  // holds the two against each other.
  var data = JSON.parse(document.getElementById("day-data").textContent);
  var section = document.getElementById("day");
  var slider = document.getElementById("day-time");
  var clock = document.getElementById("day-clock");
  var button = document.getElementById("day-play");
  var marks = document.getElementById("day-marks");
  var line = document.getElementById("day-now");
  var BOAT = "M-5.5-2.8H2L5.8 0L2 2.8H-5.5Z";
  var GRAIN = 1000, FASTER = 0.5; // parts of an hour; hours shown in a second
  var SAILS = 0, AT_LOCK = 1, IN_CHAMBER = 2, FOR_BERTH = 3, AT_BERTH = 4, HELD_UP = 5;
  var boats = {}, figures = {}, berths = {}, fills = {}, levels = {};
  each("[data-f]", function (part) { figures[part.dataset.f] = part; });
  each("[data-b]", function (part) { berths[part.dataset.b] = part; });
  each("[data-g]", function (part) { fills[part.dataset.g] = part; });
  each("[data-l]", function (part) { levels[part.dataset.l] = part; });
  each("[data-v]", function (part) { boats[part.dataset.v] = part; });

  function each(rule, visit) { Array.prototype.forEach.call(section.querySelectorAll(rule), visit); }

  function tell(key, text) {
    var part = figures[key];
    if (part && part.textContent !== text) { part.textContent = text; }
  }

  function put(number, x, y, facing, look, seen) {
    var boat = boats[number];
    if (!boat) {
      boat = boats[number] = document.createElementNS("http://www.w3.org/2000/svg", "path");
      boat.setAttribute("d", BOAT);
      boat.setAttribute("data-v", number);
    }
    if (!boat.parentNode) { marks.appendChild(boat); }
    boat.setAttribute("class", "day-v" + look);
    boat.setAttribute("transform", "translate(" + x.toFixed(1) + " " + y.toFixed(1) +
      ") scale(" + facing + " 1)");
    seen[number] = true;
  }

  function stand(waiting, stack, seen) {
    waiting.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; });
    waiting.slice(0, stack[5]).forEach(function (one, k) {
      put(one[1], stack[0] + stack[2] * Math.floor(k / stack[4]),
        stack[1] + stack[3] * (k % stack[4]), stack[6], one[2], seen);
    });
  }

  function afloat(number, at, to, share, look, seen) {
    var way = data.paths[at].concat(data.paths[to].slice().reverse());
    var lengths = [], whole = 0, k, a, b, part, x = way[0][0], y = way[0][1];
    for (k = 0; k + 1 < way.length; k += 1) {
      lengths.push(Math.abs(way[k][0] - way[k + 1][0]) + Math.abs(way[k][1] - way[k + 1][1]));
      whole += lengths[k];
    }
    for (k = 0, whole *= share; k < lengths.length && whole >= 0; k += 1) {
      a = way[k]; b = way[k + 1];
      part = lengths[k] ? Math.min(1, whole / lengths[k]) : 1;
      x = a[0] + part * (b[0] - a[0]); y = a[1] + part * (b[1] - a[1]);
      whole -= lengths[k];
    }
    var facing = way[way.length - 1][0] >= way[0][0] ? 1 : -1;
    put(number, x, y - facing * 5, facing, look, seen);
  }

  function level(side, turn, runs, now) {
    var found = side, k, run;
    for (k = 0; k < runs.length; k += 1) {
      run = runs[k];
      if (now < run[0]) {
        return found === run[2] && now > run[0] - turn
          ? found + (1 - 2 * found) * (now - run[0] + turn) / turn : found;
      }
      found = 1 - run[2];
      if (now < run[1]) {
        return found + (2 * run[2] - 1) * (now - run[0]) / (run[1] - run[0]);
      }
      found = run[2];
    }
    return found;
  }

  function draw(hour) {
    var now = hour * GRAIN, rows = {}, seen = {}, taken = {}, counts = {};
    function row(key) { return rows[key] || (rows[key] = []); }
    data.vessels.forEach(function (chain, number) {
      for (var k = 0; k < chain.length; k += 5) {
        var begin = chain[k + 1], end = chain[k + 2], at = chain[k + 3], to = chain[k + 4];
        if (begin <= now && now < end) {
          var kind = chain[k] % 8, look = chain[k] >> 3;
          if (kind === AT_LOCK) {
            row("lock-" + at + "-" + to).push([begin, number, look]);
          } else if (kind === FOR_BERTH) {
            row("quay-" + at).push([begin, number, look]);
          } else if (kind === IN_CHAMBER) {
            row("chamber-" + at).push([begin, number, look]);
          } else if (kind === AT_BERTH || kind === HELD_UP) {
            taken[at + "-" + to] = kind === HELD_UP ? "held" : "taken";
            counts[at] = (counts[at] || 0) + 1;
          } else if (kind === SAILS) {
            afloat(number, at, to, (now - begin) / (end - begin), look, seen);
          } else {
            afloat(number, at, at, 0, look, seen);
          }
          return;
        }
      }
    });
    data.locks.forEach(function (lock) {
      [0, 1].forEach(function (direction) {
        var key = "lock-" + lock[0] + "-" + direction;
        stand(row(key), lock[1 + direction], seen);
        tell(key, String(row(key).length));
      });
    });
    data.quays.forEach(function (quay) {
      stand(row("quay-" + quay[0]), quay[1], seen);
      tell("quay-" + quay[0], String(row("quay-" + quay[0]).length));
      tell("berths-" + quay[0], String(counts[quay[0]] || 0));
    });
    data.chambers.forEach(function (chamber, number) {
      var inside = row("chamber-" + number).length, water = levels[number];
      tell("chamber-" + number, inside ? String(inside) : "");
      if (!water) { return; }
      var room = Number(water.dataset.h), tall = 3 + (room - 3) *
        level(chamber[0], chamber[1], chamber[2], now);
      water.setAttribute("y", Number(water.dataset.y) + room - tall);
      water.setAttribute("height", tall);
    });
    Object.keys(berths).forEach(function (key) {
      berths[key].setAttribute("class", "day-berth" + (taken[key] ? " " + taken[key] : ""));
    });
    Object.keys(boats).forEach(function (number) {
      if (!seen[number] && boats[number].parentNode) { marks.removeChild(boats[number]); }
    });
    others(now);
    line.setAttribute("x1", place(hour));
    line.setAttribute("x2", place(hour));
  }

  function others(now) {
    Object.keys(data.land).forEach(function (key) {
      var values = data.land[key];
      tell(key, String(values[Math.min(values.length - 1, Math.floor(now * 12 / GRAIN + 1e-6))]));
    });
    Object.keys(data.hourly).forEach(function (key) {
      var values = data.hourly[key];
      var value = values[Math.min(values.length - 1, Math.floor(now / GRAIN + 1e-6))];
      var bar = fills[key];
      tell(key, key.indexOf("store") === 0
        ? String(value).replace(/\B(?=(\d{3})+$)/g, ",") : value.toFixed(1));
      if (bar) {
        var share = data.rooms[key] ? Math.min(1, value / data.rooms[key]) : 0;
        bar.setAttribute("width", share * Number(bar.dataset.w));
        bar.setAttribute("class", "day-fill" + (share >= 0.95 ? " full" : ""));
      }
    });
  }

  function place(hour) {
    var first = Number(line.dataset.x0);
    return first + hour / data.hours * (Number(line.dataset.x1) - first);
  }

  function show(minute) {
    var whole = Math.round(minute);
    var word = ("0" + Math.floor(whole / 60)).slice(-2) + ":" + ("0" + whole % 60).slice(-2);
    clock.textContent = word;
    slider.setAttribute("aria-valuetext", word);
    // At midnight the day is over: its last moment is shown.
    draw(Math.min(minute / 60, data.hours - 1 / GRAIN));
  }

  var last = null, minute = Number(slider.value);

  function step(time) {
    if (last === null || !section.classList.contains("day-plays")) { last = time; }
    minute += (time - last) / 1000 * FASTER * 60;
    last = time;
    if (minute >= Number(slider.max)) { minute = Number(slider.max); halt(); }
    slider.value = minute;
    show(minute);
    if (section.classList.contains("day-plays")) { window.requestAnimationFrame(step); }
  }

  function halt() {
    section.classList.remove("day-plays");
    button.setAttribute("aria-pressed", "false");
    last = null;
    share();
  }

  // The address names language and hour, so that it can be sent to somebody.
  function share() {
    var language = document.getElementById("lang-zh").checked ? "zh" : "en";
    var hour = Math.round(minute / 60 * 100) / 100;
    try {
      window.history.replaceState(null, "", "#" + language + "&t=" + hour);
    } catch (error) { /* a browser may forbid it for files */ }
  }

  function follow() {
    var asked = /[#&]t=(\d+(?:\.\d+)?)/.exec(window.location.hash);
    if (asked) {
      minute = Math.min(Number(slider.max), Number(asked[1]) * 60);
      slider.value = minute;
      show(minute);
      return true;
    }
    return false;
  }

  slider.addEventListener("input", function () {
    if (section.classList.contains("day-plays")) { halt(); }
    minute = Number(slider.value);
    show(minute);
  });
  slider.addEventListener("change", share);
  button.addEventListener("click", function () {
    if (section.classList.contains("day-plays")) { halt(); return; }
    if (minute >= Number(slider.max)) { minute = 0; }
    section.classList.add("day-plays");
    button.setAttribute("aria-pressed", "true");
    window.requestAnimationFrame(step);
  });
  window.addEventListener("hashchange", follow);
  section.classList.add("day-ready");
  button.setAttribute("aria-pressed", "false");
  if (follow()) { section.scrollIntoView(); } else { show(minute); }
})();
