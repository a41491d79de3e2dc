// After an autosave: the list of what is missing and the rail follow what the server said.
(() => {
  "use strict";
  document.addEventListener("autosaved", (event) => {
    const { list, states } = event.detail;
    const missing = document.querySelector("[data-filing-missing]");
    if (list && missing) {
      const folds = () => [...missing.querySelectorAll("[data-missing]")];
      const seen = new Map(folds().map((fold) => [fold.dataset.missing, fold.open]));
      missing.innerHTML = list;
      folds().forEach((fold) => { if (seen.has(fold.dataset.missing)) fold.open = seen.get(fold.dataset.missing); });
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
