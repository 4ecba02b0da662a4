// Comforts on top of pages that work without it: theme, search as you type, citing, filtering a record.
(() => {
  const root = document.documentElement;
  const say = JSON.parse(document.currentScript.dataset.words || "{}");
  const named = (what, whose) => `${what}${root.lang.startsWith("zh") ? "：" : ": "}${whose}`;
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const later = (wait, work) => {
    let timer;
    return (...given) => { clearTimeout(timer); timer = setTimeout(work, wait, ...given); };
  };

  // --- theme: as the system, light, dark
  const theme = $("button.theme");
  const key = `${root.dataset.site}-theme`;
  const themes = ["auto", "light", "dark"];
  const showTheme = () => {
    const now = root.dataset.theme || "auto";
    theme.setAttribute("aria-label", theme.dataset[now]);
    theme.title = theme.dataset[now];
  };
  if (theme) {
    showTheme();
    theme.addEventListener("click", () => {
      const next = themes[(themes.indexOf(root.dataset.theme || "auto") + 1) % themes.length];
      if (next === "auto") delete root.dataset.theme; else root.dataset.theme = next;
      try { localStorage.setItem(key, next); } catch { /* not kept, but shown */ }
      showTheme();
    });
  }

  // --- search as you type: the same page, fetched and put in place; only the count is read aloud
  const results = $("#results"), aloud = $("#told"), box = $("form.search input[name=q]");
  if (results && aloud && box) {
    let running;
    const search = later(280, async () => {
      const query = new URLSearchParams(new FormData(box.form));
      for (const [name, value] of [...query]) if (!value) query.delete(name);
      const address = box.form.action.split("?")[0] + (query.toString() && `?${query}`);
      running?.abort();
      running = new AbortController();
      try {
        const answer = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const found = page.querySelector("#results");
        if (!found) return;
        history.replaceState(null, "", address);
        document.title = page.title;
        results.replaceChildren(...found.childNodes);
        const tongue = $("a.tongue"), other = $("a.tongue", page);
        if (tongue && other) tongue.href = other.getAttribute("href");
        $("link[href*='/search/feed.atom']")?.remove();
        const feed = $("link[href*='/search/feed.atom']", page);
        if (feed) document.head.append(feed);
        aloud.textContent = $(".count", results)?.textContent || "";
      } catch { /* the form can still be sent */ }
    });
    box.addEventListener("input", (event) => { if (!event.isComposing) search(); });
    box.addEventListener("compositionend", search);
  }
  // On a narrow screen the search stands behind its icon.
  const opener = $("#open-find");
  const openFind = () => { if (opener?.offsetParent) opener.checked = true; };
  opener?.addEventListener("change", () => { if (opener.checked) $(".find input").focus(); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const shown = $$("#within, #q").find((each) => each.offsetParent);
    if (!shown) openFind();
    const field = shown || $(".find input");
    if (field?.offsetParent) { event.preventDefault(); field.focus(); }
  });

  // --- on paper each sheet bears the title
  addEventListener("beforeprint", () => root.style.setProperty("--printed-title", JSON.stringify(document.title)));

  // --- copying
  const status = make("p", { className: "vh", ariaLive: "polite" }); // no role: a voice that walks by says nothing of it while it is empty
  document.body.append(status);
  const copy = async (text, button) => {
    const before = button.dataset.before ??= button.textContent;
    try { await navigator.clipboard.writeText(text); } catch {
      const area = make("textarea", { value: text, className: "vh" });
      (button.closest("dialog") || document.body).append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = say.copied;
    const said = make("span", { textContent: say.copied }); // a new piece is said also where the same was said just now
    status.replaceChildren(said);
    setTimeout(() => { button.textContent = before; said.remove(); }, 1600);
  };
  for (const block of $$(".cite pre")) {
    const button = make("button", { type: "button", className: "ghost", textContent: say.copy });
    button.setAttribute("aria-label", named(say.copy, block.dataset.name));
    button.addEventListener("click", () => copy(block.textContent, button));
    block.after(button);
  }
  for (const file of $$(".cite a[download]")) {
    const button = make("button", { type: "button", className: "ghost", textContent: say.copy });
    button.setAttribute("aria-label", named(say.copy, file.textContent));
    button.addEventListener("click", async () => {
      try {
        const answer = await fetch(file.href);
        if (!answer.ok) throw new Error();
        copy(await answer.text(), button);
      } catch { file.click(); }
    });
    file.after(button);
  }

  const words = $("#transcript");
  const record = $("article.record");
  if (!words || !record) return;

  // --- an address of the older archive, or of a piece that is elsewhere; nobody is led away from here
  // unless something is there; the end of a sentence that was copied with it is dropped
  const lost = make("p", { className: "was here", textContent: say.lost, role: "status" });
  const follow = () => {
    const [, wanted, more] = /^#(s[a-z0-9-]{1,20})(.*)/.exec(location.hash.split(":~:")[0]) || [];
    const there = wanted && document.getElementById(wanted);
    lost.remove();
    if (there) {
      if (more) location.hash = wanted;
    } else if (wanted) {
      fetch(`speech/${wanted.slice(1)}`).then((answer) => {
        if (answer.ok) location.replace(answer.url);
        else words.prepend(lost);
      }).catch(() => {});
    }
    return there;
  };
  const place = follow();
  addEventListener("hashchange", follow);

  // a voice begins to read where the address leads, not at the top of the page: at once, since it does not wait until
  // all is loaded, and then again, since the browser lets go of the focus when it looks for marked words
  const begin = () => {
    if (![document.body, place].includes(document.activeElement)) return;
    place.focus({ preventScroll: true });
    if (!place.matches(":target")) place.scrollIntoView(); // it found them at another place
  };
  if (place && words.contains(place)) {
    place.tabIndex = -1;
    begin();
    addEventListener("load", () => { begin(); setTimeout(begin, 300); });
  }

  // --- citing a speech: what its own page says, in a dialog
  const marks = $$("a[href^='speech/']", words).filter((a) => a.textContent === "#");
  // in a list of links each says which speech it is of, by the words that the speech begins with
  const opening = (mark) => [...mark.parentElement.textContent.replace(mark.textContent, "").trim()].slice(0, 16).join("");
  for (const mark of marks) mark.setAttribute("aria-label", named(say.cite, opening(mark)));
  const radio = (group, value, text, checked) =>
    make("label", {}, make("input", { type: "radio", name: group, value, checked }), text);
  // without a connection the record that was kept stays on the screen, and its address names the speech
  const stay = (speech) => {
    history.replaceState(null, "", `#${speech.id}`);
    const told = make("p", { className: "was here", role: "status", textContent: say.unreached });
    speech.after(told);
    addEventListener("online", () => told.remove(), { once: true });
  };
  const cite = async (mark) => {
    const speech = mark.parentElement;
    let page;
    try {
      const answer = await fetch(`${mark.getAttribute("href")}?in=${encodeURIComponent(record.dataset.id)}`);
      if (!answer.ok) throw new Error();
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      if (navigator.onLine) location.href = mark.href; else stay(speech);
      return;
    }
    history.replaceState(null, "", `#${speech.id}`);
    const kinds = $$("pre[data-mode=alone]", page);
    const text = make("textarea", { readOnly: true, spellcheck: false });
    text.setAttribute("aria-label", say.cite);
    const title = make("h2", { id: "cite-title", textContent: say.cite });
    const go = make("button", { type: "button", textContent: say.copy });
    const link = make("button", { type: "button", className: "ghost", textContent: say.link });
    const shut = make("button", { type: "button", className: "ghost shut", textContent: "×" });
    shut.setAttribute("aria-label", say.close);
    const report = $("#report", page);
    const form = make("form", { method: "dialog" }, title, shut,
      make("fieldset", {}, make("legend", { textContent: say.scope }),
        radio("mode", "context", say.context, true), radio("mode", "alone", say.alone, false)),
      make("fieldset", {}, make("legend", { textContent: say.format }),
        ...kinds.map((k, n) => radio("style", k.dataset.style, k.dataset.name, n === 0))),
      text, make("div", { className: "do" }, go, link,
        make("a", { href: mark.href, textContent: say.page }),
        ...(report ? [make("a", { href: report.href, textContent: report.textContent })] : [])));
    const dialog = make("dialog", {}, form);
    dialog.setAttribute("aria-labelledby", "cite-title");
    const mode = () => form.elements.mode.value;
    const fill = () => {
      text.value = $(`pre[data-style="${form.elements.style.value}"][data-mode="${mode()}"]`, page).textContent;
    };
    form.addEventListener("change", fill);
    fill();
    go.addEventListener("click", () => copy(text.value, go));
    link.addEventListener("click", () => copy($(`#link-${mode()}`, page).href, link));
    shut.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => {
      document.body.append(status);
      dialog.remove();
      mark.focus({ preventScroll: true });
    });
    dialog.append(status); // while it is open, nothing outside it is read aloud
    document.body.append(dialog);
    dialog.showModal();
    go.focus();
  };
  words.addEventListener("click", (event) => {
    const mark = event.target.closest("a[href^='speech/']");
    if (!mark || !marks.includes(mark) || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    cite(mark);
  });

  // --- a link to what is selected
  const pick = make("button", { type: "button", className: "pick", textContent: say.selection, hidden: true });
  document.body.append(pick);
  const encode = (text) => encodeURIComponent(text).replace(/-/g, "%2D");
  const selected = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const start = range.startContainer.parentElement?.closest("[id^=s]");
    const lines = selection.toString().split("\n").map((l) => l.trim()).filter(Boolean);
    return start && words.contains(start) && lines.length ? { range, start, lines } : null;
  };
  document.addEventListener("selectionchange", later(200, () => {
    const found = selected();
    pick.hidden = !found;
    if (!found) return;
    const place = found.range.getBoundingClientRect();
    pick.style.setProperty("top", `${scrollY + place.bottom + 8}px`);
    pick.style.setProperty("left", `${Math.max(8, Math.min(place.left, innerWidth - 220))}px`);
  }));
  pick.addEventListener("mousedown", (event) => event.preventDefault());
  pick.addEventListener("click", () => {
    const found = selected();
    if (!found) return;
    const { lines, start } = found;
    const whole = lines.length === 1 && lines[0].length <= 60;
    const part = whole ? encode(lines[0]) : `${encode(lines[0].slice(0, 24))},${encode(lines.at(-1).slice(-24))}`;
    copy(`${location.href.split("#")[0]}#${start.id}:~:text=${part}`, pick);
  });

  // --- only some speeches; what is left out stays one step away
  // A block is a name with all that follows it, or a heading.
  const blocks = [];
  for (const child of words.children) {
    if (child.tagName === "H2" && !child.id) continue;
    if (/^H[23]$/.test(child.tagName) || !blocks.length) blocks.push([]);
    blocks.at(-1).push(child);
  }
  const notice = make("div", { className: "notice", hidden: true });
  words.prepend(notice);
  const all = () => {
    words.classList.remove("thin");
    for (const gap of $$(".gap", words)) gap.remove();
    for (const piece of $$(".keep", words)) piece.classList.remove("keep");
    for (const name of $$(".voices [aria-pressed]")) name.setAttribute("aria-pressed", "false");
    notice.hidden = true;
    for (const name of ["found", "here"]) globalThis.CSS?.highlights?.delete(name);
  };
  const keep = (block) => { for (const piece of block) piece.classList.add("keep"); };
  const close = (run) => {
    const number = run.flat().filter((piece) => piece.id && piece.tagName !== "H2").length;
    if (!number) return;
    const gap = make("button", { type: "button", className: "gap", textContent: `⋯ ${number === 1 ? say.hidden_one : say.hidden.replace("%s", number)}` });
    gap.addEventListener("click", () => {
      run.forEach(keep);
      const first = run.flat().find((piece) => $("a[href^='speech/']", piece));
      gap.remove();
      if (first) $("a[href^='speech/']", first).focus({ preventScroll: true });
    });
    words.insertBefore(gap, run[0][0]);
  };
  const drawer = $("#open-side");
  const only = (test, told, typing = false) => {
    all();
    let run = [];
    for (const block of blocks) {
      if (test(block)) {
        if (run.length) close(run);
        run = [];
        keep(block);
      } else run.push(block);
    }
    if (run.length) close(run);
    words.classList.add("thin");
    const back = make("button", { type: "button", className: "ghost", textContent: say.all });
    back.addEventListener("click", () => {
      const first = $(".keep", words);
      all();
      if (!first) return;
      first.tabIndex = -1; // the button is gone: who hears the page goes on where the words were
      first.focus({ preventScroll: true });
      first.scrollIntoView({ block: "center" });
    });
    notice.replaceChildren(make("span", {}, told), back);
    notice.hidden = false;
    if (typing && drawer.checked) return; // on a phone: the field stays where it is
    notice.scrollIntoView({ block: "nearest" });
    drawer.checked = false;
  };
  for (const link of $$(".voices li a")) {
    const name = link.textContent;
    const whose = () => make("span", { lang: link.closest("[lang]").lang, textContent: name }); // a name keeps its language
    const alone = () => make("span", {}, named(say.only, ""), whose());
    const button = make("button", { type: "button", className: "ghost only" });
    button.append(make("span", { ariaHidden: "true" }, say.only), make("span", { className: "vh" }, alone()));
    button.setAttribute("aria-pressed", "false");
    link.parentElement.append(button);
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-pressed") === "true") { all(); return; }
      only(([head]) => head.tagName === "H3" && head.textContent === name, alone());
      button.setAttribute("aria-pressed", "true");
    });
  }

  // --- finding in this record
  const finder = $("form.within");
  const told = $(".told", finder);
  const fold = (text) => text.toLowerCase().replaceAll("臺", "台");
  let sought = "", forward = null;
  const find = () => {
    sought = finder.elements.q.value;
    forward = null;
    const query = fold(sought.trim());
    if (!query) { all(); told.textContent = ""; return; }
    const ranges = [], holders = new Set();
    for (const piece of words.children) {
      const nodes = [], starts = [];
      let text = "";
      const walker = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.parentElement.closest(".notice, .gap, a[href^='speech/']")) continue;
        starts.push(text.length);
        nodes.push(node);
        text += node.data;
      }
      text = fold(text);
      const place = (at, end) => {
        const n = starts.findLastIndex((start) => start <= at - end);
        return [nodes[n], Math.min(at - starts[n], nodes[n].length)];
      };
      for (let at = text.indexOf(query); at >= 0 && ranges.length < 2000; at = text.indexOf(query, at + query.length)) {
        const range = new Range();
        range.setStart(...place(at, 0));
        range.setEnd(...place(at + query.length, 1));
        ranges.push(range);
        holders.add(piece);
      }
    }
    told.textContent = say.found.replace("%s", ranges.length);
    if (!ranges.length) { all(); return; }
    only((block) => block.some((piece) => holders.has(piece)), told.textContent, true);
    if (globalThis.Highlight) CSS.highlights.set("found", new Highlight(...ranges));
    step(ranges);
  };
  // Where one is, with a way there; who hears the page is told what stands there, and whose it is.
  const placeOf = (range, nth) => {
    const piece = range.startContainer.parentElement.closest("#transcript > *");
    const before = new Range();
    before.selectNodeContents(piece);
    before.setEnd(range.startContainer, range.startOffset);
    const at = before.toString().length;
    let head = piece;
    while (head && head.tagName !== "H3") head = head.previousElementSibling;
    const whose = head && head !== piece ? named("", head.textContent) : "";
    const around = piece.textContent.slice(Math.max(0, at - 12), at + 28).replace(/#$/, "");
    return [make("a", { href: `#${piece.id || piece.nextElementSibling.id}`, textContent: nth }),
      make("span", { className: "vh", lang: piece.closest("[lang]").lang, textContent: named(whose, around) })];
  };
  // Next and previous among what was found; where one is, is said, and leads there.
  const step = (ranges) => {
    let at = -1;
    const go = (by) => {
      at = (Math.max(at, by < 0 ? 0 : -1) + by + ranges.length) % ranges.length; // backwards from the last
      const range = ranges[at];
      if (globalThis.Highlight) CSS.highlights.set("here", new Highlight(range));
      scrollBy(0, range.getBoundingClientRect().top - innerHeight / 2);
      const nth = say.nth.replace("%n", at + 1).replace("%m", ranges.length);
      const shown = notice.firstElementChild;
      shown.role = told.offsetParent ? null : "status"; // said once, where it is seen
      shown.replaceChildren(...placeOf(range, nth));
      told.replaceChildren(...placeOf(range, nth));
    };
    const button = (text, by) => {
      const made = make("button", { type: "button", className: "ghost", textContent: text });
      made.addEventListener("click", () => go(by));
      return made;
    };
    notice.lastElementChild.before(button(say.previous, -1), button(say.next, 1));
    forward = go;
  };
  const found = () => { if (sought !== finder.elements.q.value) find(); };
  finder.addEventListener("submit", (event) => {
    event.preventDefault();
    found();
    if (!forward) return;
    if (drawer.checked) {
      drawer.checked = false;
      notice.children[2].focus();
    }
    forward(1);
  });
  finder.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.shiftKey || !event.target.matches("input")) return;
    event.preventDefault();
    found();
    forward?.(-1);
  });
  finder.addEventListener("input", later(300, found));

  // --- the table of contents shows where one is
  const places = new Map($$(".toc a").map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
  if (places.size) {
    const watch = new IntersectionObserver((seen) => {
      for (const entry of seen) if (entry.isIntersecting) {
        for (const a of places.values()) a.removeAttribute("aria-current");
        places.get(entry.target.id)?.setAttribute("aria-current", "true");
      }
    }, { rootMargin: "0px 0px -70% 0px" });
    for (const id of places.keys()) { const heading = document.getElementById(id); if (heading) watch.observe(heading); }
  }
  for (const a of $$(".side a[href^='#']")) a.addEventListener("click", () => { drawer.checked = false; });
})();
