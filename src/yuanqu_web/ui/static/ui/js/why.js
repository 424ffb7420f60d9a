// "Why": a figure's explanation opens in place. Without script, or with Ctrl held, the same address is a page.
export function startWhy() {
  const dialog = document.getElementById("why-dialog");
  if (!dialog) return;
  const body = document.getElementById("why-body");
  const page = dialog.querySelector("[data-why-page]");
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-why]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    page.href = link.href;
    body.replaceChildren();
    dialog.showModal();
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return location.assign(link.href);
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    dress(parsed);
    body.replaceChildren(...(parsed.querySelector("main") ?? parsed.body).childNodes);
    window.htmx.process(body);
    body.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true }));
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

// The page's own style sheets: whoever asks from elsewhere has not loaded them.
function dress(parsed) {
  for (const sheet of parsed.querySelectorAll("head link[rel=stylesheet]")) {
    const href = sheet.getAttribute("href");
    const known = [...document.head.querySelectorAll("link")].some((link) => link.getAttribute("href") === href);
    if (!known) {
      document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
    }
  }
}
