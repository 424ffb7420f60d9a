// Filling in a return: Enter down or right, paste of a block, sums, units, autosave, and what to do when it can't be saved.
import { add, shift, thousands } from "./numbers.js";

const form = document.querySelector("form[data-entry]");
document.documentElement.classList.add("js");

const WAIT = 2000;
const RETRY = 5000;

class Entry {
  constructor(form) {
    this.form = form;
    this.key = `yuanqu-return-${form.dataset.entry}`;
    this.cells = [...form.querySelectorAll("[data-cell]")];
    this.byId = new Map(this.cells.map((cell) => [cell.dataset.cell, cell]));
    this.sums = JSON.parse(document.getElementById("sums").textContent);
    this.saved = form.querySelector("[data-saved]");
    this.trouble = form.querySelector("[data-trouble]");
    this.conflict = form.querySelector("[data-conflict]");
    this.unit = form.dataset.unit;
    this.dirty = new Map();
    this.reasons = new Map();
    this.saving = null;
    this.timer = 0;
    this.listen();
    this.offerLocal();
  }

  get version() {
    return Number(this.form.querySelector("[data-version]").value);
  }

  set version(number) {
    for (const field of document.querySelectorAll("[data-version]")) field.value = number;
  }

  listen() {
    const { form } = this;
    form.addEventListener("input", (event) => this.changed(event.target));
    form.addEventListener("keydown", (event) => this.key_(event));
    form.addEventListener("paste", (event) => this.paste(event));
    const enter = form.querySelector("[data-enter-choice]");
    enter.value = localStorage.getItem("yuanqu-enter") || "down";
    enter.addEventListener("change", () => localStorage.setItem("yuanqu-enter", enter.value));
    form.querySelector("[data-unit-choice]").addEventListener("change", (event) => this.changeUnit(event.target.value));
    form.querySelector("[data-conflict-apply]").addEventListener("click", () => this.applyChoice());
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("pagehide", () => this.keepLocal());
    addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.dirty.size && this.save());
  }

  changed(target) {
    if (target.dataset.cell) {
      this.dirty.set(target.dataset.cell, target.value);
      this.sum(target.dataset.cell);
    } else if (target.dataset.reason) this.reasons.set(target.dataset.reason, target.value);
    else return;
    this.keepLocal();
    this.later();
  }

  later(wait = WAIT) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  sum(changed) {
    for (const { total, parts } of this.sums) {
      if (!parts.includes(changed)) continue;
      const cell = this.byId.get(total);
      if (!cell) continue;
      cell.value = add(parts.map((id) => this.byId.get(id)?.value ?? ""));
      this.dirty.set(total, cell.value);
    }
  }

  // Keys. Enter while an input method composes belongs to the input method.
  key_(event) {
    const cell = event.target.closest("[data-cell]");
    if (!cell || event.isComposing || event.keyCode === 229) return;
    const right = this.form.querySelector("[data-enter-choice]").value === "right";
    const moves = { ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    let move = cell.tagName === "SELECT" ? null : moves[event.key];
    if (event.key === "Enter") {
      move = right ? [0, 1] : [1, 0];
      if (event.shiftKey) move = move.map((step) => -step);
    }
    if (!move) return;
    event.preventDefault();
    this.go(cell, ...move);
  }

  at(row, column) {
    return this.cells.find((cell) => Number(cell.dataset.row) === row && Number(cell.dataset.col) === column);
  }

  go(cell, down, right) {
    const order = this.cells
      .filter((one) => !one.hasAttribute("data-total"))
      .sort((a, b) => (right ? a.dataset.row - b.dataset.row || a.dataset.col - b.dataset.col : a.dataset.col - b.dataset.col || a.dataset.row - b.dataset.row));
    const next = order[order.indexOf(cell) + (down || right)];
    next?.focus();
    next?.select?.();
  }

  // A block from a spreadsheet: rows by line, columns by tab. One value is pasted as usual.
  paste(event) {
    const cell = event.target.closest("[data-cell]");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || !/[\t\n]/.test(text.replace(/[\r\n]+$/, ""))) return;
    event.preventDefault();
    let pasted = 0, beyond = 0;
    const top = Number(cell.dataset.row), left = Number(cell.dataset.col);
    text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").forEach((line, down) => {
      line.split("\t").forEach((value, right) => {
        const target = this.at(top + down, left + right);
        if (!target || target.hasAttribute("data-total")) return void (value.trim() && beyond++);
        target.value = target.tagName === "SELECT" ? this.option(target, value) : value.trim();
        this.changed(target);
        pasted++;
      });
    });
    const words = this.trouble.dataset;
    this.say(words.pasted.replace("{n}", pasted) + (beyond ? words.beyond.replace("{n}", beyond) : ""));
  }

  option(select, value) {
    const plain = value.trim();
    return [...select.options].find((one) => one.value === plain || one.text === plain)?.value ?? "";
  }

  changeUnit(unit) {
    if (unit === this.unit) return;
    const places = unit === "yuan" ? 4 : -4;
    for (const cell of this.cells) {
      if (!cell.hasAttribute("data-money")) continue;
      cell.value = shift(cell.value, places);
      this.dirty.set(cell.dataset.cell, cell.value);
    }
    for (const label of this.form.querySelectorAll("[data-money-unit]")) {
      label.textContent = label.dataset.moneyUnit.split("|")[unit === "yuan" ? 1 : 0];
    }
    this.unit = unit;
    this.keepLocal();
    this.save();
  }

  async save() {
    clearTimeout(this.timer);
    if (this.saving) return this.saving.then(() => (this.dirty.size || this.reasons.size ? this.save() : true));
    if (!this.dirty.size && !this.reasons.size) return true;
    this.saving = this.send().finally(() => (this.saving = null));
    return this.saving;
  }

  async send() {
    const cells = Object.fromEntries(this.dirty), reasons = Object.fromEntries(this.reasons);
    this.say(this.trouble.dataset.saving);
    let answer;
    try {
      answer = await fetch(this.form.dataset.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.form.querySelector("[name=csrfmiddlewaretoken]").value },
        body: JSON.stringify({ version: this.version, unit: this.unit, cells, reasons }),
        redirect: "manual",
      });
    } catch {
      return this.failed(this.trouble.dataset.offline);
    }
    if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") {
      if (!this.renewed && (await this.renew())) {
        this.renewed = true;
        return this.send().finally(() => (this.renewed = false));
      }
      return this.signedOut();
    }
    if (answer.status >= 500) return this.failed(this.trouble.dataset.offline);
    const found = await answer.json();
    if (answer.status === 409 && found.code === "conflict") return this.choose(found, cells);
    if (!answer.ok) return this.failed(`${found.message ?? ""} ${found.hint ?? ""}`, false);
    for (const [id, text] of Object.entries(cells)) if (this.dirty.get(id) === text) this.dirty.delete(id);
    for (const [id, text] of Object.entries(reasons)) if (this.reasons.get(id) === text) this.reasons.delete(id);
    this.version = found.version;
    this.show(found);
    this.keepLocal();
    return true;
  }

  // Signed in again in another window: the page needs the new session's token, and nothing else of it.
  async renew() {
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const token = page.querySelector("form[data-entry] [name=csrfmiddlewaretoken]")?.value;
      if (!token) return false;
      for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
      return true;
    } catch {
      return false;
    }
  }

  show(found) {
    this.trouble.hidden = true;
    this.say(`${this.trouble.dataset.savedWord} ${found.saved}`);
    for (const [id, told] of Object.entries(found.cells)) {
      const cell = this.byId.get(id);
      if (!cell) continue;
      cell.toggleAttribute("aria-invalid", told.wrong);
      if (told.wrong) cell.setAttribute("aria-invalid", "true");
      const error = document.getElementById(`e-${id}`);
      if (error) error.textContent = told.problem || (told.wrong ? told.failed.join(" ") : "");
      this.put("data-change", id, told.change);
      this.put("data-month", id, told.month);
      this.put("data-previous-of", id, told.previous);
      this.put("data-year-of", id, told.year_before);
    }
    const panel = this.form.querySelector("[data-checks]");
    if (!panel.contains(document.activeElement)) panel.innerHTML = found.checks;
  }

  put(name, id, text) {
    const place = this.form.querySelector(`[${name}="${id}"]`);
    if (place) place.textContent = text;
  }

  say(text) {
    this.saved.textContent = text;
  }

  failed(words, retry = true) {
    this.trouble.hidden = false;
    this.trouble.textContent = words;
    this.say("");
    this.keepLocal();
    if (retry) this.later(RETRY);
    return false;
  }

  signedOut() {
    const { signedOut, signIn, signInUrl } = this.trouble.dataset;
    this.failed(signedOut);
    const link = document.createElement("a");
    link.href = signInUrl;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = signIn;
    this.trouble.append(" ", link);
    return false;
  }

  // Someone else has saved since: each cell that differs is a choice.
  choose({ theirs, names }, mine) {
    const rows = Object.entries(mine).filter(([id, text]) => (theirs.cells[id] ?? "") !== text);
    this.version = theirs.version;
    for (const [id, cell] of this.byId) if (!(id in mine)) cell.value = theirs.cells[id] ?? "";
    this.unit = theirs.unit;
    this.form.querySelector("[data-unit-choice]").value = theirs.unit;
    if (!rows.length) {
      this.dirty.clear();
      this.later(0);
      return true;
    }
    const title = this.conflict.querySelector("h2");
    title.textContent = title.dataset.words.replace("{name}", theirs.by || "—");
    const body = this.conflict.querySelector("tbody");
    body.replaceChildren(...rows.map(([id, text]) => this.choice(id, names[id] ?? id, text, theirs.cells[id] ?? "")));
    this.conflict.hidden = false;
    this.say("");
    this.conflict.querySelector("input").focus();
    this.theirs = theirs;
    return false;
  }

  choice(id, name, mine, theirs) {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = name;
    row.append(head);
    for (const [side, text] of [["mine", mine], ["theirs", theirs]]) {
      const cell = document.createElement("td"), label = document.createElement("label"), pick = document.createElement("input");
      pick.type = "radio";
      pick.name = `choose-${id}`;
      pick.value = side;
      pick.checked = side === "theirs";
      pick.dataset.choose = id;
      label.append(pick, ` ${thousands(text) || "—"}`);
      cell.append(label);
      row.append(cell);
    }
    return row;
  }

  applyChoice() {
    for (const pick of this.conflict.querySelectorAll("input:checked")) {
      const id = pick.dataset.choose, cell = this.byId.get(id);
      if (pick.value === "theirs") {
        cell.value = this.theirs.cells[id] ?? "";
        this.dirty.delete(id);
      } else this.dirty.set(id, cell.value);
    }
    this.conflict.hidden = true;
    if (this.dirty.size || this.reasons.size) this.save();
    else this.keepLocal();
  }

  // A copy on this machine of what the server hasn't got yet; gone as soon as it has.
  keepLocal() {
    if (!this.dirty.size && !this.reasons.size) return localStorage.removeItem(this.key);
    const copy = { at: Date.now(), unit: this.unit, cells: [...this.dirty], reasons: [...this.reasons] };
    try {
      localStorage.setItem(this.key, JSON.stringify(copy));
    } catch {
      // A full or forbidden store: the page itself still holds everything.
    }
  }

  offerLocal() {
    let copy;
    try {
      copy = JSON.parse(localStorage.getItem(this.key) ?? "null");
    } catch {
      copy = null;
    }
    const cells = (copy?.cells ?? []).filter(([id, text]) => this.byId.has(id) && this.byId.get(id).value !== text);
    if (!copy || (!cells.length && !copy.reasons?.length)) return localStorage.removeItem(this.key);
    const box = this.form.querySelector("[data-local]"), words = box.querySelector("[data-local-words]");
    const time = new Date(copy.at).toLocaleString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", month: "2-digit", day: "2-digit" });
    words.textContent = words.dataset.localWords.replace("{n}", cells.length || copy.reasons.length).replace("{time}", time);
    box.hidden = false;
    box.querySelector("[data-local-take]").addEventListener("click", () => {
      box.hidden = true;
      this.unit = copy.unit;
      this.form.querySelector("[data-unit-choice]").value = copy.unit;
      for (const [id, text] of cells) {
        this.byId.get(id).value = text;
        this.dirty.set(id, text);
        this.sum(id);
      }
      for (const [id, text] of copy.reasons ?? []) this.reasons.set(id, text);
      this.save();
    });
    box.querySelector("[data-local-drop]").addEventListener("click", () => {
      box.hidden = true;
      localStorage.removeItem(this.key);
    });
  }

  // What is seen is what is submitted: wait for the last save, then go.
  async submit(event) {
    if (this.ready || (!this.saving && !this.dirty.size && !this.reasons.size)) return;
    event.preventDefault();
    const button = event.submitter;
    if (!(await this.save())) return;
    this.ready = true;
    localStorage.removeItem(this.key);
    // After this event is over: a form that is firing its submit event ignores another request.
    setTimeout(() => this.form.requestSubmit(button));
  }
}

if (form) new Entry(form);
