// Reads the code behind the # of the link (which no server ever sees), takes it out of the address bar, and fills it in.
const form = document.querySelector("form[data-fetch]");
const field = form?.querySelector("input[name=code]");

function fill() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code || !field) return;
  field.value = code;
  history.replaceState(null, "", location.pathname);
  form.querySelector("[data-code]").hidden = true;
  form.querySelector("[data-found]").hidden = false;
}

addEventListener("hashchange", fill);
fill();
