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
// A list of corrections that was not sent is lost with the page.
const draft = document.querySelector("form.draft");
if (draft && draft.elements.list.value) {
  let leaving = true;
  draft.addEventListener("submit", () => { leaving = false; });
  document.addEventListener("click", (event) => {
    if (event.target.closest("a[href^='mailto:'], button[data-copy]")) leaving = false;
  });
  window.addEventListener("beforeunload", (event) => { if (leaving) event.preventDefault(); });
}
const wishes = document.getElementById("wishes");
if (wishes) (wishes.querySelector("textarea[name=new]") || wishes).focus();
