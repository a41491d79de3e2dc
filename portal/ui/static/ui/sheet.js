// Beside a score sheet's fields: the running total, where a reason is due, and keys for quick scoring.
// Enter goes to the next figure (with Shift back), Ctrl or ⌘ and S saves the draft. All works without it.
(() => {
  "use strict";
  const REASON_BELOW = 0.6; // as in reviews.scoring; the server decides
  const out = document.querySelector("[data-total]");
  const fields = [...document.querySelectorAll("[data-points]")];
  if (!out || !fields.length) return;
  const form = fields[0].form;
  const marks = new Map([...document.querySelectorAll("[data-reason-for]")].map((mark) => [mark.dataset.reasonFor, mark]));
  marks.forEach((mark) => { mark.dataset.free = mark.textContent; });

  const isExtreme = (field) => {
    const weight = Number(field.dataset.points);
    return field.value !== "" && (Number(field.value) < weight * REASON_BELOW || Number(field.value) === weight);
  };
  const show = () => {
    const sum = fields.reduce((total, field) => total + (Number(field.value) || 0), 0);
    out.textContent = String(Math.round(sum * 100) / 100);
    fields.forEach((field) => {
      const mark = marks.get(field.id);
      if (mark) mark.textContent = isExtreme(field) ? mark.dataset.due : mark.dataset.free;
    });
  };
  fields.forEach((field, index) => {
    field.addEventListener("input", show);
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const next = fields[index + (event.shiftKey ? -1 : 1)] || form.elements.namedItem(event.shiftKey ? "veto" : "comment");
      const target = next instanceof RadioNodeList ? next[0] : next;
      if (target) target.focus();
      if (target && target.select) target.select();
    });
  });
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    form.requestSubmit(form.elements.namedItem("save"));
  });
  form.addEventListener("change", show);
  show();
})();
