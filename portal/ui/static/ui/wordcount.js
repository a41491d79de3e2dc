// Counts what is written: <textarea data-wordcount="已写 %s 字" data-least="100" data-most="500">.
// Blanks don't count, as the server counts.
(() => {
  "use strict";
  document.querySelectorAll("textarea[data-wordcount]").forEach((area) => {
    const shown = document.createElement("span");
    shown.className = "field-count";
    const help = document.getElementById(`${area.id}_helptext`);
    if (help) {
      help.classList.add("field-foot");
      const words = document.createElement("span");
      words.append(...help.childNodes);
      help.append(words, shown);
    } else {
      const foot = document.createElement("p");
      foot.className = "field-foot";
      foot.append(shown);
      area.insertAdjacentElement("afterend", foot);
    }
    const count = () => {
      const length = [...area.value.replace(/\s/g, "")].length;
      const { least, most } = area.dataset;
      shown.textContent = area.dataset.wordcount.replace("%s", length);
      shown.dataset.tone = (least && length < Number(least)) || (most && length > Number(most)) ? "wait" : "ok";
    };
    area.addEventListener("input", count);
    count();
  });
})();
