// Sends papers in pieces that survive a bad network (tus 1.0). Without it the plain form sends them.
"use strict";

const PIECE_BYTES = 256 * 1024;
const TRIES_MAX = 40; // in a row without a byte more: about ten minutes
const WAIT_MS_MAX = 20000;

class Refused extends Error {}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("form.add-paper[data-upload]")) return;
  const files = Array.from(form.querySelector("input[type=file]")?.files ?? []);
  if (files.length === 0) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") !== "true") void sendAll(form, files);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form.add-paper[data-upload]");
  if (form && event.target.type === "file" && event.target.files.length > 0) form.requestSubmit();
});

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form.add-paper[aria-busy=true]")) event.preventDefault();
});

/** Send every file, put what arrived into the form, and show the page as it is then. */
async function sendAll(form, files) {
  const button = form.querySelector("button");
  form.setAttribute("aria-busy", "true");
  if (button) button.disabled = true;
  const taken = [];
  const refused = [];
  for (const file of files) {
    try {
      taken.push(await send(form, file));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.push(`${file.name}: ${error.message}`);
    }
  }
  const id = form.closest("section")?.id;
  if (taken.length > 0) await put(form, taken);
  const now = (id && document.querySelector(`#${CSS.escape(id)} form.add-paper`)) || form;
  now.removeAttribute("aria-busy");
  if (now === form && button) button.disabled = false;
  now.querySelector("input[type=file]").value = "";
  say(now, refused.join(" "));
  if (now !== form) now.querySelector("input[type=file]").focus();
}

/** One file: begin, pieces, finish. Gives the id of its document, throws Refused with a sentence. */
async function send(form, file) {
  const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
  const begun = await stubborn(form, () =>
    ask(form, "POST", form.dataset.upload, {
      "Upload-Length": String(file.size),
      "Upload-Metadata": `filename ${name}`,
    }),
  );
  const place = new URL(begun.headers.get("Location"), location.href).pathname;
  let offset = 0;
  while (offset < file.size) {
    tell(form, file, offset);
    offset = await stubborn(form, async (isAgain) => {
      if (isAgain) return at(await ask(form, "HEAD", place));
      const piece = file.slice(offset, offset + PIECE_BYTES);
      const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
      return at(await ask(form, "PATCH", place, headers, piece));
    });
  }
  tell(form, file, file.size);
  const done = await stubborn(form, () => ask(form, "POST", place));
  return (await done.json()).document;
}

/** Try until it works or is refused. Waits longer each time, and goes on at once when online. */
async function stubborn(form, act) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await act(tries > 0);
    } catch (error) {
      if (error instanceof Refused) throw error;
      if (tries >= TRIES_MAX) throw new Refused(form.dataset.uploadBroken);
      say(form, form.dataset.uploadBroken);
      await pause(Math.min(500 * 2 ** tries, WAIT_MS_MAX));
    }
  }
}

/** One request. A refusal is final; no network, a busy server or another offset is worth a try. */
async function ask(form, method, address, headers = {}, body = null) {
  const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(address, {
    method,
    body,
    headers: { ...headers, "Tus-Resumable": "1.0.0", "X-CSRFToken": token },
    credentials: "same-origin",
  });
  if (answer.ok) return answer;
  const why = await answer.json().then((said) => said.detail, () => answer.statusText);
  if (answer.status === 409 || answer.status === 429 || answer.status >= 500) throw new Error(why);
  throw new Refused(why);
}

/** Add the documents to the form as a person without script would, and show the answer in place. */
async function put(form, documents) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.querySelector("input[name=csrfmiddlewaretoken]").value);
  for (const one of documents) body.append("document", one);
  const answer = await stubborn(form, async () => {
    const found = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    if (found.status >= 500) throw new Error(found.statusText);
    return found;
  });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const needs = page.getElementById("needs");
  if (!answer.ok || !needs) location.reload();
  else document.getElementById("needs").replaceWith(document.adoptNode(needs));
}

function at(answer) {
  return Number(answer.headers.get("Upload-Offset"));
}

function tell(form, file, offset) {
  const percent = Math.floor((offset * 100) / file.size);
  const words = form.dataset.uploadWords.replace("{name}", file.name);
  say(form, words.replace("{percent}", String(percent)));
}

function say(form, words) {
  form.querySelector(".upload-state").textContent = words;
}

function pause(milliseconds) {
  return new Promise((resume) => {
    const timer = setTimeout(resume, milliseconds);
    window.addEventListener("online", () => { clearTimeout(timer); resume(); }, { once: true });
  });
}
