// Hands a finished file over as a pull request: this browser asks the repository's host itself, step by step as
// the page tells. The token lies in this tab's memory alone; no form holds it, so this site never gets it.
"use strict";
(() => {
  const box = document.getElementById("pull");
  if (!box) return;
  const plan = JSON.parse(box.dataset.plan), say = JSON.parse(box.dataset.say);
  const token = box.querySelector("input"), told = box.querySelector("[aria-live]");
  const [send, forget] = box.querySelectorAll("button");
  const key = `token ${plan.base}`;
  const inTab = (act) => {
    try {
      return act(sessionStorage);
    } catch {
      return ""; // this browser keeps nothing for sites
    }
  };
  token.value = inTab((tab) => tab.getItem(key)) || "";
  box.hidden = false;

  const base64 = (text) => {
    let bytes = "";
    for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
    return btoa(bytes);
  };
  const within = (answer, path) => path.split(".").reduce((found, name) => found?.[name], answer);
  const fill = (form, values) => form.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const filled = (body, values) =>
    JSON.stringify(body, (_, value) => (typeof value === "string" ? fill(value, values) : value));

  const ask = async (step, values) => {
    const headers = { Accept: "application/json", [plan.header]: fill(plan.token, values) };
    const asked = { method: step.method, headers, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" };
    if (step.method !== "GET") {
      headers["Content-Type"] = "application/json";
      asked.body = filled(step.body, values);
    }
    const answer = await fetch(plan.base + fill(step.path, values), asked);
    if (answer.status === 404 && step.may_lack) return {};
    if (!answer.ok) throw answer.status;
    return answer.json();
  };
  const handOver = async (values) => {
    for (const step of plan.steps) {
      if (step.when && step.when !== (values.sha ? "old" : "new")) continue;
      const answer = await ask(step, values);
      for (const [name, path] of Object.entries(step.keep)) values[name] = within(answer, path) ?? "";
    }
    return values.url;
  };
  const done = (url) => {
    const link = document.createElement("a");
    link.textContent = say.done;
    if (/^https:\/\//.test(url)) link.href = url;
    link.target = "_blank";
    link.rel = "noopener";
    told.replaceChildren(link);
    document.getElementById("sheet")?.dispatchEvent(new Event("handed-over"));
  };
  const press = async () => {
    if (!token.value.trim()) {
      told.textContent = say.empty;
      token.focus();
      return;
    }
    inTab((tab) => tab.setItem(key, token.value.trim()));
    send.disabled = true;
    told.textContent = say.wait;
    const made = `minutes-${new Date().toISOString().replace(/\D/g, "").slice(0, 17)}`;
    const values = { ...plan.values, made, content: base64(box.dataset.content), token: token.value.trim() };
    try {
      done(await handOver(values));
    } catch (status) {
      told.textContent = say[status] || (Number(status) ? say.other.replace("{status}", status) : say.unreached);
      send.disabled = false;
    }
  };

  send.addEventListener("click", press);
  token.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      press();
    }
  });
  forget.addEventListener("click", () => {
    inTab((tab) => tab.removeItem(key));
    token.value = "";
    told.textContent = say.forgotten;
  });
  // What was changed since is not in the file that would be sent.
  document.getElementById("sheet")?.addEventListener("input", (event) => {
    if (event.target === token || send.disabled) return;
    send.disabled = true;
    told.textContent = say.changed;
  });
})();
