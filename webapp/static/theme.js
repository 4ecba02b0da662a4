// Before the first paint: the theme that the reader has set, and the sign that scripts run.
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  try {
    const theme = localStorage.getItem(`${root.dataset.site}-theme`);
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch { /* storage may be closed to us; the system's theme holds */ }
})();
