// How many characters are left: at once for the eye, after a pause for screen readers.

const PAUSE = 1000; // milliseconds without typing

function words(left) {
  const distance = Math.abs(left);
  const count = distance.toLocaleString("en-US");
  const unit = distance === 1 ? "character" : "characters";
  return left < 0 ? `${count} ${unit} too many` : `${count} ${unit} left`;
}

/** `message` has data-counter="ID of the field" and, without scripts, states the limit. */
function startCounter(message) {
  const field = document.getElementById(message.dataset.counter);
  const limit = Number(message.dataset.limit);
  if (!field || !limit) return;
  const status = document.createElement("span");
  status.className = "sr-only";
  status.setAttribute("role", "status");
  message.after(status);
  let timer = 0;

  const show = () => {
    const left = limit - field.value.length;
    message.textContent = words(left);
    message.classList.toggle("is-low", left < limit / 20);
    clearTimeout(timer);
    return left;
  };
  field.addEventListener("input", () => {
    const left = show();
    timer = setTimeout(() => {
      status.textContent = words(left);
    }, PAUSE);
  });
  show();
}

export function startCounters() {
  document.querySelectorAll("[data-counter]").forEach(startCounter);
}
