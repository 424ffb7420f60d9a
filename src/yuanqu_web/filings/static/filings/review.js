// Review of many: pick all, count what is picked, and "all without problems" of the period.
const form = document.querySelector("[data-review]");
if (form) {
  const boxes = () => [...form.querySelectorAll("input[name=item]")];
  const count = () => {
    const shown = form.querySelector("[data-count]");
    if (shown) shown.textContent = boxes().filter((box) => box.checked).length;
  };
  form.querySelector("[data-all]")?.addEventListener("change", (event) => {
    for (const box of boxes()) box.checked = event.target.checked;
    count();
  });
  form.addEventListener("change", count);
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    const all = form.querySelector("input[name=all]");
    all?.remove();
    if (button?.hasAttribute("data-clean")) {
      const mark = document.createElement("input");
      mark.type = "hidden";
      mark.name = "all";
      mark.value = "clean";
      form.append(mark);
    }
    const reason = form.querySelector("[name=reason]");
    if (reason) reason.required = button?.value === "return";
    if (reason && button?.value === "return" && !form.reportValidity()) event.preventDefault();
  });
}
