// What was typed in a form with data-draft survives a lost connection, a reload or an expired session, in this tab only.

const PREFIX = "gestand-draft:";
const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
const keepable = (field) =>
  field.name && field.name !== "csrfmiddlewaretoken" && !field.closest("[data-no-draft]") &&
  !["password", "file", "hidden", "submit", "button"].includes(field.type) && field.autocomplete !== "one-time-code";

const keyOf = (form) => `${PREFIX}${form.dataset.draftPlace ?? location.pathname}#${form.dataset.draft}`;

// What was written down on site and is not sent yet (network/onsite.js) goes with the drafts.
const WAITING = "gestand-waiting";

const forget = () => {
  localStorage.removeItem(WAITING);
  window.indexedDB?.deleteDatabase("gestand-onsite");
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
};

const gather = (form) => {
  const typed = {};
  for (const field of form.elements) {
    if (!keepable(field)) continue;
    if (field.type === "checkbox" || field.type === "radio") (typed[field.name] ??= []).push(...(field.checked ? [field.value] : []));
    else if (field.type === "select-multiple") typed[field.name] = [...field.selectedOptions].map((option) => option.value);
    else typed[field.name] = field.value;
  }
  return typed;
};

const restore = (form, typed) => {
  for (const field of form.elements) {
    if (!keepable(field) || !(field.name in typed)) continue;
    const value = typed[field.name];
    if (field.type === "checkbox" || field.type === "radio") field.checked = value.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
  }
};

const follow = (form) => {
  const key = keyOf(form);
  const sentKey = `${key}:sent`;
  const wasSent = sessionStorage.getItem(sentKey);
  sessionStorage.removeItem(sentKey);
  const refused = form.querySelector("[aria-invalid=true], .error-summary") !== null;
  const kept = sessionStorage.getItem(key);
  // The server answered with this form again and says what is wrong: its own values are the newest.
  if (kept && !refused) {
    if (wasSent && !cameBack) sessionStorage.removeItem(key);
    else restore(form, JSON.parse(kept));
  }
  let waiting = 0;
  const keep = () => sessionStorage.setItem(key, JSON.stringify(gather(form)));
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 250);
  });
  form.addEventListener("reset", () => sessionStorage.removeItem(key));
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    keep();
    if (event.defaultPrevented) return;
    sessionStorage.setItem(sentKey, "1");
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) {
      clearTimeout(waiting);
      sessionStorage.removeItem(key);
      sessionStorage.removeItem(sentKey);
    }
  });
};

// A form that was sent and is not on the page that came back has been saved: its draft goes.
// A page that failed (error 500, old token) has data-failed and keeps it.
// So does the login page, to which an expired session leads.
const settle = () => {
  if (document.querySelector("[data-failed]:not([data-palette-status])")) {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX) && key.endsWith(":sent")) sessionStorage.removeItem(key);
    return;
  }
  const here = new Set([...document.querySelectorAll("form[data-draft]")].map(keyOf));
  for (const key of Object.keys(sessionStorage)) {
    if (!key.startsWith(PREFIX) || !key.endsWith(":sent")) continue;
    const draft = key.slice(0, -":sent".length);
    if (here.has(draft)) continue;
    sessionStorage.removeItem(draft);
    sessionStorage.removeItem(key);
  }
};

try {
  settle();
  document.querySelectorAll("form[data-draft]").forEach(follow);
  for (const kind of ["htmx:load", "gestand:content"])
    document.addEventListener(kind, (event) => event.target.querySelectorAll?.("form[data-draft]").forEach(follow));
  document.querySelectorAll("[data-forget-drafts]").forEach((button) =>
    button.addEventListener("click", (event) => {
      if (localStorage.getItem(WAITING) && !confirm(button.dataset.waiting)) event.preventDefault();
      else forget();
    }),
  );
} catch {
  // Storage is switched off: nothing is kept, everything else works.
}
