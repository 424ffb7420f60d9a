// The list of firms: live search that waits for an input method, and a short address.
const form = document.querySelector("[data-firm-filters]");
const input = form?.querySelector("[data-firm-search]");

if (input) {
  let timer, asked = input.value;
  const ask = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (input.value === asked) return;
      asked = input.value;
      window.htmx.trigger(form, "find");
    }, 120);
  };
  input.addEventListener("input", (event) => event.isComposing || ask());
  input.addEventListener("compositionend", ask);
  // The typed words are asked for above; leaving the field must not ask again.
  input.addEventListener("change", (event) => event.stopPropagation());
  // "/" goes to the search, as people expect of a list.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, select, textarea, dialog")) return;
    event.preventDefault();
    input.select();
  });
}

form?.addEventListener("htmx:configRequest", (event) => {
  const parameters = event.detail.parameters;
  for (const key of [...Object.keys(parameters)]) {
    // An empty place means "the whole city", whatever the top bar says; other empty choices say nothing.
    if (parameters[key] === "" && key !== "place") delete parameters[key];
  }
});
