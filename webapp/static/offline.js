// Offline reading, where the reader switches it on.
(() => {
  const offline = document.querySelector("#offline");
  if (offline && navigator.serviceWorker) {
    const { worker, scope } = offline.dataset;
    const registered = async () => {
      const all = await navigator.serviceWorker.getRegistrations();
      return all.find((known) => known.scope === new URL(scope, location).href);
    };
    const show = async () => offline.setAttribute("aria-pressed", Boolean(await registered()));
    show().then(() => { offline.hidden = false; });
    offline.addEventListener("click", async () => {
      const known = await registered();
      if (known) {
        await known.unregister();
        await caches.delete("minutes-read");
      } else await navigator.serviceWorker.register(worker, { scope });
      await show();
    });
  }
})();
