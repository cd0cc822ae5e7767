/* Lets a form be answered by a passkey. Without script, or without passkeys in the browser, the other ways stay. */
(() => {
  "use strict";

  const supported = window.PublicKeyCredential && navigator.credentials;

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };

  const text = (buffer) => {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  // What the server asks for, with letters turned into bytes as the browser wants them.
  const readable = (asked) => {
    const options = { ...asked.publicKey, challenge: bytes(asked.publicKey.challenge) };
    if (options.user) options.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) options.excludeCredentials = named(options.excludeCredentials);
    if (options.allowCredentials) options.allowCredentials = named(options.allowCredentials);
    return { publicKey: options };
  };

  // What the authenticator answered, with bytes turned into letters again.
  const sendable = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    });
  };

  const ask = async (form) => {
    const answer = await fetch(form.dataset.options, {
      method: "POST",
      headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
    });
    if (!answer.ok || answer.redirected) throw new Error("refused");
    const options = readable(await answer.json());
    return form.dataset.passkey === "create"
      ? navigator.credentials.create(options)
      : navigator.credentials.get(options);
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const complaint = form.querySelector("[data-complaint]");
    if (!supported) {
      form.querySelector("[data-unsupported]").hidden = false;
      for (const button of form.querySelectorAll("button")) button.disabled = true;
      continue;
    }
    // A button that submits by itself would do so without script too, with nothing to send.
    form.querySelector("[data-ask]").addEventListener("click", () => form.requestSubmit());
    form.addEventListener("submit", async (event) => {
      const field = form.querySelector("[name=credential]");
      if (field.value) return;
      event.preventDefault();
      complaint.hidden = true;
      try {
        field.value = sendable(await ask(form));
        form.submit();
      } catch {
        // The person has closed the window, or the device knows no passkey for this place.
        complaint.hidden = false;
        complaint.focus();
      }
    });
  }
})();
