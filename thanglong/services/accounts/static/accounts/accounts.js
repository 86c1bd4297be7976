// Passkeys: asks the browser to make one or to answer with one, then sends the form as usual.
// Without this script the other second step (a code) still works.
(() => {
  "use strict";

  const bytes = (text) => {
    const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
    return Uint8Array.from(atob(padded), (char) => char.charCodeAt(0));
  };

  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  const described = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const made = async (options) => {
    const publicKey = {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: described(options.excludeCredentials),
    };
    const credential = await navigator.credentials.create({ publicKey });
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: {
        clientDataJSON: text(credential.response.clientDataJSON),
        attestationObject: text(credential.response.attestationObject),
      },
    };
  };

  const answered = async (options) => {
    const publicKey = {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: described(options.allowCredentials),
    };
    const credential = await navigator.credentials.get({ publicKey });
    const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response: {
        clientDataJSON: text(clientDataJSON),
        authenticatorData: text(authenticatorData),
        signature: text(signature),
        userHandle: userHandle ? text(userHandle) : null,
      },
    };
  };

  const ask = async (form) => {
    const options = JSON.parse(form.dataset.options);
    const problem = form.querySelector("[data-passkey-problem]");
    problem.hidden = true;
    try {
      const answer = form.dataset.passkey === "new" ? await made(options) : await answered(options);
      form.elements.answer.value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      problem.hidden = false;
    }
  };

  if (!window.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
  }
})();
