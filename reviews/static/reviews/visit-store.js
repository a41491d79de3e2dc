// What was written on a visit and has not reached the server, kept in this browser (IndexedDB).
// entries: {key, order, visit, item, result, remark, written_at, seen}; photos: {key, order, visit, item,
// name, type, sha256, taken_at, content, refused}; states: {visit, state}, what the server held last.
(() => {
  "use strict";
  const asked = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  class VisitStore {
    constructor(base, visit) {
      this.base = base;
      this.visit = visit;
      this.last = 0;
    }

    // One person's view of one visit: another person on the same device finds nothing of it.
    static async open(visit, user) {
      const request = indexedDB.open("visits", 1);
      request.onupgradeneeded = () => {
        ["entries", "photos"].forEach((name) => {
          request.result.createObjectStore(name, { keyPath: "key" }).createIndex("visit", "visit");
        });
        request.result.createObjectStore("states", { keyPath: "visit" });
      };
      return new VisitStore(await asked(request), `${user}:${visit}`);
    }

    // SHA-256 of a file's bytes as hexadecimal text.
    static async digest(buffer) {
      return hex(await crypto.subtle.digest("SHA-256", buffer));
    }

    shelf(name, mode = "readonly") {
      return this.base.transaction(name, mode).objectStore(name);
    }

    async all(name) {
      const rows = await asked(this.shelf(name).index("visit").getAll(this.visit));
      return rows.sort((one, other) => one.order - other.order);
    }

    async add(name, row) {
      this.last = Math.max(this.last + 1, Date.now());
      const kept = { key: crypto.randomUUID(), order: this.last, visit: this.visit, ...row };
      await asked(this.shelf(name, "readwrite").put(kept));
      return kept;
    }

    async put(name, row) {
      await asked(this.shelf(name, "readwrite").put(row));
    }

    async remove(name, key) {
      await asked(this.shelf(name, "readwrite").delete(key));
    }

    async state() {
      return (await asked(this.shelf("states").get(this.visit)))?.state;
    }

    async keepState(state) {
      await asked(this.shelf("states", "readwrite").put({ visit: this.visit, state }));
    }

    async clear() {
      for (const name of ["entries", "photos"]) {
        for (const row of await this.all(name)) await this.remove(name, row.key);
      }
      await asked(this.shelf("states", "readwrite").delete(this.visit));
    }
  }

  window.VisitStore = VisitStore;
})();
