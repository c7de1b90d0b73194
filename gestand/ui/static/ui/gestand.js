// What makes pages pleasant: dialogs, menus, copying, ticking, dropping files. Everything works without it.

const on = (kind, selector, act) =>
  document.addEventListener(kind, (event) => {
    const target = event.target instanceof Element ? event.target.closest(selector) : null;
    if (target) act(target, event);
  });

// A link to a page that asks something opens the same question as a dialog.
on("click", "[data-dialog]", (link, event) => {
  const dialog = document.getElementById(link.dataset.dialog);
  if (!(dialog instanceof HTMLDialogElement) || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  dialog.showModal();
  dialog.querySelector("input:not([type=hidden]), textarea, select")?.focus();
});
on("click", "dialog [data-close]", (button, event) => {
  event.preventDefault();
  button.closest("dialog").close();
});
on("click", "dialog", (dialog, event) => {
  if (event.target !== dialog) return;
  const frame = dialog.getBoundingClientRect();
  const inside = event.clientX >= frame.left && event.clientX <= frame.right && event.clientY >= frame.top && event.clientY <= frame.bottom;
  if (!inside) dialog.close();
});

// A link with data-sheet shows the form of its page in a dialog over this one; the form comes back here.
const sheet = document.getElementById("sheet");
on("click", "[data-sheet]", async (link, event) => {
  if (!sheet || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const address = new URL(link.href);
  if (!address.searchParams.has("next")) address.searchParams.set("next", location.pathname + location.search);
  try {
    const answer = await fetch(address, { headers: { "X-Requested-With": "dialog" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = found.querySelector("main form") ?? found.querySelector("form");
    if (!form) throw new Error("no form");
    const words = link.cloneNode(true);
    words.querySelectorAll("kbd, svg, .row-sub").forEach((mark) => mark.remove());
    sheet.querySelector("h2").textContent = (found.querySelector("h1, h2")?.textContent ?? words.textContent).trim();
    if (!form.getAttribute("action")) form.setAttribute("action", address.pathname + address.search);
    for (const style of found.querySelectorAll("link[rel=stylesheet]"))
      if (!document.querySelector(`link[href="${CSS.escape(style.getAttribute("href"))}"]`)) document.head.append(document.importNode(style));
    form.dataset.draftPlace = address.pathname;
    sheet.querySelector("[data-sheet-body]").replaceChildren(document.importNode(form, true));
  } catch {
    location.assign(link.href);
    return;
  }
  if (!sheet.open) sheet.showModal();
  window.htmx?.process(sheet);
  sheet.dispatchEvent(new CustomEvent("gestand:content", { bubbles: true }));
  sheet.querySelector("[data-sheet-body] :is([autofocus], input:not([type=hidden], [type=radio], [type=checkbox]), textarea)")?.focus();
});

// A row of tabs wider than the screen shows the one that is open.
for (const tabs of document.querySelectorAll(".tabs")) {
  const open = tabs.querySelector("[aria-current]")?.getBoundingClientRect();
  const row = tabs.getBoundingClientRect();
  if (open) tabs.scrollLeft += open.left - row.left - (row.width - open.width) / 2;
}

// A button pressed twice sends its form once.
const SENT_MS = 2000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, SENT_MS);
}, true);

// Without a connection a form stays where it is, with everything in it. Heard before the drafts hear of it: what has
// not left is no draft that was sent. A form that keeps itself until there is a connection goes its own way.
const lost = document.querySelector("[data-connection-lost]");
document.addEventListener("submit", (event) => {
  if (!lost || navigator.onLine || event.target.method === "dialog" || event.target.dataset.ready === "kept") return;
  event.preventDefault();
  delete event.target.dataset.sent;
  lost.hidden = false;
}, true);
document.addEventListener("htmx:sendError", () => lost && (lost.hidden = false));
document.addEventListener("htmx:afterRequest", (event) => lost && event.detail.successful && (lost.hidden = true));
window.addEventListener("online", () => lost && (lost.hidden = true));

// What was kept on this phone for want of a connection is told on every page, and sent from its own.
const waiting = document.querySelector("[data-waiting-elsewhere]");
try {
  if (waiting && localStorage.getItem("gestand-waiting") && !document.querySelector("[data-onsite]")) waiting.hidden = false;
} catch {
  // Storage is switched off: nothing was kept.
}

// Menus are <details>: close them on Escape, outside clicks and when the focus leaves.
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("focusin", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const menu = event.target.closest?.("details.menu");
  if (!menu) return;
  event.preventDefault();
  menu.open = true;
  const lines = [...menu.querySelectorAll(".menu-list :is(a, button)")];
  const place = lines.indexOf(document.activeElement);
  const step = event.key === "ArrowDown" ? 1 : -1;
  lines[(place + step + lines.length) % lines.length]?.focus();
});

// Where one types and picks from what was found: the arrows pick, and Enter goes on to the next question if that is
// still empty.
on("keydown", "[data-picks]", (words, event) => {
  const next = words.form.elements[words.dataset.picks];
  if (event.key === "Enter" && next && !next.value && words.value && !event.isComposing) {
    event.preventDefault();
    next.focus();
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const found = [...words.parentElement.querySelectorAll("input[type=radio]")];
  if (!found.length) return;
  event.preventDefault();
  const step = event.key === "ArrowDown" ? 1 : -1;
  found[(found.findIndex((one) => one.checked) + step + found.length) % found.length].checked = true;
});

on("click", "[data-copy]", async (button) => {
  const words = button.querySelector("span") ?? button;
  const before = words.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return;
  }
  words.textContent = button.dataset.copied;
  button.setAttribute("aria-live", "polite");
  setTimeout(() => (words.textContent = before), 2000);
});

on("click", "[data-print]", (button, event) => {
  event.preventDefault();
  window.print();
});

// A file field on which a file can be dropped shows the name of what was chosen.
const nameDrop = (drop) => {
  const field = drop.querySelector("input[type=file]");
  const words = drop.querySelector("[data-drop-name]");
  if (field.files.length) words.textContent = [...field.files].map((file) => file.name).join(", ");
};
on("change", "[data-drop] input[type=file]", (field) => nameDrop(field.closest("[data-drop]")));
on("dragover", "[data-drop]", (drop) => drop.classList.add("over"));
on("dragleave", "[data-drop]", (drop) => drop.classList.remove("over"));
on("drop", "[data-drop]", (drop) => drop.classList.remove("over"));

on("change", "[data-submit-on-change]", (field) => field.form.requestSubmit());

// Ticking all rows of a list, and telling how many are ticked.
const count = (form) => {
  const ticked = form.querySelectorAll("tbody .tick input:checked").length;
  for (const place of form.querySelectorAll("[data-selected]")) place.textContent = ticked;
};
on("change", "[data-all]", (box) => {
  const form = box.form ?? box.closest("table");
  for (const tick of form.querySelectorAll("tbody .tick input")) tick.checked = box.checked;
  count(form);
});
on("change", "tbody .tick input", (tick) => tick.form && count(tick.form));

// After a refused form the summary has the focus, so that it is read first; its links focus the field.
const focusSummary = (root) => root.querySelector?.("[data-focus]")?.focus();
on("click", ".error-summary a", (link, event) => {
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  event.preventDefault();
  const field = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea") ?? target;
  field.focus({ preventScroll: true });
  field.closest(".field")?.scrollIntoView({ block: "center" });
});
document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));
focusSummary(document);

// A passkey that does not answer is said on the page, not in a console.
document.addEventListener("allauth.error", (event) => {
  const place = document.querySelector("[data-webauthn-error]");
  if (!place) return;
  event.preventDefault();
  place.hidden = false;
});

// htmx sends the page's token along, so that no fragment needs one of its own.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("#shell-form [name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});
