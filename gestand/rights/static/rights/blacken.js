// Blackens a picture of an identity document. The picture is opened, turned and covered here, in the browser; what leaves
// it are the flattened pixels that the last step shows, and nothing before the button "send" is pressed.
const page = document.querySelector("[data-blacken]");
const find = (name) => page.querySelector(`[data-${name}]`);
const said = (name, words = {}) =>
  Object.entries(words).reduce((text, [key, word]) => text.replace(`{${key}}`, word), find(`say-${name}`).textContent);

const LONGEST_SIDE = 1600;
const SMALLEST = 0.02;
const STEP = 0.01, FINE_STEP = 0.002;
const guides = JSON.parse(page.dataset.guides);

const base = document.createElement("canvas"); // the picture as it was taken, the right way up and not too large
const stage = find("stage"), shown = find("canvas"), list = find("list"), live = find("live");
const picture = { turns: 0, angle: 0, guide: "", watermark: "", code: "", blob: null };
let frame = null; // the document's outline; the boxes follow it
let covers = [];

// Steps --------------------------------------------------------------------------------------------------------------

function show(step) {
  complain("");
  for (const section of page.querySelectorAll("[data-step]")) section.hidden = section.dataset.step !== step;
  const heading = page.querySelector(`[data-step="${step}"] h2`);
  heading?.focus();
}

function complain(sentence) {
  const wrong = find("wrong");
  wrong.hidden = !sentence;
  find("wrong-words").textContent = sentence;
  if (sentence) wrong.scrollIntoView({ block: "nearest" });
}

async function open(code) {
  const form = new FormData();
  form.set("code", code);
  const answer = await asked(page.dataset.openUrl, form);
  if (!answer) return;
  picture.code = code;
  picture.watermark = answer.watermark;
  find("until").textContent = answer.until;
  find("again").hidden = !answer.again;
  show("choose");
}

async function asked(url, form) {
  try {
    const response = await fetch(url, { method: "POST", body: form, credentials: "omit" });
    const answer = await response.json();
    if (response.ok) return answer;
    if (response.status === 404) show("no-link");
    else complain(answer.sentence);
  } catch {
    complain(said("offline"));
  }
  return null;
}

function codeFromLink() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code) return;
  history.replaceState(null, "", location.pathname);
  open(code);
}

// The picture --------------------------------------------------------------------------------------------------------

function kindOf(head) {
  const text = String.fromCharCode(...head);
  if (text.startsWith("\xff\xd8\xff")) return "picture";
  if (text.startsWith("\x89PNG")) return "picture";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "picture";
  if (text.slice(4, 8) === "ftyp") return "heic";
  if (text.startsWith("%PDF")) return "pdf";
  return "other";
}

async function take(file) {
  complain("");
  const kind = kindOf(new Uint8Array(await file.slice(0, 12).arrayBuffer()));
  if (kind !== "picture") return complain(said(kind));
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return complain(said("damaged"));
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  base.width = Math.max(1, Math.round(bitmap.width * scale));
  base.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = base.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, base.width, base.height);
  bitmap.close();
  find("file").value = "";
  Object.assign(picture, { turns: 0, angle: 0 });
  find("angle").value = "0";
  show("cover");
  draw();
  place();
}

function radians() {
  return ((picture.turns * 90 + picture.angle) * Math.PI) / 180;
}

function paint(canvas) {
  const turned = radians(), cos = Math.abs(Math.cos(turned)), sin = Math.abs(Math.sin(turned));
  canvas.width = Math.round(base.width * cos + base.height * sin);
  canvas.height = Math.round(base.width * sin + base.height * cos);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate(turned);
  pen.drawImage(base, -base.width / 2, -base.height / 2);
  pen.setTransform(1, 0, 0, 1, 0, 0);
  return pen;
}

function draw() {
  paint(shown);
  find("angle-words").textContent = `${picture.angle.toLocaleString(document.documentElement.lang)}°`;
}

// Boxes --------------------------------------------------------------------------------------------------------------

function place() {
  const guide = guides[picture.guide], ratio = shown.width / shown.height, most = 0.94;
  const width = ratio > guide.ratio ? (most * guide.ratio) / ratio : most;
  const height = ratio > guide.ratio ? most : (most * ratio) / guide.ratio;
  for (const item of [frame, ...covers]) item?.node.remove();
  covers = [];
  frame = item(said("frame"), (1 - width) / 2, (1 - height) / 2, width, height, true);
  for (const each of guide.covers) {
    covers.push(
      item(each.label, frame.x + each.x * width, frame.y + each.y * height, each.width * width, each.height * height),
    );
  }
  relist();
}

function item(label, x, y, width, height, isFrame = false) {
  const node = document.createElement("div");
  node.className = isFrame ? "blacken-frame" : "blacken-cover";
  node.tabIndex = 0;
  node.setAttribute("role", "group");
  node.setAttribute("aria-label", label);
  node.setAttribute("aria-describedby", "blacken-keys");
  const name = document.createElement("span");
  name.className = "blacken-name";
  name.textContent = label;
  name.setAttribute("aria-hidden", "true");
  const grip = document.createElement("span");
  grip.className = "blacken-grip";
  node.append(name, grip);
  const made = { label, x, y, width, height, node, isFrame };
  node.addEventListener("keydown", (event) => byKey(made, event));
  if (isFrame) {
    // Only the edge of the outline is taken hold of: what lies in it must stay within reach.
    for (const side of ["top", "right", "bottom", "left"]) {
      const edge = document.createElement("span");
      edge.className = `blacken-edge ${side}`;
      edge.addEventListener("pointerdown", (event) => byPointer(made, event, false));
      node.append(edge);
    }
  } else {
    node.addEventListener("pointerdown", (event) => event.target !== grip && byPointer(made, event, false));
  }
  grip.addEventListener("pointerdown", (event) => byPointer(made, event, true));
  put(made);
  stage.append(node);
  return made;
}

function put({ node, x, y, width, height }) {
  Object.assign(node.style, {
    left: `${x * 100}%`, top: `${y * 100}%`, width: `${width * 100}%`, height: `${height * 100}%`,
  });
}

function change(one, x, y, width, height) {
  const before = { x: one.x, y: one.y, width: one.width, height: one.height };
  one.width = Math.min(1, Math.max(SMALLEST, width));
  one.height = Math.min(1, Math.max(SMALLEST, height));
  one.x = Math.min(1 - one.width, Math.max(0, x));
  one.y = Math.min(1 - one.height, Math.max(0, y));
  put(one);
  if (!one.isFrame) return;
  const wider = one.width / before.width, higher = one.height / before.height;
  for (const cover of covers) {
    cover.x = one.x + (cover.x - before.x) * wider;
    cover.y = one.y + (cover.y - before.y) * higher;
    cover.width *= wider;
    cover.height *= higher;
    put(cover);
  }
}

// The outline is held at its upper right corner: the lower one is where the widest box has its own.
function sizeFrame(one, bottom, x, width, y) {
  const top = Math.min(bottom - SMALLEST, Math.max(0, y));
  change(one, x, top, Math.min(width, 1 - x), bottom - top);
}

function byPointer(one, event, sizing) {
  if (event.button) return;
  event.preventDefault();
  event.stopPropagation();
  one.node.focus();
  const whole = stage.getBoundingClientRect();
  const { x, y, width, height } = one, hold = event.currentTarget;
  hold.setPointerCapture(event.pointerId);
  const move = (now) => {
    const right = (now.clientX - event.clientX) / whole.width, down = (now.clientY - event.clientY) / whole.height;
    if (sizing && one.isFrame) sizeFrame(one, y + height, x, width + right, y + down);
    else if (sizing) change(one, x, y, Math.min(width + right, 1 - x), Math.min(height + down, 1 - y));
    else change(one, x + right, y + down, width, height);
  };
  const drop = () => {
    hold.removeEventListener("pointermove", move);
    tell(one);
  };
  hold.addEventListener("pointermove", move);
  hold.addEventListener("pointerup", drop, { once: true });
  hold.addEventListener("pointercancel", drop, { once: true });
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function byKey(one, event) {
  if (event.key === "Delete" && !one.isFrame) {
    event.preventDefault();
    return remove(one);
  }
  const arrow = ARROWS[event.key];
  if (!arrow) return;
  event.preventDefault();
  const step = event.altKey ? FINE_STEP : STEP, [right, down] = [arrow[0] * step, arrow[1] * step];
  if (event.shiftKey) change(one, one.x, one.y, one.width + right, one.height + down);
  else change(one, one.x + right, one.y + down, one.width, one.height);
  tell(one);
}

const percent = (part) => `${Math.round(part * 100)}%`;

function tell(one) {
  live.textContent = said("moved", {
    what: one.label, left: percent(one.x), top: percent(one.y), width: percent(one.width), height: percent(one.height),
  });
}

function relist() {
  list.replaceChildren(
    ...covers.map((cover) => {
      const line = document.createElement("li"), words = document.createElement("span");
      const button = document.createElement("button");
      words.textContent = cover.label;
      button.type = "button";
      button.className = "button quiet small";
      button.textContent = said("remove");
      button.setAttribute("aria-label", `${said("remove")}: ${cover.label}`);
      button.addEventListener("click", () => remove(cover));
      line.append(words, button);
      return line;
    }),
  );
}

function add() {
  const cover = item(said("own-box"), 0.4, 0.4, 0.2, 0.12);
  covers.push(cover);
  relist();
  cover.node.focus();
  tell(cover);
}

function remove(cover) {
  covers = covers.filter((other) => other !== cover);
  cover.node.remove();
  relist();
  live.textContent = said("removed", { what: cover.label });
  find("add").focus();
}

// What leaves --------------------------------------------------------------------------------------------------------

function watermark(pen, { width, height }) {
  const size = Math.max(14, Math.round(Math.min(width, height) / 26));
  pen.save();
  pen.font = `600 ${size}px sans-serif`;
  pen.textBaseline = "middle";
  pen.lineWidth = Math.max(2, size / 8);
  pen.strokeStyle = "rgba(255, 255, 255, 0.45)";
  pen.fillStyle = "rgba(150, 20, 20, 0.5)";
  pen.translate(width / 2, height / 2);
  pen.rotate(-0.4);
  const far = Math.hypot(width, height), long = pen.measureText(picture.watermark).width + 3 * size;
  let line = 0;
  for (let y = -far / 2; y < far / 2; y += size * 4.2, line += 1) {
    for (let x = -far / 2 - (line % 2) * (long / 2); x < far / 2; x += long) {
      pen.strokeText(picture.watermark, x, y);
      pen.fillText(picture.watermark, x, y);
    }
  }
  pen.restore();
}

function corners(cover, { width, height }) {
  const left = Math.max(0, Math.floor(cover.x * width)), top = Math.max(0, Math.floor(cover.y * height));
  const right = Math.min(width, Math.ceil((cover.x + cover.width) * width));
  const bottom = Math.min(height, Math.ceil((cover.y + cover.height) * height));
  return { left, top, width: right - left, height: bottom - top };
}

async function flatten() {
  if (!covers.length) return complain(said("no-boxes"));
  const flat = document.createElement("canvas"), pen = paint(flat);
  watermark(pen, flat);
  pen.fillStyle = "#000";
  for (const cover of covers) {
    const box = corners(cover, flat);
    pen.fillRect(box.left, box.top, box.width, box.height);
  }
  picture.blob = await new Promise((done) => flat.toBlob(done, "image/png"));
  flat.width = 0;
  if (!picture.blob || !(await isBlack(picture.blob))) {
    picture.blob = null;
    return complain(said("altered"));
  }
  find("sure").checked = false;
  show("look");
}

// The preview is made from the very file that would be sent; some browsers quietly alter what a page draws.
async function isBlack(blob) {
  const bitmap = await createImageBitmap(blob), preview = find("preview");
  preview.width = bitmap.width;
  preview.height = bitmap.height;
  const pen = preview.getContext("2d", { willReadFrequently: true });
  pen.drawImage(bitmap, 0, 0);
  bitmap.close();
  return covers.every((cover) => {
    const box = corners(cover, preview);
    if (box.width <= 0 || box.height <= 0) return true;
    const { data } = pen.getImageData(box.left, box.top, box.width, box.height);
    for (let place = 0; place < data.length; place += 4) {
      if (data[place] || data[place + 1] || data[place + 2]) return false;
    }
    return true;
  });
}

async function send() {
  if (!find("sure").checked) {
    find("sure").focus();
    return complain(said("not-sure"));
  }
  const button = find("send"), form = new FormData();
  form.set("code", picture.code);
  form.set("picture", picture.blob, "copy.png");
  button.disabled = true;
  const answer = await asked(page.dataset.sendUrl, form);
  button.disabled = false;
  if (!answer) return;
  for (const canvas of [base, shown, find("preview")]) canvas.width = canvas.height = 0;
  for (const one of [frame, ...covers]) one?.node.remove();
  Object.assign(picture, { blob: null, code: "" });
  frame = null;
  covers = [];
  show("sent");
}

// Buttons ------------------------------------------------------------------------------------------------------------

function turn(by) {
  picture.turns = (picture.turns + by + 4) % 4;
  draw();
  place();
  live.textContent = said("turned");
}

find("code-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = find("code-form").querySelector("input[name=code]").value.split("#").pop().trim();
  if (typed) open(typed);
});
find("file").addEventListener("change", ({ target }) => {
  picture.guide = page.querySelector("input[name=guide]:checked").value;
  if (target.files[0]) take(target.files[0]);
});
find("left").addEventListener("click", () => turn(-1));
find("right").addEventListener("click", () => turn(1));
find("angle").addEventListener("input", ({ target }) => {
  picture.angle = Number(target.value);
  draw();
});
find("add").addEventListener("click", add);
find("flatten").addEventListener("click", flatten);
find("send").addEventListener("click", send);
for (const button of page.querySelectorAll("[data-back]")) {
  button.addEventListener("click", () => show(button.dataset.back));
}
addEventListener("hashchange", codeFromLink);
codeFromLink();
