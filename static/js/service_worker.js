// Keeps the shell of the scan desk on the tablet: pages without a person, scripts, styles, pictures, words.
// VERSION and FILES are set by the server above this line. It answers for our own origin only, and never for /api/.
const SHELL = `eco-shell-${VERSION}`;
const WORDS = "eco-words";
const PHOTOS = "eco-photos";
const CLIPS = "eco-clips";
const MOST_PHOTOS = 400;
const PATIENCE = 2500;
const PAGE = "/scan";

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

async function keepShell() {
  const cache = await caches.open(SHELL);
  const wanted = FILES.map((path) => new Request(path, { cache: "reload", credentials: "same-origin" }));
  await Promise.all(wanted.map(async (request) => {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await cache.put(request, answer);
    else if (!request.url.endsWith(PAGE)) throw new Error(`no ${request.url}`);
  }));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOld().then(() => self.clients.claim()));
});

async function dropOld() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("eco-shell-") && name !== SHELL).map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/static/")) event.respondWith(fromShell(request));
  else if (address.pathname === PAGE && request.mode === "navigate") event.respondWith(page(request));
  else if (address.pathname.startsWith("/clips/")) event.respondWith(clip(request));
  else if (address.pathname.startsWith("/words/")) event.respondWith(fresh(request, WORDS));
  else if (address.pathname.startsWith("/api/v1/photos/")) event.respondWith(photo(request));
  else if (request.mode === "navigate") event.respondWith(pageOrDesk(request));
});

/** A file of the shell: from the tablet, whatever its version mark; else from the line. */
async function fromShell(request) {
  const cache = await caches.open(SHELL);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}

/** The scan desk: fresh where the line is quick, else the one that we keep. */
async function page(request) {
  const cache = await caches.open(SHELL);
  try {
    const answer = await within(fetch(request), PATIENCE);
    if (answer.ok && !answer.redirected) await cache.put(PAGE, answer.clone());
    if (answer.status < 500) return answer;
  } catch { /* no line: what we keep */ }
  return (await cache.match(PAGE, { ignoreSearch: true })) ?? Response.error();
}

/** Any other page needs the line; without it a tablet is led to its scan desk, which works. */
async function pageOrDesk(request) {
  try {
    return await fetch(request);
  } catch {
    const desk = await (await caches.open(SHELL)).match(PAGE, { ignoreSearch: true });
    return desk ? Response.redirect(PAGE, 302) : Response.error();
  }
}

/** The newest words, else the ones that we keep. */
async function fresh(request, name) {
  const cache = await caches.open(name);
  try {
    const answer = await within(fetch(request), PATIENCE);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return (await cache.match(request)) ?? Response.error();
  }
}

/** A photo of a piece never changes: from the tablet, else from the line and kept; the oldest make room. */
async function photo(request) {
  const cache = await caches.open(PHOTOS);
  const known = await cache.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    const all = await cache.keys();
    await Promise.all(all.slice(0, Math.max(0, all.length - MOST_PHOTOS)).map((old) => cache.delete(old)));
  }
  return answer;
}

/** A recorded voice: from the tablet where it lies there, else from the line. Which ones lie there the page decides. */
async function clip(request) {
  const cache = await caches.open(CLIPS);
  return (await cache.match(request.url)) ?? fetch(request);
}

function within(promise, milliseconds) {
  return Promise.race([
    promise,
    new Promise((_, refuse) => setTimeout(() => refuse(new Error("slow")), milliseconds)),
  ]);
}
