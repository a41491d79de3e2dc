// A form is sent once: after the first submit its buttons rest, until the page is shown again.
(() => {
  "use strict";
  const resting = new Set();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    // The pressed button's own name and value must still travel, so it is disabled after the submit.
    setTimeout(() => {
      form.querySelectorAll("button:not([type=button]), input[type=submit]").forEach((button) => {
        if (button.disabled) return;
        button.disabled = true;
        resting.add(button);
      });
    });
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    resting.forEach((button) => { button.disabled = false; });
    resting.clear();
  });
})();
