// Passkeys, the one thing a page cannot do by itself. It talks to the device only: the answer
// goes into the page's own form, which is sent like any other. Nothing is fetched or kept.
"use strict";

(() => {
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };

  const text = (buffer) => {
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
    return btoa(letters.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  const question = (options) => {
    const read = { ...options, challenge: bytes(options.challenge) };
    if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
    for (const list of ["allowCredentials", "excludeCredentials"]) {
      if (options[list]) read[list] = options[list].map((each) => ({ ...each, id: bytes(each.id) }));
    }
    return { publicKey: read };
  };

  const answer = (made) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[part]) response[part] = text(made.response[part]);
    }
    return JSON.stringify({
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response,
      clientExtensionResults: {},
    });
  };

  if (!window.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const failed = form.querySelector("[data-failed]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      failed.hidden = true;
      try {
        const asked = question(JSON.parse(form.dataset.question));
        const made = await navigator.credentials[form.dataset.passkey](asked);
        form.elements.credential.value = answer(made);
      } catch {
        failed.hidden = false;
        return;
      }
      form.requestSubmit(event.submitter);
    });
  }
})();
