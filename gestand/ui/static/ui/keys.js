// Keys of list pages (j, k, x, Enter), of links that carry data-key, and "?" for all of them.

const list = document.querySelector("[data-keys=list]");
const rows = () => (list ? [...list.querySelectorAll("tbody tr, :scope > li")] : []);
let cursor = -1;

const move = (step) => {
  const lines = rows();
  if (!lines.length) return;
  lines[cursor]?.classList.remove("at-cursor");
  cursor = Math.max(0, Math.min(lines.length - 1, cursor + step));
  const row = lines[cursor];
  row.classList.add("at-cursor");
  row.scrollIntoView({ block: "nearest" });
  row.querySelector(".main a, a")?.focus({ preventScroll: true });
};

const busy = (event) =>
  event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing ||
  event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog, details.menu[open] .menu-list");

document.addEventListener("keydown", (event) => {
  if (busy(event)) return;
  if (event.key === "?") {
    event.preventDefault();
    showKeys();
    return;
  }
  if (list && (event.key === "j" || event.key === "k")) {
    event.preventDefault();
    move(event.key === "j" ? 1 : -1);
    return;
  }
  if (list && event.key === "x" && cursor >= 0) {
    const tick = rows()[cursor]?.querySelector(".tick input");
    if (tick) {
      event.preventDefault();
      tick.click();
    }
    return;
  }
  const link = event.key.length === 1 ? document.querySelector(`[data-key="${CSS.escape(event.key)}"]`) : null;
  if (link) {
    event.preventDefault();
    link.click();
  }
});

const showKeys = () => {
  const place = document.getElementById("keys-help");
  if (!place || place.open) return;
  for (const line of place.querySelectorAll("[data-when=list]")) line.hidden = !list;
  const own = place.querySelector("[data-own-keys]");
  own.replaceChildren();
  const seen = new Set();
  for (const link of document.querySelectorAll("[data-key]")) {
    if (seen.has(link.dataset.key)) continue;
    seen.add(link.dataset.key);
    const line = document.createElement("li");
    const words = document.createElement("span");
    const copy = link.cloneNode(true);
    copy.querySelectorAll("kbd, svg").forEach((mark) => mark.remove());
    words.textContent = copy.textContent.trim();
    const key = document.createElement("kbd");
    key.className = "kbd";
    key.textContent = link.dataset.key;
    line.append(words, key);
    own.append(line);
  }
  place.showModal();
};
