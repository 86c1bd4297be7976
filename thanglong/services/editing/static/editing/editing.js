/* The check while one types: what is being written is sent, nothing is saved, findings come back. */
"use strict";
(() => {
  const PAUSE = 700;
  const line = (one) => {
    const item = document.createElement("li");
    item.className = one.is_notice ? "notice-line" : "fault-line";
    const said = document.createElement("p");
    const what = document.createElement("strong");
    what.textContent = one.message;
    said.append(what, " " + one.advice);
    const where = document.createElement("p");
    where.className = "hint num";
    where.textContent = [one.line ? one.line : "", one.path].filter(Boolean).join(" · ");
    const body = document.createElement("div");
    body.append(said, where);
    item.append(body);
    return item;
  };

  const list = (place, found) => {
    if (!place) return;
    const lines = document.createElement("ul");
    lines.className = "findings";
    lines.append(...found.map(line));
    place.replaceChildren(...(found.length ? [lines] : []));
  };

  const beside = (form, places) => {
    for (const input of form.querySelectorAll("[data-place]")) {
      const found = places[input.name] || [];
      let box = document.getElementById(input.id + "-lint");
      if (!box && found.length) {
        box = document.createElement("p");
        box.id = input.id + "-lint";
        box.className = "wrong-text";
        const label = document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
        if (label) label.after(box); else input.before(box);
        input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby") || "", box.id].join(" ").trim());
      }
      if (box) box.textContent = found.map((one) => one.message + " " + one.advice).join(" ");
      if (found.some((one) => !one.is_notice)) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  };

  for (const form of document.querySelectorAll("form[data-lint]")) {
    const count = form.querySelector("[data-lint-count]");
    let timer = 0;
    let asked = 0;
    const ask = async () => {
      const mine = ++asked;
      const body = new FormData(form);
      let told;
      try {
        const answer = await fetch(form.dataset.lint, { method: "POST", body, credentials: "same-origin" });
        if (!answer.ok) return;
        told = await answer.json();
      } catch { return; /* without the network the check comes with the next save */ }
      if (mine !== asked) return;
      list(form.querySelector("[data-lint-here]"), told.here);
      beside(form, told.places || {});
      if (!count) return;
      const first = form.querySelector('[aria-invalid="true"]');
      const words = document.createElement(told.count && first ? "a" : "span");
      if (words.localName === "a") words.href = "#" + first.id;
      words.textContent = told.problem || (told.count ? form.dataset.lintSome + " " + told.count : form.dataset.lintGood);
      count.replaceChildren(words);
    };
    const later = () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
  }

  /* What was written is not lost by leaving the page in a hurry. */
  let isDirty = false;
  for (const form of document.querySelectorAll("form[data-lint]")) {
    form.addEventListener("input", () => { isDirty = true; });
    form.addEventListener("submit", () => { isDirty = false; });
  }
  addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
})();
