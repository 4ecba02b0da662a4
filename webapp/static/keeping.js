// What is half done on a page that comes by sending a form lies in this tab until the tab is closed. To go back or to
// load the page again then asks for it anew and goes on where somebody was; without this, browsers refuse or ask
// whether to send the form once more.
"use strict";
const keeping = {
  fields: (form) => [...new FormData(form)].filter(([, value]) => typeof value === "string"),
  // `store` names one of the browser's; where it keeps nothing for sites, nothing is kept.
  put: (store, key, found) => {
    try {
      window[store].setItem(key, JSON.stringify(found));
    } catch {
      keeping.forget(store, key); // too long for this browser: better nothing than half of it
    }
  },
  get: (store, key) => {
    try {
      return JSON.parse(window[store].getItem(key));
    } catch {
      return null;
    }
  },
  forget: (store, key) => {
    try {
      window[store].removeItem(key);
    } catch {
      // nothing was kept
    }
  },
  // This entry of the tab's history holds work; `address` is the empty page that it goes on from.
  mark: (address) => history.replaceState({ work: true }, "", address + location.hash),
  // A link to this same address begins anew; a browser may take it for this entry of its history, mark and all.
  beginAnewByLinks: (key) => document.addEventListener("click", ({ target }) => {
    const address = target.closest("a[href]")?.href;
    if (address === location.href.split("#")[0]) keeping.forget("sessionStorage", key);
  }),
  isMarked: () => Boolean(history.state?.work),
  send: (form, fields) => {
    const again = form.cloneNode(false);
    again.removeAttribute("id");
    again.action = form.getAttribute("action") + location.hash;
    for (const [name, value] of fields) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      field.hidden = true;
      again.append(field);
    }
    document.body.append(again);
    HTMLFormElement.prototype.submit.call(again); // not a field of that name
  },
};
