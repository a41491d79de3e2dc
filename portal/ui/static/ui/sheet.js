// Keeps the running total of a score sheet beside its fields.
(() => {
  "use strict";
  const out = document.querySelector("[data-total]");
  const fields = [...document.querySelectorAll("[data-points]")];
  if (!out || !fields.length) return;
  const show = () => {
    const sum = fields.reduce((total, field) => total + (Number(field.value) || 0), 0);
    out.textContent = String(Math.round(sum * 100) / 100);
  };
  fields.forEach((field) => field.addEventListener("input", show));
  show();
})();
