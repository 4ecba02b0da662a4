// A finding leads to its line in the text box; without this script it leads to the box.
"use strict";
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  const box = document.getElementById("text");
  if (!link || !box) return;
  event.preventDefault();
  const lines = box.value.split("\n");
  const index = Math.min(Number(link.dataset.line), lines.length) - 1;
  const start = lines.slice(0, index).reduce((sum, line) => sum + line.length + 1, 0);
  box.blur();
  box.setSelectionRange(start, start + lines[index].length);
  box.focus();
});
// To the other language with all that was filled in.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.tongue"), form = document.getElementById("sheet");
  if (!link || !form || !form.elements.before) return;
  event.preventDefault();
  form.action = link.href;
  form.querySelector("button[value=check]").click();
});
