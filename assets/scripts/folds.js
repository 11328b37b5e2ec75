// The menu and the filters of a phone: a <details> whose state shows or hides what follows it.

/** Escape closes an open fold and brings the keyboard back to its button. */
function closeOnEscape(fold, body) {
  for (const part of [fold, body]) {
    part.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !fold.open || event.defaultPrevented) return;
      fold.open = false;
      fold.querySelector("summary").focus();
    });
  }
}

/** `<details data-fold="ID">`: ID is the element that it shows. */
export function startFolds() {
  for (const fold of document.querySelectorAll("details[data-fold]")) {
    const body = document.getElementById(fold.dataset.fold);
    if (body) closeOnEscape(fold, body);
  }
}
