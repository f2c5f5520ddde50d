// The page's service worker: after the first visit every chapter is there without the server. The build puts in what the
// site consists of, and a version that changes with it (vite.config.js).

const version = /* version */ "",
  files = /* files */ [];

const cacheName = `kindling-studio ${version}`;
/** Names of these files change with their content. */
const lasts = (url) => url.includes("/assets/");

self.addEventListener("install", (e) =>
  e.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName);
      for (const f of files) {
        // one after the other: the page that is being used comes first
        const url = new URL(f, self.registration.scope).href,
          had = lasts(url) ? await caches.match(url) : undefined;
        const got = had ?? (await fetch(url, { cache: lasts(url) ? "default" : "reload" }));
        if (!got.ok) throw new Error(`${f}: ${got.status}`);
        await cache.put(url, got);
      }
    })(),
  ),
);

// A new version waits until no page of the old one is open, so that those still find their files.
self.addEventListener("activate", (e) =>
  e.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith("kindling-studio ") && name !== cacheName) await caches.delete(name);
      await self.clients.claim();
    })(),
  ),
);

self.addEventListener("fetch", (e) => {
  const { request } = e,
    url = request.url.replace(/[?#].*$/, ""),
    scope = self.registration.scope;
  const page = url === scope || url === `${scope}index.html`;
  if (request.method !== "GET" || (!page && !files.some((f) => new URL(f, scope).href === url))) return;
  const kept = async () => (await caches.open(cacheName)).match(page ? `${scope}index.html` : url);
  e.respondWith(
    page
      ? fetch(request).catch(async (error) => {
          const here = await kept();
          if (here === undefined) throw error;
          return here;
        })
      : kept().then((here) => here ?? fetch(request)),
  );
});
