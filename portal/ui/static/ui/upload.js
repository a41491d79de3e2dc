// Sends chosen files one by one with their progress: <form data-upload enctype="multipart/form-data">.
// Without this script the same form is sent whole. The server's answer is the same page either way:
// a redirect on success, the form again (422) with the reason on refusal.
(() => {
  "use strict";

  const reasons = (request) => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    return [...page.querySelectorAll(".errorlist li, .notice-error")].map((item) => item.textContent.trim()).filter(Boolean);
  };

  class Upload {
    constructor(form) {
      this.form = form;
      this.input = form.querySelector("input[type=file]");
      this.list = form.querySelector("[data-upload-list]") || this.makeList();
      this.words = form.dataset;
      form.addEventListener("submit", (event) => {
        if (!this.input.files.length || !form.reportValidity()) return;
        event.preventDefault();
        this.all([...this.input.files]);
      });
      if ("uploadAtOnce" in form.dataset) this.input.addEventListener("change", () => this.input.files.length && form.requestSubmit());
    }

    makeList() {
      const list = document.createElement("ul");
      list.className = "file-list";
      list.setAttribute("aria-live", "polite");
      this.form.append(list);
      return list;
    }

    row(file) {
      const item = document.createElement("li");
      const name = document.createElement("span");
      const end = document.createElement("span");
      const bar = document.createElement("progress");
      name.className = "file-name";
      name.textContent = file.name;
      end.className = "file-end";
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      item.append(name, end, bar);
      this.list.append(item);
      return { item, end, bar };
    }

    async all(files) {
      this.form.setAttribute("aria-busy", "true");
      this.input.disabled = true;
      let last = null;
      let refused = 0;
      for (const file of files) {
        const row = this.row(file);
        const request = await this.one(file, row);
        if (request && request.status >= 200 && request.status < 300 && !reasons(request).length) {
          last = request;
          row.end.textContent = this.words.done || "✓";
        } else {
          refused += 1;
          this.refuse(row, request);
        }
        row.bar.remove();
      }
      this.input.disabled = false;
      this.input.value = "";
      this.form.removeAttribute("aria-busy");
      if (last && !refused) location.assign(last.responseURL);
      else if (last) this.link(last.responseURL);
    }

    one(file, row) {
      const largest = Number(this.input.dataset.maxBytes || 0);
      if (largest && file.size > largest) return Promise.resolve({ tooLarge: true });
      const body = new FormData(this.form);
      body.append(this.input.name, file);
      return new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.open("POST", this.form.action);
        request.upload.addEventListener("progress", (event) => {
          if (!event.lengthComputable) return;
          const percent = Math.round((event.loaded / event.total) * 100);
          row.bar.value = percent;
          row.end.textContent = `${percent} %`;
        });
        request.addEventListener("load", () => resolve(request));
        request.addEventListener("error", () => resolve(null));
        request.send(body);
      });
    }

    refuse(row, request) {
      const text = document.createElement("p");
      text.className = "errorlist";
      if (!request) text.textContent = this.words.offline || "";
      else if (request.tooLarge || request.status === 413) text.textContent = this.words.tooLarge || "";
      else text.textContent = reasons(request).join(" ") || this.words.failed || "";
      row.end.textContent = "";
      row.item.append(text);
    }

    link(address) {
      const item = document.createElement("li");
      const anchor = document.createElement("a");
      anchor.href = address;
      anchor.textContent = this.words.showList || address;
      item.append(anchor);
      this.list.append(item);
    }
  }

  document.querySelectorAll("form[data-upload]").forEach((form) => new Upload(form));
})();
