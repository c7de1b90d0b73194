// The picture of a network: drag or arrow keys pan, wheel, pinch, buttons, + and - zoom, 0 fits. Without this script it is a picture that scrolls.
//
// <div class="picture-frame" data-picture tabindex="0" role="region" aria-label="…">
//   <svg class="network-picture">…</svg>
//   <div class="picture-tools"><button type="button" class="button" data-zoom="in|out|fit">…</button></div>
// </div>

const STEP = 1.3;
const LARGEST = 3; // times the drawing's own size
const READABLE = 0.8; // the size at which a picture that does not fit opens
const LEGIBLE = 0.45; // the size at which names can just be read: a picture that fits so opens whole
const CLICK = 5; // pixels that a finger may stray and still mean the link below it
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const enliven = (frame) => {
  const svg = frame.querySelector(".network-picture");
  if (!svg) return;
  const [width, height] = [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height];
  const view = { x: 0, y: 0, scale: 1 }; // the corner that is seen, and pixels for each unit
  const pointers = new Map();
  let dragged = 0;
  let pinch = 0;
  let running = 0;
  let touched = false;

  const room = () => ({ width: frame.clientWidth, height: frame.clientHeight });
  // On another page a picture is there to be seen at a glance, unless there is hardly room for anything.
  const isGlance = () => frame.classList.contains("is-small") && room().width > 560;
  const fitting = () => Math.min(room().width / width, room().height / height, 1.5);
  const smallest = () => Math.min(fitting(), 1);

  const show = () => {
    const { width: wide, height: high } = room();
    if (!wide || !high) return;
    const [seenWide, seenHigh] = [wide / view.scale, high / view.scale];
    view.x = held(view.x, width, seenWide);
    view.y = held(view.y, height, seenHigh);
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${seenWide} ${seenHigh}`);
  };

  // A drawing smaller than the frame stands in the middle; a larger one never leaves it.
  const held = (corner, size, seen) => (seen >= size ? (size - seen) / 2 : Math.max(0, Math.min(size - seen, corner)));

  const go = (target) => {
    cancelAnimationFrame(running);
    const from = { ...view };
    if (calm.matches) {
      Object.assign(view, target);
      show();
      return;
    }
    const start = performance.now();
    const step = (now) => {
      const part = Math.min(1, Math.max(0, (now - start) / 180));
      const eased = 1 - (1 - part) ** 3;
      for (const key of ["x", "y", "scale"]) view[key] = from[key] + (target[key] - from[key]) * eased;
      show();
      if (part < 1) running = requestAnimationFrame(step);
    };
    running = requestAnimationFrame(step);
  };

  const zoomed = (factor, at) => {
    const scale = Math.max(smallest(), Math.min(LARGEST, view.scale * factor));
    const place = at ?? { x: room().width / 2, y: room().height / 2 };
    return { scale, x: view.x + place.x / view.scale - place.x / scale, y: view.y + place.y / view.scale - place.y / scale };
  };
  const fit = () => ({ scale: fitting(), x: 0, y: 0 });
  const open = () => {
    if (fitting() >= (isGlance() ? LEGIBLE * 0.7 : LEGIBLE)) return { scale: Math.min(1, fitting()), x: 0, y: 0 };
    const scale = Math.max(fitting(), Math.min(READABLE, room().width / 460)); // 460 units: two cards beside each other
    return { scale, ...beginning(room().width / scale, room().height / scale) };
  };
  // What is too large opens on the first router or switch, with the internet above it when there is room for both.
  const beginning = (wide, high) => {
    const root = svg.querySelector("[data-start]");
    const hub = svg.querySelector(".np-hub")?.getBBox();
    if (!hub) return { x: (root ? Number(root.getAttribute("data-start")) : width / 2) - wide / 2, y: 0 };
    const [middle, foot] = [hub.x + hub.width / 2 + Number(root?.getAttribute("data-shift") ?? 0), hub.y + hub.height];
    return { x: middle - wide / 2, y: foot < high * 0.7 ? 0 : foot - high * 0.7 };
  };
  const at = (event) => {
    const box = frame.getBoundingClientRect();
    return { x: event.clientX - box.left - frame.clientLeft, y: event.clientY - box.top - frame.clientTop };
  };
  const now = (target) => {
    cancelAnimationFrame(running);
    touched = true;
    Object.assign(view, target);
    show();
  };

  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest(".picture-tools")) return;
    pointers.set(event.pointerId, at(event));
    if (pointers.size === 1) dragged = 0;
    pinch = 0;
  });
  frame.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const place = at(event);
    pointers.set(event.pointerId, place);
    if (pointers.size === 2) {
      const [one, other] = [...pointers.values()];
      const apart = Math.hypot(one.x - other.x, one.y - other.y);
      const middle = { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
      if (pinch && apart) now(zoomed(apart / pinch, middle));
      pinch = apart;
      dragged = CLICK + 1;
    } else if (pointers.size === 1) {
      dragged += Math.hypot(place.x - before.x, place.y - before.y);
      if (dragged <= CLICK) return;
      if (!frame.hasPointerCapture(event.pointerId)) frame.setPointerCapture(event.pointerId);
      frame.classList.add("is-held");
      now({ ...view, x: view.x - (place.x - before.x) / view.scale, y: view.y - (place.y - before.y) / view.scale });
    }
  });
  const release = (event) => {
    pointers.delete(event.pointerId);
    pinch = 0;
    if (!pointers.size) frame.classList.remove("is-held");
  };
  frame.addEventListener("pointerup", release);
  frame.addEventListener("pointercancel", release);
  frame.addEventListener("pointerleave", (event) => {
    if (!frame.hasPointerCapture(event.pointerId)) release(event);
  });
  frame.addEventListener("click", (event) => {
    if (dragged > CLICK && event.detail) event.preventDefault(); // the end of a drag is no click; Enter on a link is
  }, true);
  frame.addEventListener("dragstart", (event) => event.preventDefault());

  frame.addEventListener("wheel", (event) => {
    // The page scrolls on over a picture that nobody has chosen; a pinch on a touchpad comes with Ctrl.
    if (!event.ctrlKey && !event.metaKey && !frame.contains(document.activeElement)) return;
    event.preventDefault();
    const lines = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
    now(zoomed(Math.exp(-Math.max(-120, Math.min(120, lines)) * (event.ctrlKey ? 0.01 : 0.003)), at(event)));
  }, { passive: false });

  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = 80 / view.scale;
    const ways = {
      "+": () => zoomed(STEP), "=": () => zoomed(STEP), "-": () => zoomed(1 / STEP), "0": fit,
      ArrowLeft: () => ({ ...view, x: view.x - step }), ArrowRight: () => ({ ...view, x: view.x + step }),
      ArrowUp: () => ({ ...view, y: view.y - step }), ArrowDown: () => ({ ...view, y: view.y + step }),
    };
    if (!Object.hasOwn(ways, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    touched = true;
    go(ways[event.key]());
  });
  frame.querySelector(".picture-tools")?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom]");
    if (!button) return;
    touched = true;
    go({ in: () => zoomed(STEP), out: () => zoomed(1 / STEP), fit }[button.dataset.zoom]());
  });

  // The way from a device to the internet lights up under the pointer and under focus.
  const ways = new Map([...svg.querySelectorAll("path[data-number]")].map((path) => [path.dataset.number, path]));
  const light = (event) => {
    for (const path of svg.querySelectorAll(".is-near")) path.classList.remove("is-near");
    let number = event.target.closest?.("[data-path]")?.dataset.path;
    for (const seen = new Set(); ways.has(number) && !seen.has(number); ) {
      seen.add(number);
      ways.get(number).classList.add("is-near");
      number = ways.get(number).dataset.upward;
    }
  };
  svg.addEventListener("pointerover", light);
  svg.addEventListener("pointerleave", light);
  svg.addEventListener("focusin", (event) => {
    light(event);
    const card = event.target.closest("[data-path]")?.querySelector("rect");
    if (!card || !event.target.matches(":focus-visible")) return;
    const box = card.getBBox();
    const shift = Number(svg.querySelector("[data-start]")?.getAttribute("data-shift") ?? 0);
    const seen = { width: room().width / view.scale, height: room().height / view.scale };
    const x = box.x + shift;
    const isSeen = x >= view.x && box.y >= view.y && x + box.width <= view.x + seen.width && box.y + box.height <= view.y + seen.height;
    if (!isSeen) go({ ...view, x: x + box.width / 2 - seen.width / 2, y: box.y + box.height / 2 - seen.height / 2 });
  });
  svg.addEventListener("focusout", light);
  // A browser scrolls what has focus into view; here the picture itself moves.
  frame.addEventListener("scroll", () => frame.scrollTo(0, 0));

  const shrink = { left: frame.scrollLeft, top: frame.scrollTop };
  frame.classList.add("is-live");
  Object.assign(view, open());
  if (shrink.left || shrink.top) Object.assign(view, { x: shrink.left, y: shrink.top });
  show();
  new ResizeObserver(() => {
    if (!touched) Object.assign(view, open());
    view.scale = Math.max(smallest(), view.scale);
    show();
  }).observe(frame);
  // On paper all of it.
  addEventListener("beforeprint", () => svg.setAttribute("viewBox", `0 0 ${width} ${height}`));
  addEventListener("afterprint", show);
};

const enlivenAll = (within) => {
  for (const frame of within.querySelectorAll("[data-picture]:not(.is-live)")) enliven(frame);
};
enlivenAll(document);
document.addEventListener("htmx:load", (event) => enlivenAll(event.detail?.elt?.parentElement ?? document));
