// The command palette: Ctrl-K or "/" opens it; it asks the server for a fragment of options while one types.

const dialog = document.getElementById("palette");
const source = document.querySelector("[data-palette]");

if (dialog && source) {
  const field = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const status = dialog.querySelector("[data-palette-status]");
  const address = source.dataset.palette;
  let asking = null;
  let waiting = 0;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  };

  const tell = () => {
    const number = options().length;
    const words = status.dataset;
    status.textContent = number === 0 ? words.none : number === 1 ? words.one : words.many.replace("{n}", number);
  };

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(field.value)}`, {
        signal: asking.signal,
        headers: { "X-Requested-With": "palette" },
        credentials: "same-origin",
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      list.innerHTML = await answer.text();
      options().forEach((option, place) => {
        option.id = `palette-option-${place}`;
        option.tabIndex = -1;
        option.setAttribute("aria-selected", "false");
      });
      choose(options()[0]);
      tell();
    } catch (fault) {
      if (fault.name === "AbortError") return;
      list.replaceChildren();
      const words = document.createElement("p");
      words.textContent = status.dataset.failed;
      list.append(words);
      choose(null);
    }
  };

  const open = () => {
    if (dialog.open) return;
    dialog.showModal();
    field.select();
    ask();
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 90);
  });

  field.addEventListener("keydown", (event) => {
    const lines = options();
    const place = lines.indexOf(chosen());
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: event.ctrlKey ? 0 : null, End: event.ctrlKey ? lines.length - 1 : null }[event.key];
    if (to !== undefined && to !== null && lines.length) {
      event.preventDefault();
      choose(lines[(to + lines.length) % lines.length]);
    } else if (event.key === "Escape") {
      event.preventDefault(); // a search field would only empty itself
      dialog.close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const option = chosen();
      if (option) go(option, event.ctrlKey || event.metaKey);
      else if (field.value.trim()) location.assign(`${source.action}?q=${encodeURIComponent(field.value)}`);
    }
  });

  const go = (option, elsewhere) => {
    if (option.dataset.dialog || "sheet" in option.dataset) {
      dialog.close();
      option.click();
    } else if (elsewhere) window.open(option.href, "_blank", "noopener");
    else {
      dialog.close();
      location.assign(option.href);
    }
  };

  list.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen()) choose(option);
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    } else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      open();
    }
  });

  // The box on top is the door to the palette on a wide screen; on a page of results it stays a box.
  const box = source.querySelector("input");
  if (location.pathname === new URL(source.action).pathname) box.value = new URLSearchParams(location.search).get("q") ?? "";
  if (!box.value) {
    box.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      open();
    });
    box.addEventListener("keydown", (event) => {
      if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        field.value = event.key;
        dialog.showModal();
        field.focus();
        field.setSelectionRange(1, 1);
        ask();
      }
    });
  }
}
