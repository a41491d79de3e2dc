// Saves a form while it is being filled in: <form data-autosave="URL" data-revision="7">.
// Every change is first kept in this browser, then sent; the copy goes when the server has confirmed it all.
// The words to show stand in data attributes of [data-autosave-status] (components/autosave.html).
// The endpoint answers 200 {saved_at, revision, errors, missing} or 409 {message, revision}.
(() => {
  "use strict";
  const PAUSE = 1200; // ms without a key before a save
  const LONGEST = 8000; // ms of uninterrupted typing before a save
  const RETRY = [3000, 6000, 15000, 30000, 60000];

  const cookie = (name) => {
    const pair = document.cookie.split("; ").find((text) => text.startsWith(`${name}=`));
    return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
  };
  const clock = (moment) => new Date(moment).toLocaleTimeString("en-GB", { timeZone: "Asia/Shanghai" });

  class Autosave {
    constructor(form) {
      this.form = form;
      this.url = form.dataset.autosave;
      this.key = `draft:${this.url}`;
      this.aside = `${this.key}:aside`;
      this.revision = form.dataset.revision || "0";
      this.status = document.querySelector("[data-autosave-status]");
      this.words = this.status ? this.status.dataset : {};
      this.state = "clean"; // clean, changed, sending, conflict
      this.attempt = 0;
      this.shown = JSON.stringify(this.values());
      this.offer();
      form.addEventListener("input", () => this.changed());
      form.addEventListener("change", () => this.changed());
      form.addEventListener("submit", (event) => this.leaving(event));
      window.addEventListener("online", () => this.again());
      window.addEventListener("focus", () => this.again());
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden" && this.state === "changed" && !this.submitted) this.send(true);
      });
      window.addEventListener("beforeunload", (event) => {
        if (this.state === "clean" || this.submitted) return;
        event.preventDefault();
        event.returnValue = "";
      });
      window.addEventListener("pageshow", () => { this.submitted = false; });
    }

    // What is typed, without files, secrets, tokens and the revision, which is nobody's typing.
    values() {
      const names = new Set([...this.form.elements].filter((element) => element.type === "password").map((element) => element.name));
      return [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "revision"].includes(name) && !names.has(name));
    }

    keep(more = {}) {
      this.store(this.key, { at: Date.now(), revision: this.revision, values: this.values(), ...more });
    }

    store(key, copy) {
      try {
        localStorage.setItem(key, JSON.stringify(copy));
      } catch {
        // Private windows have no store; the server's copy is then the only one.
      }
    }

    kept(key = this.key) {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    }

    forget(key = this.key) {
      try {
        localStorage.removeItem(key);
      } catch {
        // Nothing was stored.
      }
    }

    say(tone, text, link) {
      if (!this.status) return;
      this.status.dataset.tone = tone;
      this.status.replaceChildren(document.createTextNode(text));
      if (!link) return;
      const anchor = document.createElement("a");
      anchor.href = link.href;
      anchor.textContent = link.text;
      if (link.apart) anchor.target = "_blank";
      this.status.append(" ", anchor);
    }

    // A copy that the server never confirmed: the reader decides. Until then it is set aside, so that
    // new typing doesn't write over it.
    offer() {
      const bar = document.querySelector("[data-autosave-restore]");
      const copy = this.kept() || this.kept(this.aside);
      if (!copy || !bar) return;
      const arrived = copy.sent && Number(this.revision) > Number(copy.revision);
      this.forget();
      if (arrived || JSON.stringify(copy.values) === this.shown) return;
      this.store(this.aside, copy);
      const time = bar.querySelector("[data-autosave-time]");
      if (time) time.textContent = new Date(copy.at).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Shanghai" });
      bar.hidden = false;
      bar.querySelector("[data-autosave-take]").addEventListener("click", () => {
        this.fill(copy.values);
        bar.hidden = true;
        this.forget(this.aside);
        this.changed();
      });
      bar.querySelector("[data-autosave-drop]").addEventListener("click", () => {
        this.forget(this.aside);
        bar.hidden = true;
      });
    }

    fill(values) {
      const typed = new Map();
      values.forEach(([name, value]) => typed.set(name, [...(typed.get(name) || []), value]));
      [...this.form.elements].forEach((element) => {
        if (!element.name || ["file", "password", "submit", "button"].includes(element.type) || element.name === "csrfmiddlewaretoken") return;
        const given = typed.get(element.name) || [];
        if (element.type === "checkbox" || element.type === "radio") element.checked = given.includes(element.value);
        else if (element.multiple) [...element.options].forEach((option) => { option.selected = given.includes(option.value); });
        else if (given.length) element.value = given.shift();
      });
    }

    changed() {
      this.keep();
      if (this.state === "conflict") return;
      if (this.state === "clean") this.since = Date.now();
      this.state = this.state === "sending" ? "sending" : "changed";
      this.newer = true;
      clearTimeout(this.timer);
      const wait = Date.now() - this.since > LONGEST ? 0 : PAUSE;
      this.timer = setTimeout(() => this.send(), wait);
    }

    again() {
      if (this.state !== "changed" || !this.attempt) return;
      clearTimeout(this.timer);
      this.send();
    }

    token() {
      const field = this.form.querySelector("[name=csrfmiddlewaretoken]");
      // After signing in again in another window the old token of this page is void: take the cookie's.
      const fresh = cookie("csrftoken");
      if (fresh && field) field.value = fresh;
      return fresh || (field ? field.value : "");
    }

    async send(closing = false) {
      if (this.state !== "changed") return;
      this.state = "sending";
      this.newer = false;
      const body = new FormData();
      this.values().forEach(([name, value]) => body.append(name, value));
      body.append("revision", this.revision);
      this.say("", this.words.saving || "");
      let answer;
      try {
        answer = await fetch(this.url, {
          method: "POST",
          body,
          redirect: "manual",
          keepalive: closing,
          credentials: "same-origin",
          headers: { "X-CSRFToken": this.token(), Accept: "application/json" },
        });
      } catch {
        return this.later("wait", this.words.offline || "");
      }
      return this.read(answer);
    }

    async read(answer) {
      const json = (answer.headers.get("Content-Type") || "").includes("json");
      // 422: this form can't be saved at all any more (it was submitted, for example); trying again is no use.
      if ((answer.status === 409 || answer.status === 422) && json) return this.conflict(await answer.json());
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        return this.later("wrong", this.words.signedOut || "", { href: this.words.signIn || location.href, text: this.words.signInText || "", apart: true });
      }
      if (!answer.ok || !json) return this.later("wait", this.words.failed || "");
      return this.saved(await answer.json());
    }

    // A submit that came while a save was under way goes on with the revision that the save has made.
    submitWaiting() {
      if (this.waiting === undefined) return;
      const button = this.waiting;
      this.waiting = undefined;
      this.form.requestSubmit(button);
    }

    saved(said) {
      this.attempt = 0;
      this.revision = String(said.revision);
      this.form.dataset.revision = this.revision;
      const field = this.form.elements.namedItem("revision");
      if (field && "value" in field) field.value = this.revision;
      this.errors(said.errors || {});
      document.querySelectorAll("[data-autosave-missing]").forEach((element) => { element.textContent = said.missing; });
      this.say("ok", (this.words.saved || "%s").replace("%s", clock(said.saved_at)));
      this.state = "clean";
      this.form.dispatchEvent(new CustomEvent("autosaved", { detail: said, bubbles: true }));
      if (this.newer) this.changed();
      else if (!Object.keys(said.errors || {}).length) this.forget();
      this.submitWaiting();
    }

    conflict(said) {
      this.state = "conflict";
      this.keep();
      this.say("wrong", said.message || this.words.conflict || "", { href: location.href, text: this.words.reload || "" });
      this.submitWaiting();
    }

    later(tone, text, link) {
      this.state = "changed";
      const wait = RETRY[Math.min(this.attempt, RETRY.length - 1)];
      this.attempt += 1;
      this.say(tone, text, link);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), wait);
      this.submitWaiting();
    }

    leaving(event) {
      if (this.state === "sending") {
        event.preventDefault();
        this.waiting = event.submitter;
        return;
      }
      this.token();
      if (this.state !== "clean" || this.newer) this.keep({ sent: true });
      this.submitted = true;
      clearTimeout(this.timer);
    }

    // What the server says of each field, where the field is.
    errors(found) {
      this.form.querySelectorAll(".errorlist").forEach((list) => list.remove());
      this.form.querySelectorAll("[aria-invalid]").forEach((element) => {
        element.removeAttribute("aria-invalid");
        element.classList.remove("is-invalid");
      });
      Object.entries(found).forEach(([name, texts]) => {
        const named = this.form.elements.namedItem(name);
        const field = named instanceof RadioNodeList ? named[0] : named;
        if (!field) return;
        const list = document.createElement("ul");
        list.className = "errorlist";
        list.id = `${field.id}_error`;
        texts.forEach((text) => {
          const item = document.createElement("li");
          item.textContent = text;
          list.append(item);
        });
        (field.closest("fieldset, .field, td") || field.parentElement).append(list);
        field.setAttribute("aria-invalid", "true");
        field.classList.add("is-invalid");
        const described = new Set((field.getAttribute("aria-describedby") || "").split(" ").filter(Boolean));
        field.setAttribute("aria-describedby", [...described.add(list.id)].join(" "));
      });
    }
  }

  document.querySelectorAll("form[data-autosave]").forEach((form) => new Autosave(form));
})();
