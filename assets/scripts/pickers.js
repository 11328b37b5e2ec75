// Pickers of terms: a box that finds terms by their labels and synonyms, and a summary that is up to
// date. Without scripts the checkboxes are all there, grouped.

const MANY = 12; // terms: fewer need no search box

const fold = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();

function searchBox(picker, title, list) {
  const id = `${picker.querySelector("[id]").id}-find`;
  const box = document.createElement("div");
  box.className = "picker__find";
  const label = document.createElement("label");
  label.htmlFor = id;
  label.textContent = `Find in “${title}”`;
  const input = document.createElement("input");
  Object.assign(input, { id, type: "search", autocomplete: "off", className: "usa-input" });
  const status = document.createElement("p");
  status.className = "sr-only";
  status.setAttribute("role", "status");
  box.append(label, input, status);
  (list.closest(".picker__scroll") ?? list).before(box);
  return { input, status };
}

/** Show the terms that match, and the groups around them. Return how many there are. */
function filter(list, text) {
  const wanted = fold(text.trim()).split(/\s+/).filter(Boolean);
  let count = 0;
  for (const choice of list.querySelectorAll("[data-words]")) {
    const words = fold(choice.dataset.words);
    const matches = wanted.every((word) => words.includes(word));
    choice.hidden = !matches;
    if (matches) count += 1;
  }
  for (const group of [...list.querySelectorAll(".picker__group")].reverse()) {
    group.hidden = !group.querySelector("[data-words]:not([hidden])");
  }
  return count;
}

function startPicker(picker) {
  const list = picker.querySelector(".picker__terms");
  const chosen = picker.querySelector(".picker__chosen");
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const summarise = () => {
    const names = boxes.filter((box) => box.checked).map((box) => box.dataset.label);
    if (chosen) chosen.textContent = names.length ? names.join(", ") : "Nothing chosen";
  };
  list.addEventListener("change", summarise);
  if (boxes.length <= MANY) return;
  const title = picker.querySelector("legend").textContent.trim();
  const { input, status } = searchBox(picker, title, list);
  // Looking for a term is not an answer: it must not save the form, nor send it.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    const count = filter(list, input.value);
    status.textContent = count === 1 ? "1 term" : `${count} terms`;
  });
}

export function startPickers() {
  document.querySelectorAll("[data-picker]").forEach(startPicker);
}
