// Passkeys: ask the server for options, let the browser make or use a passkey, send the answer back.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

/** The server's JSON -> what the browser takes: bytes in place of base64url. */
function decode(options) {
  const bytes = (list) => (list ?? []).map((item) => ({ ...item, id: toBytes(item.id) }));
  const decoded = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) decoded.user = { ...options.user, id: toBytes(options.user.id) };
  if (options.excludeCredentials) decoded.excludeCredentials = bytes(options.excludeCredentials);
  if (options.allowCredentials) decoded.allowCredentials = bytes(options.allowCredentials);
  return decoded;
}

/** The browser's answer -> JSON with base64url in place of bytes. */
function encode(credential) {
  const response = {};
  for (const name of [
    "clientDataJSON",
    "attestationObject",
    "authenticatorData",
    "signature",
    "userHandle",
  ]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function post(address, token, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body),
  });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
    throw new Error("Please load this page again and repeat it.");
  }
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error);
  return found;
}

async function run(box) {
  const { options, answer, next, token, passkey } = box.dataset;
  const publicKey = decode(await post(options, token, {}));
  const credential =
    passkey === "add"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
  const name = box.querySelector("input")?.value ?? "";
  return post(answer, token, { credential: encode(credential), name, next });
}

function showCodes(box, codes) {
  const panel = box.nextElementSibling;
  panel.querySelector("ul").replaceChildren(
    ...codes.map((code) => {
      const item = document.createElement("li");
      item.append(Object.assign(document.createElement("code"), { textContent: code }));
      return item;
    }),
  );
  box.hidden = true;
  panel.hidden = false;
  panel.focus();
}

function fail(box, error) {
  const line = box.querySelector("[role=alert]");
  const cancelled = error.name === "NotAllowedError" || error.name === "AbortError";
  line.textContent = cancelled
    ? "Nothing happened: the passkey was not used. You can try again."
    : error.message;
  line.hidden = false;
}

export function startPasskeys() {
  if (!window.PublicKeyCredential) return;
  for (const box of document.querySelectorAll("[data-passkey]")) {
    const button = box.querySelector("button");
    box.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const done = await run(box);
        if (done.codes?.length) showCodes(box, done.codes);
        else window.location.assign(done.next);
      } catch (error) {
        fail(box, error);
      } finally {
        button.disabled = false;
      }
    });
  }
}
