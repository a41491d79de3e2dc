// A form is sent once: after the first submit its buttons rest, until the page is shown again.
// data-many on a form leaves it alone (a download, which leaves the page standing).
(() => {
  "use strict";
  const resting = new Set();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "many" in form.dataset) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    // The pressed button's own name and value must still travel, so buttons rest after the submit.
    setTimeout(() => {
      [...form.elements].forEach((element) => {
        if (element.type !== "submit" || element.disabled) return;
        element.disabled = true;
        resting.add(element);
      });
    });
  });

  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
    resting.forEach((element) => { element.disabled = false; });
    resting.clear();
  });
})();
