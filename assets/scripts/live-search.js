// Filters that apply at once: htmx fetches the page of the new address and swaps its results and
// filters in. Attributes are in templates/macros/facets.html (`live_form`).

import htmx from "htmx.org";

Object.assign(htmx.config, {
  // What our content security policy forbids anyway: styles and code that come out of nowhere.
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  // "Back" asks the server again: nothing of a visit stays in the browser's storage.
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  // New elements have their own attributes at once, so that the state of folds can be put back.
  defaultSettleDelay: 0,
  defaultSwapDelay: 0,
  timeout: 10_000,
});

const FORM = "search-form";
const GROUPS = "filter-groups";
const RESULTS = "results";
const NARROW = "(max-width: 63.99em)";

/** Folds that were opened or closed, and the one that has focus: what a swap would forget. */
function remember() {
  const groups = document.getElementById(GROUPS);
  const open = new Map();
  for (const fold of groups?.querySelectorAll("details[id]") ?? []) open.set(fold.id, fold.open);
  const focused = groups?.contains(document.activeElement) ? document.activeElement : null;
  return { open, focused: focused?.id, facet: focused?.closest(".facet")?.id };
}

function restore({ open, focused, facet }) {
  for (const [id, wasOpen] of open) {
    const fold = document.getElementById(id);
    if (fold) fold.open = wasOpen;
  }
  if (!focused) return;
  // An option without results may be gone: then its group takes the focus.
  const target =
    document.getElementById(focused) ?? document.querySelector(`#${CSS.escape(facet ?? "")} summary`);
  target?.focus({ preventScroll: true });
}

/** Say how many results there are now, and put the number on the button of a phone. */
function announce() {
  const summary = document.querySelector("[data-results-summary]")?.textContent.trim() ?? "";
  const status = document.getElementById("search-status");
  if (status) status.textContent = summary;
  labelButton();
}

function labelButton() {
  const button = document.querySelector("[data-show-results]");
  const count = document.querySelector("[data-results-count]")?.dataset.resultsCount;
  if (button && count) button.textContent = `Show ${count} ${count === "1" ? "result" : "results"}`;
}

/** On a phone the choices are applied already; the button only leads to the results. */
function showResults(event) {
  const fold = document.querySelector("details[data-fold=filters]");
  if (!fold || !window.matchMedia(NARROW).matches) return;
  event.preventDefault();
  fold.open = false;
  const heading = document.querySelector("[data-results-summary]");
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: "start" });
}

/** What was taken back counts for the words it belongs to (`was`); the address need not say them. */
function forgetReading(data) {
  const was = data.get("was");
  if (was === null) return;
  if (was.trim() !== String(data.get("q") ?? "").trim()) {
    data.delete("exact");
    data.delete("not");
  }
  data.delete("was");
}

export function startLiveSearch() {
  const form = document.getElementById(FORM);
  if (!form) return;
  let kept = null;

  form.addEventListener("htmx:configRequest", ({ detail }) => {
    forgetReading(detail.formData);
    // Empty fields and defaults say nothing: leave them out of the address.
    for (const [name, value] of [...detail.formData]) {
      if (value === "" || value === form.elements[name]?.dataset?.default) {
        detail.formData.delete(name);
      }
    }
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    kept = detail.target.id === RESULTS ? remember() : null;
  });
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.id !== RESULTS || !kept) return;
    restore(kept);
    kept = null;
    announce();
  });
  // Whatever went wrong, the plain form gets a proper page: results, or an error that explains.
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    form.addEventListener(name, () => HTMLFormElement.prototype.submit.call(form));
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-show-results]")) showResults(event);
  });
  labelButton();
}
