// Says on the page when a passkey could not be used; allauth's script only tells the console.
(() => {
  "use strict";
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const said = document.querySelector("[data-passkey-error]");
    if (said) said.hidden = false;
  });
})();
