// Reading a code with the camera, where the browser can: a label's code leads to its device, any other fills a field.

const buttons = document.querySelectorAll("[data-scan]");
const dialog = document.querySelector("[data-scanner]");
const LABEL = /\/d\/([2-9BCDFGHJKMNPQRSTVWXZ]{7})\/?$/i;
const LOOK_AGAIN_MS = 200;

const canRead = async () => {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return null;
  const kinds = (await BarcodeDetector.getSupportedFormats()).filter((kind) => kind !== "unknown");
  return kinds.includes("qr_code") ? new BarcodeDetector({ formats: kinds }) : null;
};

const take = (button, text) => {
  const label = LABEL.exec(text);
  if (button.dataset.scan === "label") {
    if (label) {
      location.assign(`/d/${label[1].toUpperCase()}`);
      return;
    }
    const field = button.form.elements.q;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return;
  }
  const field = button.closest("form").elements[button.dataset.scan];
  field.value = text.replace(/^S\/?N[:\s]*/i, "").trim();
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const scan = async (button, reader) => {
  const film = dialog.querySelector("video");
  const words = dialog.querySelector("[data-scan-words]");
  let stream = null;
  const stop = () => stream?.getTracks().forEach((track) => track.stop());
  dialog.addEventListener("close", stop, { once: true });
  dialog.showModal();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    film.srcObject = stream;
    film.play().catch(() => {}); // somebody pressed "Stop" before it began
  } catch {
    words.textContent = dialog.dataset.refused;
    return;
  }
  while (dialog.open) {
    const found = await reader.detect(film).catch(() => []);
    if (found.length && dialog.open) {
      dialog.close();
      take(button, found[0].rawValue);
      return;
    }
    await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS));
  }
  stop();
};

const reader = await canRead().catch(() => null);
for (const button of buttons) {
  button.hidden = !reader;
  if (reader) button.addEventListener("click", () => scan(button, reader));
}
const otherwise = document.querySelector("[data-no-scan]");
if (otherwise) otherwise.hidden = Boolean(reader);
