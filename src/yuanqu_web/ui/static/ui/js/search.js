// Ctrl/⌘ K opens the search. While an input method composes, nothing is asked.
export function startSearch() {
  const dialog = document.getElementById("search-dialog");
  if (!dialog) return;
  const input = dialog.querySelector("[data-search]");
  const hits = document.getElementById("search-hits");
  if (/Mac|iP/.test(navigator.platform))
    for (const key of document.querySelectorAll("[data-shortcut]")) key.textContent = "⌘ K";

  const open = (event) => {
    event.preventDefault();
    dialog.showModal();
    input.select();
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") open(event);
  });
  for (const link of document.querySelectorAll("[data-search-open]")) link.addEventListener("click", open);

  let timer;
  const ask = () => {
    clearTimeout(timer);
    timer = setTimeout(() => window.htmx.trigger(input, "find"), 120);
  };
  input.addEventListener("input", (event) => event.isComposing || ask());
  input.addEventListener("compositionend", ask);
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") {
      // A search field would only be emptied by the first Escape.
      event.preventDefault();
      dialog.close();
      return;
    }
    const links = [...hits.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = at + (event.key === "ArrowDown" ? 1 : -1);
      (next < 0 ? input : links[Math.min(next, links.length - 1)] ?? input).focus();
    } else if (event.key === "Enter" && document.activeElement === input) {
      event.preventDefault();
      if (links.length) links[0].click();
    }
  });
  // Enter that ends a composition must not leave the page.
  input.form.addEventListener("submit", (event) => event.preventDefault());
  // A hit on the same page only moves the hash: the dialog must make way.
  hits.addEventListener("click", (event) => event.target.closest("a") && dialog.close());
}
