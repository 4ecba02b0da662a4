// Copies the text of a field that the button names; without this script it is selected by hand.
"use strict";
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  const field = button && document.getElementById(button.dataset.copy);
  if (!field) return;
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy");
  }
  const before = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = before; }, 2000);
});
// A list of corrections, and what was decided of each, stays in this tab. What was not sent is lost with the tab.
const work = document.querySelector("form[data-work]");
if (work) {
  const key = `work ${location.pathname}`, { list, of: opened } = work.elements;
  const keep = () => keeping.put("sessionStorage", key, keeping.fields(work));
  let leaving = !list.value || work.dataset.work === "judged";
  const again = (fields) => {
    const told = Object.fromEntries(fields);
    const { of, ...others } = told; // the speech is opened again, and what was typed of it is not yet in the list
    return Object.entries(of ? { ...others, speech: of } : told);
  };
  if (work.dataset.work) {
    keeping.mark(work.getAttribute("action"));
    keeping.beginAnewByLinks(key);
    keep();
  } else if (keeping.isMarked() && keeping.get("sessionStorage", key)) {
    leaving = true;
    keeping.send(work, again(keeping.get("sessionStorage", key)));
  }
  work.addEventListener("input", () => {
    if (opened) leaving = false;
    if (work.dataset.work) keep();
  });
  work.addEventListener("submit", () => { leaving = true; });
  document.addEventListener("click", (event) => {
    if (event.target.closest("a[href^='mailto:'], button[data-copy]")) leaving = true;
  });
  window.addEventListener("beforeunload", (event) => { if (!leaving) event.preventDefault(); });
}
const wishes = document.getElementById("wishes");
if (wishes) (wishes.querySelector("textarea[name=new]") || wishes).focus();
