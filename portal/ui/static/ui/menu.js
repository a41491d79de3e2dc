// Groups of the menu: Escape closes the open one and returns to it, so does a press or a step elsewhere.
// Without this script they open and close by themselves, one at a time (<details name>).
(() => {
  const open = () => document.querySelector("details[data-menu][open]");
  const leave = (target) => {
    const group = open();
    if (group && !group.contains(target)) group.open = false;
  };
  document.addEventListener("keydown", (event) => {
    const group = open();
    if (event.key !== "Escape" || !group) return;
    group.open = false;
    group.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => leave(event.target));
  document.addEventListener("focusin", (event) => leave(event.target));
})();
