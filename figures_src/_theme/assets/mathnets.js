"use strict";
/* What a script adds to the pages: players of moving figures, copy buttons, what figures cost, and a keyboard for what scrolls or unfolds.
   Everything reads without it. No request leaves the site, and nothing starts by itself. */
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const near = (element, then) => { // when the reader comes near, once
    const watcher = new IntersectionObserver((seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      watcher.disconnect();
      then(element);
    }, { rootMargin: "100%" });
    watcher.observe(element);
  };

  const voice = document.createElement("div"); // tells screen readers what has happened
  voice.className = "mn-unseen";
  voice.setAttribute("role", "status");
  document.body.append(voice);

  if (location.protocol === "file:") document.documentElement.classList.add("mn-folder");

  // ---- moving figures: the player takes the place of the filmstrip
  function player(figure) {
    const [box, strip, button, slider, light, dark] = [".mn-player", ".mn-picture", ".mn-play", ".mn-slider",
      "video.mn-light", "video.mn-dark"].map((selector) => figure.querySelector(selector));
    const fps = Number(figure.dataset.fps), frames = Number(figure.dataset.frames);
    const visible = () => document.body.dataset.mdColorScheme === "slate" ? dark : light;
    let video = visible();

    const show = (frame) => {
      slider.value = frame;
      slider.setAttribute("aria-valuetext", `frame ${frame + 1} of ${frames}`);
    };
    const follow = () => {
      show(Math.min(frames - 1, Math.floor(video.currentTime * fps)));
      if (!video.paused) requestAnimationFrame(follow);
    };
    const state = () => {
      figure.classList.toggle("mn-playing", !video.paused);
      button.setAttribute("aria-label", video.paused ? "Play" : "Pause");
    };
    // A film is fetched whole when it is first wanted: then each frame is there at once, from any server.
    const load = (film) => film.loaded ??= fetch(film.src).then((answer) => answer.blob())
      .then((blob) => { film.src = URL.createObjectURL(blob); })
      .catch(() => { film.preload = "auto"; }); // from a folder nothing can be fetched, and need not be
    const go = async (frame, film = video) => {
      await load(film);
      film.currentTime = (frame + 0.5) / fps; // the middle of a frame, so that rounding can't show its neighbour
    };
    const toggle = async () => {
      if (!video.paused) return video.pause();
      const frame = Number(slider.value);
      await go(frame < frames - 1 ? frame : 0);
      video.play().catch(() => {});
    };
    const poster = () => { if (video.dataset.poster) video.poster = video.dataset.poster; };

    for (const film of [light, dark]) {
      film.addEventListener("play", () => { state(); follow(); });
      film.addEventListener("pause", state);
      film.addEventListener("click", toggle);
      film.addEventListener("error", () => { figure.classList.add("mn-still"); box.hidden = true; strip.hidden = false; }); // can't be played: the filmstrip
    }
    button.addEventListener("click", toggle);
    slider.addEventListener("input", () => { video.pause(); show(Number(slider.value)); go(Number(slider.value)); });
    new MutationObserver(async () => { // the other scheme's film goes on where this one stands
      if (visible() === video) return;
      const before = video;
      video = visible();
      poster();
      if (before.loaded) await go(Number(slider.value));
      if (!before.paused) video.play().catch(() => {});
      before.pause();
    }).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
    poster();
    show(frames - 1); // its poster is the last frame
    box.hidden = false;
    strip.hidden = true;
  }
  all(".mn-moving").forEach((figure) => near(figure, player));

  // ---- maps to switch through: one table, filled anew at each choice
  function switchable(figure) {
    const box = figure.querySelector(".mn-switch");
    const { choices, aside, maps } = JSON.parse(box.querySelector("script").textContent);
    const percent = Uint8Array.from(atob(maps), (letter) => letter.charCodeAt(0)); // all maps' first cells, then all second
    const inputs = [...box.querySelectorAll("input")], cell = box.querySelector(".mn-cell"), told = box.querySelector(".mn-told");
    const [rows, columns] = ["row", "col"].map((scope) => [...box.querySelectorAll(`th[scope="${scope}"]`)].map((th) => th.textContent));
    const cells = [...box.querySelectorAll("tbody td")];
    let share = [], strongest = [], focus = 0;
    const say = (k) => `“${rows[Math.floor(k / columns.length)]}” to “${columns[k % columns.length]}” ${Math.round(100 * share[k])}%`;
    const tell = (k) => { cell.textContent = say(k); };
    const move = (k) => { // of all cells one takes the focus; the arrow keys hand it on
      cells[focus].tabIndex = -1;
      cells[focus = k].tabIndex = 0;
      tell(k);
    };
    const fill = () => {
      const map = inputs.reduce((k, input, axis) => k * choices[axis][1] + Number(input.value), 0);
      share = cells.map((_, k) => percent[k * percent.length / cells.length + map] / 100);
      cells.forEach((each, k) => {
        each.style.setProperty("--mn-share", share[k]);
        each.setAttribute("aria-label", say(k));
      });
      inputs.forEach((input) => { input.previousElementSibling.textContent = input.value; });
      strongest = [...cells.keys()].filter((k) => k % columns.length >= aside).sort((a, b) => share[b] - share[a]);
      told.textContent = `${inputs.map((input, axis) => `${choices[axis][0]} ${input.value}`).join(", ")}. Strongest: ${strongest.slice(0, 3).map(say).join(", ")}.`;
      tell(focus);
    };
    cells.forEach((each, k) => {
      each.tabIndex = -1;
      each.addEventListener("pointerover", () => tell(k));
      each.addEventListener("focus", () => move(k));
      each.addEventListener("keydown", (event) => {
        const way = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns.length, ArrowDown: columns.length }[event.key];
        if (!way) return;
        event.preventDefault();
        cells[k + way]?.focus();
      });
    });
    inputs.forEach((input) => input.addEventListener("input", fill));
    fill();
    move(strongest[0]);
    box.hidden = false;
  }
  all(".mn-switch").forEach((box) => near(box.closest("figure"), switchable));

  // ---- copy buttons: <button class="mn-copy" data-copy="#id">, or data-picture="x.png", and one for every block of code
  all(".highlight code").forEach((code, number) => {
    code.id ||= `code-${number + 1}`;
    code.closest(".highlight").insertAdjacentHTML("beforeend",
      `<button type="button" class="mn-copy" data-copy="#${code.id}" aria-label="Copy code block ${number + 1}">Copy</button>`);
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".mn-copy");
    if (!button) return;
    const label = button.dataset.label ??= button.textContent;
    const said = await (button.dataset.picture ? copyPicture(button.dataset) : copyText(button.dataset.copy));
    voice.textContent = button.textContent = said;
    clearTimeout(button.later);
    button.later = setTimeout(() => { button.textContent = label; voice.textContent = ""; }, 600 + 60 * said.length);
  });
  async function copyText(selector) {
    const source = document.querySelector(selector);
    const done = await navigator.clipboard?.writeText(source.innerText.trim()).then(() => true, () => false);
    if (!done) getSelection().selectAllChildren(source); // no permission: leave it selected, one key away
    return done ? "Copied" : "Selected";
  }
  async function copyPicture({ picture, pictureDark }) { // the one of the reader's scheme
    const url = document.body.dataset.mdColorScheme === "slate" ? pictureDark : picture;
    const fetched = fetch(url).then((answer) => answer.ok ? answer.blob() : Promise.reject(answer.status));
    fetched.catch(() => {}); // from a folder nothing can be fetched: the line below tells
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": fetched })]);
      return "Copied";
    } catch {
      return "Not copied: the browser does not allow it here. The PNG is below";
    }
  }

  // ---- what figures cost: measured at the build, fetched, and each column sorts by a click on its head
  function status(box) {
    const bodies = [...box.querySelectorAll("tbody")], heads = [...box.querySelector("thead tr").cells]; // one list, in tables of a size
    const size = bodies[0].rows.length;
    const number = (text) => /^[\d.,]+$/.test(text) ? Number(text.replaceAll(",", "")) : NaN;
    const sort = (column) => {
      const down = heads[column].getAttribute("aria-sort") === "ascending";
      const key = (row) => row.cells[column].textContent;
      const compare = (a, b) => number(key(a)) - number(key(b)) || key(a).localeCompare(key(b));
      const rows = bodies.flatMap((body) => [...body.rows]).sort((a, b) => down ? compare(b, a) : compare(a, b));
      bodies.forEach((body) => body.replaceChildren(...rows.splice(0, size)));
      heads.forEach((head) => head.removeAttribute("aria-sort"));
      heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
    };
    heads.forEach((head, column) => {
      head.innerHTML = `<button type="button">${head.innerHTML}</button>`;
      head.firstChild.addEventListener("click", () => sort(column));
    });
    if (location.protocol === "file:") return; // nothing can be fetched
    fetch(box.dataset.costs).then((answer) => answer.json()).then(({ figures }) => {
      for (const cell of box.querySelectorAll("[data-cost]")) {
        const cost = figures[cell.closest("[data-figure]").dataset.figure], name = cell.dataset.cost;
        const value = name === "megabytes" ? cost?.megabytes : cost?.seconds[name];
        if (value !== undefined) cell.textContent = value.toFixed(name === "megabytes" ? 0 : 1);
      }
    }).catch(() => {}); // the link to the file is there
  }
  all(".mn-status").forEach(status);

  // ---- what scrolls sideways takes the focus, and only while it scrolls
  const scrolling = "div.arithmatex, pre > code, .mn-scroll";
  const scrollers = new ResizeObserver((entries) => {
    const wide = entries.map(({ target }) => target.scrollWidth > target.clientWidth + 1); // all are read before one is changed
    entries.forEach(({ target }, i) => { if (wide[i]) target.tabIndex = 0; else target.removeAttribute("tabindex"); });
  });
  const watch = (element) => [element.closest(scrolling), ...element.querySelectorAll(scrolling)]
    .forEach((each) => { if (each) scrollers.observe(each); });

  // ---- what unfolds the menu and the search answers to the keyboard
  for (const key of all(".mn-key")) {
    key.tabIndex = 0;
    key.setAttribute("role", "button");
    key.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      key.parentElement.click();
    });
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape") document.getElementById("__drawer").checked = false; });

  // ---- print what is folded too
  let opened = [];
  addEventListener("beforeprint", () => { opened = all("details:not([open])"); opened.forEach((each) => { each.open = true; }); });
  addEventListener("afterprint", () => opened.forEach((each) => { each.open = false; }));

  // ---- what the style sheet has left for later is laid out when it comes near, and the rest piece by piece in the pauses, when the
  // reader has begun to read; who follows a link to a place on the page gets it whole at once, so that the place is found
  const root = document.documentElement;
  const pause = window.requestIdleCallback ?? ((then) => setTimeout(() => then({ timeRemaining: () => 8 }), 50));
  const later = all(".md-content__inner > :nth-child(n+9), .doc-function > .doc-contents, .doc-class > .doc-contents > :not(.doc-children)");
  const lay = (deadline) => {
    const end = performance.now() + Math.min(6, deadline.timeRemaining()); // on a slow phone still short enough to scroll by
    do {
      const element = later.shift();
      if (!element) return;
      element.style.contentVisibility = "visible";
      element.getBoundingClientRect(); // now, so that the next look at the clock counts it
      watch(element);
    } while (performance.now() < end);
    pause(lay);
  };
  const whole = () => {
    root.classList.add("mn-whole");
    later.splice(0).forEach(watch);
  };
  document.addEventListener("contentvisibilityautostatechange", ({ skipped, target }) => { if (!skipped) watch(target); });
  document.addEventListener("click", ({ target }) => { if (target.closest('a[href^="#"]')) whole(); });
  const loaded = () => {
    all(".md-content__inner > :nth-child(-n+8)").forEach(watch);
    if (root.classList.contains("mn-whole")) whole();
    else setTimeout(() => pause(lay), 5000);
  };
  if (document.readyState === "complete") loaded(); // this script comes when the page has been painted
  else addEventListener("load", loaded);
})();
