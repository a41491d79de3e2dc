// Warns before a quiet session ends (components/idle.html), one click stays. What was typed is kept in this
// tab for the same person and put back after signing in again; forms with data-autosave keep their own.
(() => {
  "use strict";
  const dialog = document.querySelector("dialog[data-idle]");
  if (!dialog) return;
  const WARN = Math.min(300, dialog.dataset.idle / 2); // seconds before the end
  const SEEN = `seen:${dialog.dataset.idleWho}`;
  const key = `typed:${dialog.dataset.idleWho}:${location.pathname}`;
  const left = dialog.querySelector("[data-idle-left]");
  const store = (place, name, value) => {
    try {
      if (value === undefined) return place.getItem(name);
      if (value === null) return place.removeItem(name);
      place.setItem(name, value);
    } catch {
      // Private windows have no store: then there is only this page's own clock.
    }
    return null;
  };
  let here = Date.now();
  const seen = () => Math.max(here, Number(store(localStorage, SEEN)) || 0); // by any tab
  const note = () => {
    here = Date.now();
    store(localStorage, SEEN, String(here));
  };

  const fields = () => [...document.querySelectorAll("main form:not([data-autosave])")].flatMap((form, n) => [...form.elements]
    .filter((one) => one.name && !["file", "password", "hidden", "submit", "button"].includes(one.type))
    .map((one, m) => [`${n}.${m}.${one.name}`, one]));
  const shown = JSON.stringify(fields().map(([, one]) => [one.value, one.checked]));
  const keep = () => {
    const now = fields();
    if (JSON.stringify(now.map(([, one]) => [one.value, one.checked])) === shown) return;
    store(sessionStorage, key, JSON.stringify(Object.fromEntries(now.map(([name, one]) => [name, [one.value, one.checked]]))));
  };
  const restore = () => {
    const typed = JSON.parse(store(sessionStorage, key) || "null");
    store(sessionStorage, key, null);
    if (!typed) return;
    fields().forEach(([name, one]) => {
      if (!(name in typed)) return;
      if (["checkbox", "radio"].includes(one.type)) [, one.checked] = typed[name];
      else [one.value] = typed[name];
    });
    const said = document.querySelector("[data-idle-restored]");
    document.querySelector("main").prepend(said);
    said.hidden = false;
  };

  const tell = (body) => {
    const token = (document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken=")) || "").slice(10);
    return fetch(dialog.dataset.idleStay, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": token } });
  };
  const stay = async () => {
    try {
      const answer = await tell(new URLSearchParams());
      if (answer.status !== 204) return leave();
    } catch {
      return; // no network: the clock runs on
    }
    note();
    if (dialog.open) dialog.close();
  };
  const leave = async () => {
    window.clearInterval(clock);
    keep();
    await tell(new URLSearchParams({ end: "1" })).catch(() => null); // the server's own clock ends it as well
    const next = encodeURIComponent(location.pathname + location.search);
    location.assign(`${dialog.dataset.idleSignIn}?next=${next}`);
  };
  const look = () => {
    const rest = Math.ceil(dialog.dataset.idle - (Date.now() - seen()) / 1000);
    if (rest <= 0) return leave();
    left.textContent = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
    if (rest <= WARN && !dialog.open) dialog.showModal();
    if (rest > WARN && dialog.open) dialog.close();
    return undefined;
  };

  dialog.querySelector("[data-idle-click]").addEventListener("click", stay);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });
  // Typing is a sign of the person, too: the server hears of it at most every five minutes.
  document.addEventListener("input", () => { if (Date.now() - seen() > 300000) { note(); stay(); } });
  document.addEventListener("DOMContentLoaded", restore);
  note();
  const clock = window.setInterval(look, 1000);
})();
