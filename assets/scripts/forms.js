// After a failed submit the keyboard starts at the list of problems.

export function startForms() {
  document.querySelector("[data-error-summary]")?.focus();
}
