// Serves the checklists of site visits when there is no connection. The pages themselves put what they need
// into the cache (static/reviews/visit.js); this worker never writes anything that came with an error.
"use strict";
const CACHE = "visits";
const PATIENCE = 8000; // ms until a network that hangs counts as none
const isChecklist = (url) => /\/reviews\/visits\/\d+\/checklist\/$/.test(url.pathname);
const isAsset = (url) => url.pathname.startsWith("/static/");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const patient = (request) =>
  Promise.race([fetch(request), new Promise((_resolve, reject) => { setTimeout(() => reject(new Error("slow")), PATIENCE); })]);

async function pageFirst(request) {
  const cache = await caches.open(CACHE);
  const path = new URL(request.url).pathname;
  const kept = await cache.match(path);
  if (!kept) return fetch(request);
  try {
    const answer = await patient(request);
    if (answer.ok && !answer.redirected && answer.type === "basic") await cache.put(path, answer.clone());
    return answer;
  } catch {
    return kept;
  }
}

async function keptFirst(request) {
  const kept = await (await caches.open(CACHE)).match(request);
  return kept || fetch(request);
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (isChecklist(url)) event.respondWith(pageFirst(event.request));
  else if (isAsset(url)) event.respondWith(keptFirst(event.request));
});
