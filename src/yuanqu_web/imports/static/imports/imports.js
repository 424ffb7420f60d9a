// A form is sent once; the link to the template follows the chosen form.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    const button = form.querySelector("[data-once]");
    if (!button) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => { button.disabled = true; });
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[data-once]").disabled = false;
  }
});
const choice = document.querySelector("[data-template-base]");
const link = document.querySelector("[data-template]");
choice?.addEventListener("change", () => {
  link.hidden = !choice.value;
  link.href = choice.dataset.templateBase.replace("FORM", choice.value);
});
