// Marks many rows at once: <form data-bulk> with [data-bulk-item] boxes, [data-bulk-all] above them,
// [data-bulk-count] in the bar [data-bulk-bar]. With shift a whole run of rows is marked.
// Without this script the bar is always there and boxes are marked one by one.
(() => {
  "use strict";
  document.querySelectorAll("form[data-bulk]").forEach((form) => {
    const items = [...form.elements].filter((element) => "bulkItem" in element.dataset);
    const all = [...form.elements].find((element) => "bulkAll" in element.dataset);
    const bar = document.querySelector(`[data-bulk-bar="${form.id}"]`) || form.querySelector("[data-bulk-bar]");
    let last = null;

    const show = () => {
      const marked = items.filter((item) => item.checked).length;
      (bar || form).querySelectorAll("[data-bulk-count]").forEach((element) => { element.textContent = marked; });
      if (bar) bar.hidden = marked === 0;
      if (!all) return;
      all.checked = marked > 0 && marked === items.length;
      all.indeterminate = marked > 0 && marked < items.length;
    };

    items.forEach((item, index) => {
      item.addEventListener("click", (event) => {
        if (event.shiftKey && last !== null) {
          const [from, to] = [Math.min(last, index), Math.max(last, index)];
          items.slice(from, to + 1).forEach((other) => { other.checked = item.checked; });
        }
        last = index;
        show();
      });
      item.addEventListener("change", show);
    });
    if (all) {
      all.hidden = false;
      all.addEventListener("change", () => {
        items.forEach((item) => { if (!item.disabled) item.checked = all.checked; });
        show();
      });
    }
    if (bar) {
      bar.querySelectorAll("[data-bulk-clear]").forEach((button) => {
        button.hidden = false;
        button.addEventListener("click", () => {
          items.forEach((item) => { item.checked = false; });
          show();
        });
      });
    }
    window.addEventListener("pageshow", show);
    show();
  });
})();
