// Saving while typing: htmx sends the form after a pause (attributes in templates/submit/section.html).
// When that fails, the page says so; the buttons still save.

const FAILED = "Not saved just now. Press “Save” to try again; nothing you typed is lost.";

export function startDrafts() {
  const form = document.querySelector("form[data-autosave]");
  const status = document.getElementById("save-status");
  if (!form || !status) return;
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    form.addEventListener(name, () => {
      status.textContent = FAILED;
    });
  }
  form.addEventListener("htmx:beforeRequest", () => {
    status.textContent = "Saving …";
  });
  // A session that ended answers with the page to sign in, not with a line of text.
  form.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.responseText.includes("<html")) {
      event.detail.shouldSwap = false;
      status.textContent =
        "Not saved: you are signed out. Press “Save”; what you typed comes back after you sign in.";
    }
  });
}
