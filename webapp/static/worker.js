// Offline reading, for readers who switched it on: pages that were read are kept on this device. The network
// is always asked first; what it no longer has (404, 410) or shows elsewhere is dropped at once, and with each
// page that is read one kept page, the oldest, is asked for again.
const KEPT = "minutes-read", MOST = 80;
const scope = new URL(registration.scope);
const mayKeep = (answer) => answer.status === 200 && answer.type === "basic" && !answer.redirected
  && /\bpublic\b/.test(answer.headers.get("Cache-Control") || "");
// Where nothing can be asked and this page was never read: what there is to read instead.
const shown = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const shelf = (kept) => {
  const pages = kept.map(({ url }) => url).filter((url) => !url.includes("/static/")).reverse();
  const rows = pages.map((url) => `<li><a href="${shown(url)}">${shown(decodeURI(new URL(url).pathname))}</a>`);
  const html = `<!doctype html><html lang="zh-Hant-TW"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>沒有連線 No connection</title>
<body style="font:1rem/1.8 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1.25rem;overflow-wrap:anywhere"><h1>沒有連線</h1><p>這一頁沒有留在這台裝置上。讀過而留下來的：<p lang="en">No connection, and this page was not kept on this device. What was read and kept:</p><ul>${rows.join("")}</ul>`;
  return new Response(html, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'" } });
};
const ask = async (request) => {
  const kept = await caches.open(KEPT);
  let answer;
  try { answer = await fetch(request); } catch {
    return await kept.match(request, { ignoreVary: true }) || (request.mode === "navigate" ? shelf(await kept.keys()) : Response.error());
  }
  if (answer.status < 500) await kept.delete(request, { ignoreVary: true });
  if (mayKeep(answer)) await kept.put(request, answer.clone());
  return answer;
};
const tidy = async () => {
  const kept = await caches.open(KEPT), all = await kept.keys();
  for (const old of all.slice(0, Math.max(0, all.length - MOST))) await kept.delete(old);
  const oldest = (await kept.keys())[0];
  if (oldest) await ask(new Request(oldest.url, { cache: "no-cache" }));
};
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== scope.origin || !address.pathname.startsWith(scope.pathname)) return;
  const page = request.mode === "navigate";
  if (!page && !address.pathname.startsWith(`${scope.pathname}static/`)) return;
  const answer = ask(request);
  event.respondWith(answer);
  if (page) event.waitUntil(answer.then(tidy).catch(() => {}));
});
