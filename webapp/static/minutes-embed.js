/* <minutes-record src="…/m/…"> and <minutes-trail src="…/c/…">: pieces of a meeting archive on any page.
   Where it cannot load, the link inside it stays. */
{
  const home = document.currentScript.src.split("/static/minutes-embed.js")[0];
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:host{display:block;--ink:light-dark(#1c1b19,#ecebe7);--soft:light-dark(#5b5852,#b5b1a8);--line:light-dark(#d9d5cc,#46443f);--paper:light-dark(#fff,#1a1a19);--link:light-dark(#0b4f8a,#8ec5ff);margin:1em 0;color-scheme:light dark}
:host([theme=light]){color-scheme:light}:host([theme=dark]){color-scheme:dark}
section{padding:1em 1.25em;border:1px solid var(--line);border-radius:8px;background:var(--paper);color:var(--ink);line-height:1.75;overflow-wrap:anywhere;text-align:start}
h2{font-size:1.1em;margin:0 0 .4em}p{margin:0 0 .5em}
blockquote{margin:0;padding-inline-start:.9em;border-inline-start:3px solid var(--line)}
ol{list-style:none;margin:0;padding:0}li{padding:.35em 0;border-top:1px solid var(--line)}
small,time{color:var(--soft);font-size:.875em;margin-inline-end:.5em}a{color:var(--link)}`);
  const SAID = {
    zh: { none: "還沒有紀錄。", label: "會議紀錄", found: "自動尋得", report: "回報錯誤" },
    en: { none: "There is no record yet.", label: "Meeting records", found: "found automatically", report: "Report an error" },
  };

  const PLACES = { m: "meetings/", s: "speeches/", c: "cases/", i: "issues/" };
  const make = (tag, text, more) => Object.assign(document.createElement(tag), { textContent: text, ...more });
  const safe = (address) => {
    const url = new URL(address, home + "/");
    return /^(https?|mailto):$/.test(url.protocol) ? url.href : home + "/";
  };
  const langOf = (text) => (/[\u3400-\u9fff]/.test(text) ? "zh-Hant-TW" : "en");
  const link = (text, address) => make("a", text, { href: safe(address), lang: langOf(text) });

  /* Beside what was found automatically: mark, words, place. */
  const mark = (node, said, found, words) => {
    if (found !== "automatic") return;
    const note = make("small");
    note.dataset.found = found;
    note.append(link(said.found, home + "/about#inferred"));
    if (words) note.append(" ", link(`「${words.words.replace(/^(.{35})..+$/su, "$1…")}」`, `${home}/${encodeURIComponent(words.meeting)}${words.speech ? "#s" + words.speech : ""}`));
    node.append(" ", note);
  };

  class Piece extends HTMLElement {
    static observedAttributes = ["src", "page", "lang"];
    turn = 0;
    connectedCallback() {
      const turn = ++this.turn;
      queueMicrotask(() => turn === this.turn && this.load(turn));
    }
    attributeChangedCallback() { if (this.isConnected) this.connectedCallback(); }
    get tongue() {
      const told = this.closest("[lang]")?.lang || navigator.language;
      return /^zh/i.test(told) ? "zh" : "en";
    }
    /* Where the API tells of what src names: m/<id>, s/<id>.<speech>, c/<case>, i/<issue>. */
    get place() {
      const path = (this.getAttribute("src") || "").split(/[?#]/)[0].replace(/\/+$/, "");
      const [kind, name] = path.split("/").slice(-2);
      return PLACES[kind] + name;
    }
    async ask(path) {
      const answer = await fetch(home + "/api/v1/" + path, { credentials: "omit" });
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    }
    async load(turn) {
      try {
        const found = await this.find();
        if (turn !== this.turn) return;
        const root = this.shadowRoot || this.attachShadow({ mode: "open" });
        root.adoptedStyleSheets = [sheet];
        const said = SAID[this.tongue];
        const box = make("section", "", { ariaLabel: said.label });
        box.append(...this.draw(found, said, this.tongue));
        root.replaceChildren(box);
        this.dispatchEvent(new CustomEvent("minutes-load", { bubbles: true }));
      } catch {
        if (turn === this.turn && this.shadowRoot) this.shadowRoot.replaceChildren(make("slot"));
        this.dispatchEvent(new CustomEvent("minutes-error", { bubbles: true }));
      }
    }
  }

  class Record extends Piece {
    find() { return this.ask(this.place); }
    draw(found, _, tongue) {
      const quote = make("blockquote");
      const said = found.text !== undefined;
      const words = said ? found.text : found.summary[tongue] || found.summary.zh || found.opening;
      const lang = said || words === found.opening ? found.lang : langOf(words);
      for (const line of words.split("\n")) if (line.trim()) quote.append(make("p", line, { lang }));
      const source = make("p", "— ");
      const title = said ? [found.speaker, found.meeting_title].filter(Boolean).join(tongue === "zh" ? "，" : ", ") : found.title;
      source.append(link(title, found.short_url), " ", make("time", found.date));
      return [quote, source];
    }
  }

  class Trail extends Piece {
    find() {
      const page = this.getAttribute("page");
      return this.ask(page === null ? this.place : "records?url=" + encodeURIComponent(page || location.href));
    }
    draw(found, said, tongue) {
      const title = found.title?.[tongue] || found.title?.zh;
      const head = make("h2", title ? "" : said.label);
      if (title) head.append(link(title, found.short_url));
      if (title) mark(head, said, found.title_found, found.claims?.title?.evidence);
      const list = make("ol");
      for (const row of found.records) {
        const item = make("li");
        item.append(make("time", row.date, { dateTime: row.date || "" }));
        if (row.stage_name) item.append(make("small", row.stage_name[tongue]));
        item.append(link(row.title, row.short_url));
        mark(item, said, row.found, row.evidence);
        list.append(item);
      }
      const parts = [head, found.records.length ? list : make("p", said.none)];
      if (found.report_url) parts.push(make("a", said.report, { href: safe(found.report_url) }));
      return parts;
    }
  }

  for (const [name, piece] of [["minutes-record", Record], ["minutes-trail", Trail]]) {
    if (!customElements.get(name)) customElements.define(name, piece);
  }
}
