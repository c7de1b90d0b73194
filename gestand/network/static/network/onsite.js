// A device that is written down where the connection is bad stays in this browser until it is sent: sealed (AES-GCM)
// with a key that only a page of the same account has, sent once, and gone when it is sent or when one signs out.

const BASE = "gestand-onsite";
const SHELF = "waiting";
const MARK = "gestand-waiting"; // how many wait, for pages that do not look inside
const AGAIN_MS = 20_000;
const OTHERS_MS = 30 * 24 * 3600_000; // what an account never came back for
const LONGEST_SENDING_MS = 180_000;
const LONGEST_SIDE = 1600;
const JPEG_QUALITY = 0.82;

const panel = document.querySelector("[data-onsite]");
const form = document.querySelector("[data-onsite-form]");
const whose = panel?.dataset.whose;
const say = (what) => panel.querySelector("[data-words]").content.querySelector(`[data-say=${what}]`).textContent;

// The shelf

const open = () => new Promise((done, fail) => {
  const asked = indexedDB.open(BASE, 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(SHELF, { keyPath: "id" });
  asked.onsuccess = () => {
    asked.result.onversionchange = () => asked.result.close(); // somebody signs out in another tab
    done(asked.result);
  };
  asked.onerror = () => fail(asked.error);
});

const onShelf = async (mode, act) => {
  const base = await open();
  try {
    return await new Promise((done, fail) => {
      const work = base.transaction(SHELF, mode);
      const asked = act(work.objectStore(SHELF));
      work.oncomplete = () => done(asked.result);
      work.onabort = work.onerror = () => fail(work.error);
    });
  } finally {
    base.close();
  }
};

const everything = () => onShelf("readonly", (shelf) => shelf.getAll());
const put = (row) => onShelf("readwrite", (shelf) => shelf.put(row));
const drop = (id) => onShelf("readwrite", (shelf) => shelf.delete(id));

const openKey = async () => {
  if (!panel || !window.indexedDB || !window.crypto?.subtle) return null; // an address without https seals nothing
  const masked = Uint8Array.from(atob(panel.dataset.maskedKey), (letter) => letter.charCodeAt(0));
  const bytes = masked.slice(32).map((byte, place) => byte ^ masked[place]);
  await everything();
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
};

const bound = (id) => new TextEncoder().encode(`${whose}\0${id}`);

// What was filled in and the photo behind it, in one sealed piece.
const seal = async (key, id, filled, photo) => {
  const words = new TextEncoder().encode(JSON.stringify({ ...filled, photo: photo ? photo.type || "image/jpeg" : "" }));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, words.length);
  const plain = await new Blob([length.buffer, words, ...(photo ? [photo] : [])]).arrayBuffer();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(id) }, key, plain);
  return { id, whose, at: Date.now(), iv, sealed };
};

const unseal = async (key, row) => {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData: bound(row.id) }, key, row.sealed);
  const length = new DataView(plain).getUint32(0);
  const filled = JSON.parse(new TextDecoder().decode(new Uint8Array(plain, 4, length)));
  return { ...filled, photo: filled.photo ? new Blob([plain.slice(4 + length)], { type: filled.photo }) : null };
};

const isDraft = (row) => row.id.startsWith("draft");

// Sending

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

const post = (url, fields, photo, tell) => new Promise((done) => {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  if (photo) body.append("photo", photo, "photo.jpg");
  body.append("whose", whose);
  body.append("csrfmiddlewaretoken", token());
  const asked = new XMLHttpRequest();
  asked.open("POST", url);
  asked.timeout = LONGEST_SENDING_MS;
  asked.setRequestHeader("X-Requested-With", "on-site");
  asked.upload.onprogress = (event) => event.total && tell(Math.round((100 * event.loaded) / event.total));
  asked.onload = () => done(asked);
  asked.onerror = asked.ontimeout = asked.onabort = () => done(null);
  asked.send(body);
});

// A page that stood open has an old token: ask for a fresh one. Says whether there is one now.
const freshToken = async () => {
  try {
    const answer = await fetch(panel.dataset.formUrl, { credentials: "same-origin" });
    if (answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("main [name=csrfmiddlewaretoken], [name=csrfmiddlewaretoken]");
    if (!found) return false;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = found.value;
    return true;
  } catch {
    return false;
  }
};

const isSignIn = (url) => new URL(url, location.href).pathname.startsWith(new URL(panel.dataset.signInUrl, location.href).pathname);

const DEVICE_PAGE = /^\/network\/device\/[0-9a-f-]{36}\/$/;

const outcome = (asked) => {
  if (!asked) return { state: "lost" };
  if (asked.responseURL && isSignIn(asked.responseURL)) return { state: "signin" };
  if (asked.status === 404) return { state: "gone" };
  let said = null;
  try {
    said = JSON.parse(asked.responseText);
  } catch {
    // It was sent before, and the server leads to the device that came of it.
    if (asked.status === 200 && DEVICE_PAGE.test(new URL(asked.responseURL).pathname)) return { state: "done", url: asked.responseURL };
    return { state: asked.status === 403 ? "old" : "failed" };
  }
  if (said.state === "done" || said.state === "refused") return said;
  return { state: said.state === "other" ? "signin" : "failed" };
};

const busy = new Set();

const send = async (key, row) => {
  if (busy.has(row.id)) return;
  busy.add(row.id);
  try {
    const filled = await unseal(key, row).catch(() => null);
    if (!filled) {
      show(row, { name: say("unnamed") }, "damaged");
      return;
    }
    const tell = (percent) => show(row, filled, "sending", `${percent}%`);
    show(row, filled, "sending", "");
    let said = outcome(await post(filled.url, filled.fields, filled.photo, tell));
    if (said.state === "old" && (await freshToken())) said = outcome(await post(filled.url, filled.fields, filled.photo, tell));
    if (said.state === "done") {
      await drop(row.id);
      await mark();
    }
    show(row, filled, said.state === "old" ? "signin" : said.state, (said.why ?? []).join(" "), said);
  } finally {
    busy.delete(row.id);
  }
};

// What is seen of it

const lines = new Map();

const lineOf = (row) => {
  if (!lines.has(row.id)) {
    const line = panel.querySelector("[data-waiting-row]").content.cloneNode(true).firstElementChild;
    line.querySelector("[data-send]").addEventListener("click", () => send(key, row));
    line.querySelector("[data-drop]").addEventListener("click", async () => {
      if (!confirm(say("drop"))) return;
      await drop(row.id);
      await mark();
      line.remove();
      lines.delete(row.id);
      panel.hidden = !lines.size;
    });
    panel.querySelector("[data-waiting-list]").append(line);
    lines.set(row.id, line);
  }
  return lines.get(row.id);
};

const show = (row, filled, state, more = "", said = {}) => {
  const line = lineOf(row);
  panel.hidden = false;
  line.dataset.now = state;
  line.querySelector("[data-name]").textContent = said.name || filled.name;
  line.querySelector("[data-state]").textContent = [say(state), more].filter(Boolean).join(" ");
  for (const button of line.querySelectorAll("[data-send], [data-drop]")) button.hidden = state === "done" || state === "sending";
  const link = line.querySelector("[data-open]");
  link.hidden = state !== "done" && state !== "signin";
  link.textContent = say(state === "signin" ? "sign-in" : "open");
  if (state === "signin") link.href = panel.dataset.signInUrl;
  else if (said.url) link.href = said.url;
};

const mark = async () => {
  const rows = [];
  for (const row of await everything()) {
    if (row.whose !== whose && Date.now() - row.at > OTHERS_MS) await drop(row.id);
    else if (!isDraft(row)) rows.push(row);
  }
  if (rows.length) localStorage.setItem(MARK, String(rows.length));
  else localStorage.removeItem(MARK);
  panel.querySelector("[data-waiting-others]").hidden = rows.every((row) => row.whose === whose);
  if (rows.some((row) => row.whose !== whose)) panel.hidden = false;
};

const sendAll = async () => {
  for (const row of await everything()) {
    if (row.whose !== whose || isDraft(row) || busy.has(row.id)) continue;
    if (["refused", "gone", "damaged"].includes(lines.get(row.id)?.dataset.now)) continue;
    await send(key, row);
    if (["lost", "signin"].includes(lines.get(row.id)?.dataset.now)) return;
  }
};

// The form

const smaller = async (file) => {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const share = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", JPEG_QUALITY));
    return made && made.size < file.size ? made : file;
  } catch {
    return file; // the server makes it smaller, or says why not
  }
};

const showPhoto = async (photo) => {
  const canvas = form.querySelector("[data-photo-shown]");
  canvas.hidden = true;
  if (!photo) return;
  try {
    const picture = await createImageBitmap(photo);
    canvas.width = 320;
    canvas.height = Math.round((320 * picture.height) / picture.width);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.hidden = false;
  } catch {
    // It cannot be shown here; it is sent all the same.
  }
};

const NOT_FILLED_IN = new Set(["csrfmiddlewaretoken", "form_key", "photo", "seen"]);

const filledIn = () => [...new FormData(form)].filter(([name, value]) => !NOT_FILLED_IN.has(name) && typeof value === "string");

const calledAfter = () => {
  const kind = form.querySelector("[name=kind]:checked")?.closest("label")?.textContent.trim() ?? say("unnamed");
  return form.elements.name.value.trim() || `${kind}, ${form.dataset.client}`;
};

const newKey = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18)))).replace(/\+/g, "-").replace(/\//g, "_");

// A phone may close this page while the camera is open: the photo waits with it.
const draftId = () => `draft:${whose}:${location.pathname}`;

const followForm = async () => {
  let photo = null;
  let making = Promise.resolve();
  const kept = (await everything()).find((row) => row.id === draftId());
  if (kept) {
    try {
      photo = (await unseal(key, kept)).photo;
      await showPhoto(photo);
    } catch {
      await drop(kept.id);
    }
  }
  form.elements.photo.addEventListener("change", () => {
    making = (async () => {
      const file = form.elements.photo.files[0];
      photo = file ? await smaller(file) : null;
      await showPhoto(photo);
      if (photo) await put(await seal(key, draftId(), {}, photo));
      else await drop(draftId());
    })();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation(); // it is kept, so that nobody need wait for the connection
    delete form.dataset.sent;
    if (!form.checkValidity()) {
      form.reportValidity();
      return;
    }
    const button = form.querySelector("button.primary");
    button.disabled = true;
    try {
      await making;
      const fields = [...filledIn(), ["form_key", form.elements.form_key.value]];
      const name = calledAfter();
      const row = await seal(key, form.elements.form_key.value, { url: location.pathname, fields, name }, photo);
      await put(row);
      await drop(draftId());
      await mark();
      const place = form.querySelector("[name=place]:checked")?.value;
      form.reset();
      form.querySelector(".error-summary")?.remove();
      const again = [...form.querySelectorAll("[name=place]")].find((box) => box.value === place);
      if (again) again.checked = true;
      form.elements.form_key.value = newKey();
      photo = null;
      showPhoto(null);
      show(row, { name }, "waiting");
      panel.focus({ preventScroll: true }); // what became of it, then the next one
      panel.scrollIntoView({ block: "start" });
      send(key, row);
    } catch {
      form.submit(); // this browser cannot keep it: the plain way
    } finally {
      button.disabled = false;
    }
  });
};

let key = null;
try {
  key = await openKey();
} catch {
  // Storage is switched off: the form is sent the plain way.
}
if (key) {
  if (form) await followForm();
  await mark();
  sendAll();
  window.addEventListener("online", sendAll);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendAll());
  setInterval(() => document.visibilityState === "visible" && navigator.onLine && sendAll(), AGAIN_MS);
}
if (form) form.dataset.ready = key ? "kept" : "plain";
