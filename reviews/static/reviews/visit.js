// The checklist of a site visit, which keeps working without a connection: <div data-visit="7" data-user="3">.
// Every answer and photo is first kept in this browser (visit-store.js), then sent; it goes from here when the
// server has confirmed it. The words to show stand in data-say-… attributes.
(() => {
  "use strict";
  const PAUSE = 600; // ms without a key before an answer is kept
  const RETRY = 15000; // ms between attempts while there is no connection
  const CACHE = "visits"; // as in the worker

  const cookie = (name) => {
    const pair = document.cookie.split("; ").find((text) => text.startsWith(`${name}=`));
    return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
  };
  const clock = () => new Date().toLocaleTimeString("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
  const find = (within, selector) => within.querySelector(selector);

  class Checklist {
    constructor(root, store) {
      this.root = root;
      this.store = store;
      this.words = root.dataset;
      this.items = new Map([...root.querySelectorAll("[data-item]")].map((box) => [box.dataset.item, box]));
      this.timers = new Map();
      this.flying = new Set();
      this.busy = false;
    }

    async start() {
      find(this.root, "[data-visit-bar]").hidden = false;
      const fresh = JSON.parse(document.getElementById("visit-state").textContent);
      const kept = await this.store.state();
      this.state = kept && kept.at > fresh.at ? kept : fresh;
      this.items.forEach((box, item) => {
        box.addEventListener("input", () => this.later(item));
        find(box, "input[type=file]").addEventListener("change", (event) => this.photograph(item, event.target));
      });
      find(this.root, "[data-visit-form]").addEventListener("submit", (event) => {
        event.preventDefault();
        this.flush().then(() => this.send());
      });
      find(this.root, "[data-visit-send]").addEventListener("click", () => this.flush().then(() => this.send()));
      find(this.root, "[data-visit-delete]").addEventListener("click", () => this.forget());
      document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") this.flush(); });
      window.addEventListener("online", () => this.send());
      window.addEventListener("focus", () => this.send());
      await this.show();
      this.install();
      await this.send();
    }

    // Keeping --------------------------------------------------------------------------------------
    later(item) {
      clearTimeout(this.timers.get(item));
      this.timers.set(item, setTimeout(() => this.keep(item).then(() => this.send()), PAUSE));
    }

    async flush() {
      for (const [item, timer] of [...this.timers]) {
        clearTimeout(timer);
        await this.keep(item);
      }
    }

    typed(item) {
      const box = this.items.get(item);
      return { result: find(box, "input[type=radio]:checked")?.value || "", remark: find(box, "textarea").value.trim() };
    }

    // Keep what an item says now. What waits here for the same item is replaced, unless it is on its way.
    async keep(item, { settle = false } = {}) {
      this.timers.delete(item);
      const now = this.typed(item);
      const mine = (await this.store.all("entries")).filter((row) => row.item === item);
      const heads = this.state.items[item] || [];
      const before = mine.at(-1) || (heads.length === 1 ? heads[0] : { result: "", remark: "" });
      if (!settle && before.result === now.result && before.remark === now.remark) return;
      const waiting = mine.filter((row) => !this.flying.has(row.key));
      const seen = new Set([...heads.map((head) => head.key), ...mine.flatMap((row) => [row.key, ...row.seen])]);
      await this.store.add("entries", { item, ...now, written_at: new Date().toISOString(), seen: [...seen] });
      for (const row of waiting) await this.store.remove("entries", row.key);
      await this.show();
    }

    async photograph(item, input) {
      const files = [...input.files];
      const taken = new Date().toISOString();
      for (const file of files) {
        if (file.size > Number(this.words.maxBytes)) {
          this.say("wrong", `${file.name}: ${this.words.sayLarge}`);
          continue;
        }
        const content = await file.arrayBuffer();
        const sha256 = await VisitStore.digest(content);
        const when = file.lastModified ? new Date(file.lastModified).toISOString() : taken;
        await this.store.add("photos", { item, name: file.name, type: file.type, sha256, taken_at: when, content, refused: "" });
      }
      input.value = "";
      await this.show();
      await this.send();
    }

    async forget() {
      if (!window.confirm(this.words.sayDelete)) return;
      this.timers.forEach((timer) => clearTimeout(timer));
      this.timers.clear();
      await this.store.clear();
      if ("caches" in window) await (await caches.open(CACHE)).delete(location.pathname);
      await this.show();
      this.say("", this.words.sayDeleted);
    }

    // Sending --------------------------------------------------------------------------------------
    async post(address, body, type) {
      const headers = { "X-CSRFToken": cookie("csrftoken") || find(this.root, "[name=csrfmiddlewaretoken]").value, Accept: "application/json" };
      if (type) headers["Content-Type"] = type;
      const answer = await fetch(address, { method: "POST", body, headers, redirect: "manual", credentials: "same-origin" });
      const json = (answer.headers.get("Content-Type") || "").includes("json");
      return { answer, said: json ? await answer.json() : null };
    }

    // What is written while something is being sent goes right after it.
    async send() {
      if (this.busy) {
        this.again = true;
        return;
      }
      this.busy = true;
      this.again = false;
      let through = false;
      clearTimeout(this.retry);
      try {
        through = await this.sendEntries() && await this.sendPhotos();
        if (through) await this.show(true);
      } catch {
        await this.show();
        this.say("wait", `${this.words.sayOffline} ${await this.waiting()}`);
        this.retry = setTimeout(() => this.send(), RETRY);
      } finally {
        this.busy = false;
      }
      if (through && this.again) await this.send();
    }

    async sendEntries() {
      const rows = (await this.store.all("entries")).filter((row) => row.result);
      if (!rows.length) return this.refresh();
      this.say("", this.words.saySending);
      rows.forEach((row) => this.flying.add(row.key));
      try {
        const { answer, said } = await this.post(this.words.entries, JSON.stringify({ entries: rows }), "application/json");
        if (!answer.ok || !said) return this.turnedAway(answer, said);
        for (const key of said.kept) await this.store.remove("entries", key);
        await this.took(said.state);
        return true;
      } finally {
        rows.forEach((row) => this.flying.delete(row.key));
      }
    }

    async sendPhotos() {
      for (const row of await this.store.all("photos")) {
        const body = new FormData();
        ["key", "item", "sha256", "taken_at"].forEach((name) => body.append(name, row[name]));
        body.append("file", new Blob([row.content], { type: row.type }), row.name);
        const { answer, said } = await this.post(this.words.photos, body);
        if (answer.status === 422 && said) {
          await this.store.put("photos", { ...row, refused: said.message });
          continue;
        }
        if (!answer.ok || !said) return this.turnedAway(answer, said);
        await this.store.remove("photos", row.key);
        await this.took(said.state);
      }
      return true;
    }

    // Nothing to send: ask what the other inspector has written meanwhile.
    async refresh() {
      const answer = await fetch(this.words.state, { redirect: "manual", credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!answer.ok) return this.turnedAway(answer, null);
      await this.took(await answer.json());
      return true;
    }

    async took(state) {
      this.state = state;
      await this.store.keepState(state);
    }

    async turnedAway(answer, said) {
      await this.show();
      if (answer.type === "opaqueredirect" || answer.status === 401) {
        this.say("wrong", this.words.saySignedOut, { href: this.words.signIn, text: this.words.saySignIn });
      } else if (answer.status === 404 || answer.status === 403) {
        this.say("wrong", this.words.sayGone);
      } else {
        this.say("wrong", said?.message || this.words.sayFailed);
        if (answer.status >= 500) this.retry = setTimeout(() => this.send(), RETRY);
      }
      return false;
    }

    // Showing --------------------------------------------------------------------------------------
    say(tone, text, link) {
      const status = find(this.root, "[data-visit-status]");
      status.dataset.tone = tone;
      status.replaceChildren(document.createTextNode(text));
      if (!link) return;
      const anchor = document.createElement("a");
      anchor.href = link.href;
      anchor.target = "_blank";
      anchor.textContent = link.text;
      status.append(" ", anchor);
    }

    async waiting() {
      const [entries, photos] = [await this.store.all("entries"), await this.store.all("photos")];
      return entries.length + photos.length ? this.words.sayUnsent.replace("%a", entries.length).replace("%p", photos.length) : "";
    }

    async show(sent = false) {
      const [entries, photos] = [await this.store.all("entries"), await this.store.all("photos")];
      this.items.forEach((box, item) => {
        this.showAnswer(box, item, entries.filter((row) => row.item === item).at(-1));
        this.showPhotos(box, item, photos.filter((row) => row.item === item));
      });
      const unsent = await this.waiting();
      if (unsent) this.say("wait", unsent);
      else if (sent) this.say("ok", this.words.saySent.replace("%s", clock()));
      find(this.root, "[data-visit-sign]").hidden = Boolean(unsent);
    }

    showAnswer(box, item, mine) {
      const heads = this.state.items[item] || [];
      const shown = mine || (heads.length === 1 ? heads[0] : null);
      if (shown && !this.timers.has(item)) {
        box.querySelectorAll("input[type=radio]").forEach((radio) => { radio.checked = radio.value === shown.result; });
        const remark = find(box, "textarea");
        if (remark.value.trim() !== shown.remark) remark.value = shown.remark;
      }
      const hint = find(box, "[data-hint]");
      hint.hidden = !(mine && !mine.result);
      hint.textContent = this.words.sayChoose;
      box.classList.toggle("visit-unsent", Boolean(mine));
      this.showVersions(box, item, mine ? [] : heads);
    }

    showVersions(box, item, heads) {
      const part = find(box, "[data-versions]");
      part.hidden = heads.length < 2;
      if (part.hidden) return;
      find(part, "[data-versions-list]").replaceChildren(...heads.map((head) => {
        const row = find(this.root, "template[data-version]").content.firstElementChild.cloneNode(true);
        const radio = find(box, `input[type=radio][value="${head.result}"]`);
        find(row, "[data-result]").textContent = radio.closest("label").textContent.trim();
        find(row, "[data-remark]").textContent = head.remark;
        find(row, "[data-who]").textContent = `${head.by} · ${head.written_at.slice(0, 16).replace("T", " ")}`;
        find(row, "button").addEventListener("click", () => {
          radio.checked = true;
          find(box, "textarea").value = head.remark;
          this.keep(item, { settle: true }).then(() => this.send());
        });
        return row;
      }));
    }

    showPhotos(box, item, mine) {
      const theirs = this.state.photos.filter((photo) => photo.item === item);
      const rows = [...theirs.map((photo) => this.photoRow(photo)), ...mine.map((photo) => this.localRow(photo))];
      find(box, "[data-photo-list]").replaceChildren(...rows);
    }

    photoRow(photo) {
      const row = find(this.root, "template[data-photo]").content.firstElementChild.cloneNode(true);
      const link = find(row, "a");
      link.textContent = photo.name;
      if (photo.url) link.href = photo.url;
      find(row, ".digest").textContent = photo.sha256;
      return row;
    }

    localRow(photo) {
      const row = this.photoRow({ name: photo.name, sha256: photo.sha256 });
      const mark = find(row, ".chip");
      mark.hidden = false;
      mark.textContent = photo.refused ? `${this.words.sayRefused}: ${photo.refused}` : this.words.sayOnlyHere;
      const discard = find(row, "button");
      discard.hidden = !photo.refused;
      discard.addEventListener("click", () => this.store.remove("photos", photo.key).then(() => this.show(true)));
      this.picture(find(row, "canvas"), photo);
      return row;
    }

    // A small picture of what is only here; drawn, for the content policy allows no address of a blob.
    async picture(canvas, photo) {
      try {
        const image = await createImageBitmap(new Blob([photo.content], { type: photo.type }), { resizeWidth: 64, resizeHeight: 64 });
        canvas.getContext("2d").drawImage(image, 0, 0);
        canvas.hidden = false;
      } catch {
        // No picture that this browser can draw; the server will say so.
      }
    }

    // Installing -----------------------------------------------------------------------------------
    async install() {
      const ready = find(this.root, "[data-visit-ready]");
      try {
        await navigator.serviceWorker.register(this.words.worker);
        const cache = await caches.open(CACHE);
        const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((link) => link.href);
        const scripts = [...document.scripts].map((script) => script.src).filter(Boolean);
        await cache.addAll([...parts, ...scripts]);
        const page = await fetch(location.pathname, { credentials: "same-origin", redirect: "error" });
        if (!page.ok) throw new Error(String(page.status));
        await cache.put(location.pathname, page);
        if (navigator.storage?.persist) await navigator.storage.persist();
        ready.textContent = this.words.sayReady;
      } catch {
        const kept = "caches" in window && (await (await caches.open(CACHE)).match(location.pathname));
        ready.textContent = kept ? this.words.sayReady : this.words.sayOnlineOnly;
      }
    }
  }

  const root = document.querySelector("[data-visit]");
  const able = root && window.isSecureContext && "indexedDB" in window && crypto.subtle;
  if (able) {
    VisitStore.open(root.dataset.visit, root.dataset.user)
      .then((store) => new Checklist(root, store).start())
      .catch(() => { find(root, "[data-visit-bar]").hidden = true; });
  }
})();
