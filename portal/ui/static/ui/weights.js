// Shows the sum of the rubric's weights while they are typed; the server counts them again.
"use strict";

for (const group of document.querySelectorAll("[data-weights]")) {
  const sum = group.querySelector("[data-weights-sum]");
  const count = () => {
    let total = 0;
    for (const weight of group.querySelectorAll("[data-weight]")) {
      const gone = weight.closest("fieldset")?.querySelector("input[name$='-DELETE']")?.checked;
      total += gone ? 0 : Number.parseInt(weight.value, 10) || 0;
    }
    sum.value = String(total);
    sum.classList.toggle("chip-ok", total === 100);
    sum.classList.toggle("chip-danger", total !== 100);
  };
  group.addEventListener("input", count);
  group.addEventListener("change", count);
}
