// A button that shows what was typed into a password field.

export function startPasswords() {
  for (const box of document.querySelectorAll("[data-show-password]")) {
    const field = document.getElementById(box.dataset.showPassword);
    const button = box.querySelector("button");
    if (!field || !button) continue;
    box.hidden = false;
    button.addEventListener("click", () => {
      const shown = field.type === "text";
      field.type = shown ? "password" : "text";
      button.textContent = shown ? "Show password" : "Hide password";
      button.setAttribute("aria-pressed", String(!shown));
    });
    // Browsers offer to keep a password only when it is sent as one.
    field.form?.addEventListener("submit", () => {
      field.type = "password";
    });
  }
}
