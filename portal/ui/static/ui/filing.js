// After an autosave: the list of what is missing and the rail follow what the server said.
(() => {
  "use strict";
  document.addEventListener("autosaved", (event) => {
    const { items, states } = event.detail;
    const list = document.querySelector("[data-filing-missing]");
    if (items && list) {
      list.replaceChildren(...items.map((item) => {
        const entry = document.createElement("li");
        const link = document.createElement("a");
        link.href = item.href;
        link.textContent = item.label;
        entry.append(link);
        return entry;
      }));
      document.querySelector("[data-filing-complete]").hidden = items.length > 0;
    }
    Object.entries(states || {}).forEach(([key, state]) => {
      const stop = document.querySelector(`[data-rail="${key}"]`);
      if (!stop) return;
      stop.className = `rail-${state === "attention" ? "wrong" : state}`;
      const dot = stop.querySelector(".rail-dot");
      dot.textContent = { done: "✓", attention: "!" }[state] || dot.dataset.number;
      const word = stop.querySelector("[data-rail-word]");
      word.textContent = word.dataset[state] || "";
    });
  });
})();
