// Sends papers in pieces that survive a bad network (tus 1.0). Without it the plain form sends them.
"use strict";

const PIECE_BYTES = 256 * 1024;
const TRIES_MAX = 40; // in a row without a byte more: about ten minutes
const WAIT_MS_MAX = 20000;

class Refused extends Error {}
class Busy extends Error {}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("form.add-paper[data-upload]")) return;
  const files = Array.from(form.querySelector("input[type=file]")?.files ?? []);
  if (files.length === 0) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") !== "true") void sendAll(form, files);
});

document.addEventListener("change", (event) => {
  const box = event.target.closest(".add-paper[data-upload]");
  if (!box || event.target.type !== "file" || event.target.files.length === 0) return;
  if (box instanceof HTMLFormElement) box.requestSubmit();
  else void sendInto(box, event.target);
});

// A page with several boxes is sent as a whole: not while one of them is still sending.
document.addEventListener("submit", (event) => {
  const busy = event.target.querySelector(".add-paper[aria-busy=true]");
  if (!busy) return;
  event.preventDefault();
  busy.scrollIntoView({ block: "center" });
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=drop]");
  if (!button) return;
  event.preventDefault();
  const input = button.closest("section").querySelector("input[type=file]");
  button.closest(".file").remove();
  input.focus();
});

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector(".add-paper[aria-busy=true]")) event.preventDefault();
});

/** Send the files of one box of a larger form; what arrived goes along when that form is sent. */
async function sendInto(box, input) {
  const files = Array.from(input.files);
  const refused = [];
  input.value = ""; // the plain form must not send them a second time
  input.disabled = true;
  box.setAttribute("aria-busy", "true");
  for (const file of files) {
    try {
      show(box, file, await send(box, file));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.push(`${file.name}: ${error.message}`);
    }
  }
  box.removeAttribute("aria-busy");
  input.disabled = false;
  say(box, refused.join(" "));
  input.focus();
}

/** A line for a file that has arrived, with what a person should look at. */
function show(box, file, kept) {
  const line = box.querySelector("template").content.firstElementChild.cloneNode(true);
  for (const place of line.querySelectorAll(".file-name")) place.textContent = file.name;
  line.querySelector(".file-size").textContent = kept.size;
  line.querySelector("input[name=taken]").value += kept.document;
  if (kept.findings.length > 0) {
    line.classList.add("wrong");
    line.querySelector(".wrong-text").hidden = false;
    line.querySelector(".file-problem").textContent = kept.findings.join(" ");
  }
  box.closest("section").querySelector("ul.files").append(line);
}

/** Send every file, put what arrived into the form, and show the page as it is then. */
async function sendAll(form, files) {
  const button = form.querySelector("button");
  form.setAttribute("aria-busy", "true");
  if (button) button.disabled = true;
  const taken = [];
  const refused = [];
  for (const file of files) {
    try {
      taken.push((await send(form, file)).document);
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

/** One file: begin, pieces, finish. Gives its document and what to look at; throws Refused. */
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
      const start = isAgain ? at(await ask(form, "HEAD", place)) : offset;
      if (start >= file.size) return start;
      const piece = file.slice(start, start + PIECE_BYTES);
      const headers = { "Upload-Offset": String(start), "Content-Type": "application/offset+octet-stream" };
      return at(await ask(form, "PATCH", place, headers, piece));
    });
  }
  tell(form, file, file.size);
  const done = await stubborn(form, () => ask(form, "POST", place));
  return done.json();
}

/** Try until it works or is refused. Waits longer each time, and goes on at once when online. */
async function stubborn(form, act) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await act(tries > 0);
    } catch (error) {
      if (error instanceof Refused) throw error;
      const why = error instanceof Busy ? error.message : form.dataset.uploadBroken;
      if (tries >= TRIES_MAX) throw new Refused(why);
      say(form, why);
      await pause(Math.min(500 * 2 ** tries, WAIT_MS_MAX));
    }
  }
}

/** One request. A refusal is final; no network, a busy server or another offset is worth a try. */
async function ask(form, method, address, headers = {}, body = null) {
  const token = form.closest("form").querySelector("input[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(address, {
    method,
    body,
    headers: { ...headers, "Tus-Resumable": "1.0.0", "X-CSRFToken": token },
    credentials: "same-origin",
  });
  if (answer.ok) return answer;
  const why = await answer.json().then((said) => said.detail, () => answer.statusText);
  if (answer.status === 409 || answer.status === 429 || answer.status >= 500) throw new Busy(why);
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
