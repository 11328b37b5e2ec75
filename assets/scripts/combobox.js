// Suggestions below a search box, or below a field that names a listing (`data-fill`): the combobox pattern of WAI-ARIA 1.2 (list autocomplete,
// manual selection). Focus stays in the field; `aria-activedescendant` names the option.

const DELAY = 150; // milliseconds after the last key before the server is asked
const SHORTEST = 2; // letters
const LISTING = /^\/(products|organizations|people|opportunities)\//;

class Combobox {
  constructor(box) {
    this.box = box;
    this.fills = "fill" in box.dataset;
    this.input = box.querySelector("input");
    this.list = this.makeList();
    this.status = this.makeStatus();
    this.active = -1;
    this.timer = 0;
    this.request = null;
    this.prepareInput();
    this.listen();
  }

  makeList() {
    const list = document.createElement("ul");
    list.id = `${this.input.id}-list`;
    list.className = "search-box__panel";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    list.hidden = true;
    this.box.append(list);
    return list;
  }

  makeStatus() {
    const status = document.createElement("div");
    status.className = "sr-only";
    status.setAttribute("role", "status");
    this.box.append(status);
    return status;
  }

  prepareInput() {
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-expanded", "false");
    this.input.setAttribute("aria-controls", this.list.id);
    this.input.setAttribute("autocomplete", "off");
  }

  listen() {
    this.input.addEventListener("input", () => this.askSoon());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.input.form?.addEventListener("submit", () => this.close());
    // Keep focus in the field while the pointer chooses.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.go(option);
    });
  }

  askSoon() {
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    if (text.length < SHORTEST) this.close();
    else this.timer = setTimeout(() => this.ask(text), DELAY);
  }

  async ask(text) {
    this.request?.abort();
    this.request = new AbortController();
    const { signal } = this.request;
    try {
      const url = `${this.box.dataset.suggest}?${new URLSearchParams({ q: text })}`;
      const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
      if (!response.ok) return this.close();
      const answer = await response.json();
      const suggestions = this.fills
        ? answer.suggestions.filter((item) => LISTING.test(item.url))
        : answer.suggestions;
      if (!signal.aborted && document.activeElement === this.input) this.show(suggestions);
    } catch (error) {
      // Search works without suggestions: an aborted or failed request needs no message.
      if (error.name !== "AbortError") this.close();
    }
  }

  show(suggestions) {
    this.list.replaceChildren(...suggestions.map((item, index) => this.option(item, index)));
    this.choose(-1);
    this.setOpen(suggestions.length > 0);
    const count = suggestions.length;
    this.status.textContent =
      count === 0
        ? "No suggestions."
        : `${count} ${count === 1 ? "suggestion" : "suggestions"}. Use the up and down arrows.`;
  }

  option(item, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.className = "search-box__option";
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = item.url;
    const label = document.createElement("span");
    if (item.matched) label.append(this.matched(item.matched));
    label.append(item.label);
    const kind = document.createElement("span");
    kind.className = "search-box__kind";
    const count = item.count?.toLocaleString("en-US");
    kind.textContent = count ? `${item.kind_label} (${count})` : item.kind_label;
    option.append(label, " ", kind);
    return option;
  }

  /** Another name of the same: what was typed, and what leads to it. */
  matched(name) {
    const matched = document.createElement("span");
    matched.className = "search-box__matched";
    const arrow = document.createElement("span");
    arrow.setAttribute("aria-hidden", "true");
    arrow.textContent = " → ";
    const spoken = document.createElement("span");
    spoken.className = "sr-only";
    spoken.textContent = ": ";
    matched.append(name, arrow, spoken);
    return matched;
  }

  key(event) {
    if (event.isComposing) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      if (this.move(moves[event.key])) event.preventDefault();
    } else if (event.key === "Enter" && this.isOpen && this.active >= 0) {
      event.preventDefault();
      this.go(this.list.children[this.active]);
    } else if (event.key === "Escape" && this.isOpen) {
      // The first Escape closes the list; the next one may clear the field.
      event.preventDefault();
      this.close();
    }
  }

  /** Go round: field -> first ... last -> field. Return whether the key was of use. */
  move(step) {
    if (!this.list.children.length) return false;
    this.setOpen(true);
    const places = this.list.children.length + 1; // the field itself is one
    this.choose(((this.active + 1 + step + places) % places) - 1);
    return true;
  }

  choose(index) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.list.children[index];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    return this.input.setAttribute("aria-activedescendant", option.id);
  }

  get isOpen() {
    return !this.list.hidden;
  }

  setOpen(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.choose(-1);
    this.setOpen(false);
    this.status.textContent = "";
  }

  go(option) {
    if (this.fills) {
      this.input.value = option.dataset.url;
      this.input.dispatchEvent(new Event("input", { bubbles: true }));
      this.close();
      return;
    }
    const url = new URL(option.dataset.url, window.location.href);
    if (url.origin === window.location.origin) window.location.assign(url);
  }
}

export function startComboboxes() {
  for (const box of document.querySelectorAll("[data-suggest]")) new Combobox(box);
}
