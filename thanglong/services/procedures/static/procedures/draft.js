/* Keeps a form as one goes: what was written is sent when one leaves a question. Without it the
   button saves. One request at a time, so that a form never disagrees with itself. */
"use strict";

(() => {
  const RETRY_MS = 5000;
  const form = () => document.getElementById("sheet");
  const isUndecided = () => document.getElementById("moved") !== null;
  let asking = null; // a promise as long as the server is asked
  let finish = null;
  let isDirty = false;

  const begin = () => { asking = new Promise((resume) => { finish = resume; }); };
  const end = () => { const resume = finish; asking = finish = null; if (resume) resume(); };

  /** Take over the version, the saved line and from where answers come; a form changed elsewhere shows what to decide. */
  const show = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const answer = page.getElementById("sheet");
    if (page.getElementById("moved")) {
      form().replaceWith(document.adoptNode(answer));
      document.getElementById("moved").focus();
      return;
    }
    form().elements.version.value = answer.elements.version.value;
    for (const note of form().querySelectorAll(".source")) if (!page.getElementById(note.id)) note.remove();
    const line = document.getElementById("saved");
    const news = page.getElementById("saved");
    if (line.textContent !== news.textContent) line.replaceChildren(...news.childNodes);
  };

  const save = async () => {
    if (asking || !isDirty || !form() || isUndecided()) return;
    isDirty = false;
    begin();
    try {
      const answer = await fetch(form().action, {
        method: "POST",
        body: new FormData(form()),
        headers: { "HX-Request": "true" },
        credentials: "same-origin",
        keepalive: true,
      });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      show(await answer.text());
    } catch (error) {
      isDirty = true;
      const line = document.getElementById("saved");
      line.textContent = line.dataset.failed;
      setTimeout(save, RETRY_MS);
    } finally {
      end();
    }
  };

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!form() || input.form !== form() || !input.name) return;
    const shows = input.hasAttribute("data-refresh");
    if (shows && (asking || isUndecided())) {
      event.stopImmediatePropagation();
      if (asking) asking.then(() => document.getElementById(input.id)?.dispatchEvent(new Event("change", { bubbles: true })));
    } else if (!shows) {
      isDirty = true;
      if (asking) asking.then(save); else void save();
    }
  }, true);

  document.addEventListener("submit", (event) => {
    if (event.target !== form() || !asking) return;
    event.preventDefault();
    asking.then(() => { isDirty = false; form().requestSubmit(); });
  });

  let request = null; // of htmx, which puts another form in the place of the one that asked
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt !== form()) return;
    request = event.detail.xhr;
    begin();
  });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.xhr === request) end(); });
  window.addEventListener("online", () => void save());
})();
