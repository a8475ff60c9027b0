// Passkeys: the one thing of the security pages that needs a script.
"use strict";

async function post(form, address, body) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body),
  });
  if (answer.redirected && form.dataset.confirm) {
    window.location.assign(form.dataset.confirm);
    return new Promise(() => {});
  }
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.detail);
  return told;
}

async function perform(form) {
  const options = await post(form, form.dataset.options, {});
  let credential;
  if (form.dataset.passkey === "register") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    credential = await navigator.credentials.create({ publicKey });
  } else {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    credential = await navigator.credentials.get({ publicKey });
  }
  const sent = { credential: credential.toJSON() };
  for (const name of ["name", "next"]) {
    if (form.elements[name]) sent[name] = form.elements[name].value;
  }
  const told = await post(form, form.dataset.finish, sent);
  window.location.assign(told.next);
}

const able = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON;
// Browsers bind passkeys to a name, never to an IP address: where one stands, nothing is offered.
const named = !/^[\d.]+$|^\[/.test(window.location.hostname);
for (const told of named ? [] : document.querySelectorAll("[data-passkey-needs-name]")) {
  told.hidden = false;
}
for (const form of able && named ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const error = form.querySelector(".error");
    error.hidden = true;
    try {
      await perform(form);
    } catch (refusal) {
      error.hidden = false;
    }
  });
}
