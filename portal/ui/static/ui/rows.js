// Adds a row without a round trip: copies the pattern beside the list. Without this script the button sends the form.
(() => {
  "use strict";
  document.querySelectorAll("[data-rows]").forEach((group) => {
    const button = group.querySelector("[data-rows-add]");
    const pattern = group.querySelector("template[data-rows-pattern]");
    const list = group.querySelector("[data-rows-list]");
    const count = group.querySelector("[data-rows-count]");
    if (!button || !pattern) return;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const index = Number(count.value);
      const holder = document.createElement("template");
      holder.innerHTML = pattern.innerHTML.replaceAll("__index__", String(index));
      const row = holder.content.firstElementChild;
      row.querySelectorAll("[data-row-number]").forEach((place) => { place.textContent = String(index + 1); });
      list.append(row);
      count.value = String(index + 1);
      if (index + 1 >= Number(group.dataset.most)) button.hidden = true;
      const first = row.querySelector("input, select, textarea");
      if (first) first.focus();
    });
  });
})();
