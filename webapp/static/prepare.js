// The desk with scripts: rows and speeches open in place, what is half done stays in this browser alone.
// Without them the same buttons ask the server for the same page with one row or editor more.
"use strict";
(() => {
  const form = document.getElementById("sheet");
  if (!form) return;
  const at = (id) => document.getElementById(id);
  const key = form.dataset.key;
  const working = Boolean(form.elements.again);
  const text = form.elements.text;
  // A record as it stands in the archive is no work of anybody's until something in it is changed.
  const asItStands = new URLSearchParams(location.search).has("record");
  let leaving = false, open = working && !asItStands, choosing = null;

  // -- what is half done
  const keep = () => {
    const found = { name: form.elements.name.value, fields: keeping.fields(form) };
    keeping.put("localStorage", key, found);
    keeping.put("sessionStorage", key, found);
  };
  const hold = () => {
    keeping.mark(form.getAttribute("action"));
    keep();
  };
  const forget = () => keeping.forget("localStorage", key);
  const offer = (found) => {
    const box = at("left"), [go, away] = box.querySelectorAll("button");
    box.querySelector("p").textContent = box.dataset.say.replace("{name}", found.name);
    box.hidden = false;
    away.addEventListener("click", () => {
      forget();
      box.hidden = true;
    });
    go.addEventListener("click", () => keeping.send(form, found.fields));
  };
  const begin = () => {
    if (working) {
      keeping.beginAnewByLinks(key);
      if (!asItStands) hold();
      return;
    }
    const here = keeping.isMarked() && keeping.get("sessionStorage", key), left = keeping.get("localStorage", key);
    if (here) keeping.send(form, here.fields);
    else if (left) offer(left);
  };
  let later;
  form.addEventListener("input", () => {
    open = working;
    clearTimeout(later);
    if (working) later = setTimeout(hold, 400);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(later);
    leaving = true;
    const does = event.submitter?.value;
    const isDownload = does === "file" || does === "unfinished";
    if (isDownload || does === "preview") setTimeout(() => (leaving = false), 1500); // the page stays
    if (does === "file") forget();
    if (isDownload) open = false;
    else if (working) keep();
  });
  addEventListener("beforeunload", (event) => {
    if (open && !leaving) event.preventDefault();
  });
  form.addEventListener("handed-over", () => {
    clearTimeout(later);
    forget();
    // A browser may take a link to this same address for this entry of its history, mark and all.
    keeping.forget("sessionStorage", key);
    open = false;
  });
  begin();

  // -- rows
  const numbered = (root, from, to) => {
    for (const each of [root, ...root.querySelectorAll("*")])
      for (const { name, value } of [...each.attributes])
        if (value.includes(from)) each.setAttribute(name, value.replaceAll(from, to));
  };
  // Of many rows each is folded into a line.
  const entries = (rows) => [...rows.querySelectorAll(":scope > fieldset.entry, :scope > details.one > fieldset.entry")];
  const count = (rows) => 1 + Math.max(-1, ...entries(rows).map((r) => Number(r.id.split(".").pop())));
  const tell = (rows) => {
    const told = rows.querySelector(":scope > summary small");
    if (told) told.textContent = entries(rows).length || "";
  };
  const add = (button) => {
    const rows = button.closest("[data-rows]"), path = rows.dataset.rows, number = count(rows);
    const made = rows.querySelector(":scope > template");
    let row;
    if (made) {
      row = made.content.firstElementChild.cloneNode(true);
      numbered(row, `${path}.__`, `${path}.${number}`);
    } else {
      const last = entries(rows).pop();
      row = last.cloneNode(true);
      numbered(row, last.id, `${path}.${number}`);
      for (const field of row.querySelectorAll("input, textarea, select")) field.value = "";
      for (const told of row.querySelectorAll(".fault, .share")) told.textContent = "";
    }
    const legend = row.querySelector("legend");
    legend.textContent = legend.textContent.replace(/(__|\d+)$/, number + 1);
    for (const told of row.querySelectorAll(".drop .vh, .add .vh")) told.textContent = told.textContent.replace("__", number + 1);
    button.before(row);
    tell(rows);
    tie(row);
    row.querySelector("input:not([type=hidden]), select, textarea").focus();
  };
  const drop = (button) => {
    const rows = button.closest("[data-rows]");
    const entry = button.closest("fieldset.entry");
    (entry.closest("details.one") || entry).remove();
    tell(rows);
    rows.querySelector(":scope > .add, :scope > summary").focus();
    form.dispatchEvent(new Event("input"));
  };

  // People are a table where there is room: a line each, and nothing to open.
  if (matchMedia("(min-width: 48rem)").matches) for (const one of form.querySelectorAll("#attendees > .one")) one.open = true;
  const value = (field) => (field.value && field.selectedOptions?.[0].textContent) || field.value;
  form.addEventListener("input", ({ target }) => {
    const one = target.closest?.("details.one");
    const told = one && [...one.querySelectorAll(".cells :is(input, select, textarea)")].map(value).filter(Boolean);
    if (told) one.querySelector("summary b").textContent = told.join(" · ");
  });

  // -- the speech where it was said
  const tie = (root) => {
    for (const field of root.querySelectorAll("input[data-speech]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet choose";
      button.textContent = form.dataset.choose;
      button.setAttribute("aria-describedby", field.id);
      field.after(button);
    }
  };
  const how = at("how"), asked = how?.textContent;
  const choose = (button) => {
    choosing = button.previousElementSibling;
    document.body.classList.add("choosing");
    how.textContent = form.dataset.choosing;
    at("as-read").scrollIntoView();
    document.querySelector(".piece .edit")?.focus({ preventScroll: true });
  };
  const chosen = (piece) => {
    const field = choosing;
    choosing = null;
    document.body.classList.remove("choosing");
    how.textContent = asked;
    if (piece) field.value = piece.id.slice(1);
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("keydown", (event) => {
    if (choosing && event.key === "Escape") chosen(null);
  });

  // -- the record, piece by piece
  const edit = (button) => {
    const piece = button.closest(".piece"), number = piece.id.slice(1);
    const editor = at("editor").content.firstElementChild.cloneNode(true);
    numbered(editor, "__", number);
    const [by, words] = editor.querySelectorAll("input, textarea");
    by.value = piece.dataset.by;
    words.value = text.value.split("\n").slice(Number(piece.dataset.start), Number(piece.dataset.end)).join("\n");
    const said = piece.querySelector(".said"), cancel = editor.querySelector(".cancel");
    cancel.hidden = false;
    cancel.addEventListener("click", () => {
      editor.remove();
      said.hidden = button.hidden = false;
      button.focus();
    });
    said.hidden = button.hidden = true;
    piece.append(editor);
    words.focus();
  };

  // -- a ballot's shares, while they are typed
  const share = (row) => {
    const number = (name, root) => {
      const found = root.querySelector(`[name$=".${name}"]`)?.value.normalize("NFKC").match(/^\s*(\d{1,6})\s*[票人]?\s*$/);
      return found ? Number(found[1]) : null;
    };
    const whole = number("cast", row) || number("eligible", row);
    for (const told of row.querySelectorAll(".share")) {
      const votes = number("votes", told.closest("fieldset"));
      const typed = parseFloat(told.closest("fieldset").querySelector('[name$=".percent"]')?.value.normalize("NFKC"));
      const counted = votes === null || !whole ? null : Math.round((1000 * votes) / whole) / 10;
      const percent = typed >= 0 && typed <= 100 ? typed : counted;
      const said = percent >= Number(form.dataset.half) ? told.dataset.over : told.dataset.under;
      const now = percent === null ? "" : said.replace("{p}", percent);
      if (told.textContent !== now) told.textContent = now;
    }
  };
  form.addEventListener("input", (event) => {
    const row = event.target.closest?.("[data-rows=votes] > fieldset.entry");
    if (row) share(row);
  });

  // A link to rows that are closed opens them.
  const unfold = () => {
    const rows = at(location.hash.slice(1));
    if (rows?.matches("details")) rows.open = true;
  };
  addEventListener("hashchange", unfold);
  // Who pressed a button goes on at its place in the next page: it is read aloud, and Tab leads on from there.
  // (The browser itself goes to the place before, and takes the focus from wherever it was.)
  addEventListener("load", () => {
    const place = working && at(decodeURIComponent(location.hash.slice(1)));
    if (place) (place.querySelector("summary, .edit") ?? place).focus({ preventScroll: true });
  });

  tie(form);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button"), piece = event.target.closest(".piece");
    if (choosing && piece) {
      event.preventDefault();
      chosen(piece);
    } else if (button?.matches(".choose")) choose(button);
    else if (button?.matches(".add, .drop, .edit")) {
      event.preventDefault();
      (button.matches(".add") ? add : button.matches(".drop") ? drop : edit)(button);
    }
    // To the other language with all that was filled in.
    const link = event.target.closest("a.tongue");
    if (link && working) {
      event.preventDefault();
      form.action = link.href;
      form.querySelector("button[value=check]").click();
    }
    // A finding of a file that cannot be read leads to its line.
    const finding = event.target.closest("a[data-line]");
    if (finding && text) {
      event.preventDefault();
      const lines = text.value.split("\n");
      const index = Math.min(Number(finding.dataset.line), lines.length) - 1;
      const start = lines.slice(0, index).reduce((sum, line) => sum + line.length + 1, 0);
      text.blur();
      text.setSelectionRange(start, start + lines[index].length);
      text.focus();
    }
  });
})();
