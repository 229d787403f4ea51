// Light and dark: the system's choice until the reader makes another.

class Theme {
  constructor(changed) {
    this.changed = changed;
    this.cache = new Map();
    this.probe = element("span", { hidden: true });
    document.body.append(this.probe);
    this.system = matchMedia("(prefers-color-scheme: dark)");
    this.system.addEventListener("change", () => this.apply());
    // Paper is light. No frame is drawn while a page is printed: the picture has to be made at once.
    this.print = matchMedia("print");
    this.print.addEventListener("change", () => this.apply(true));
    try {
      const kept = localStorage.getItem("task-trace-theme");
      if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
    } catch { /* A page from disk may have no storage. */ }
    this.button = byId("theme");
    this.button.addEventListener("click", () => this.toggle());
    this.apply();
  }

  get isDark() {
    if (this.print.matches) return false;
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : this.system.matches;
  }

  toggle() {
    const next = this.isDark ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try { localStorage.setItem("task-trace-theme", next); } catch { /* Then it lasts for this view. */ }
    this.apply();
  }

  apply(isAtOnce = false) {
    this.cache.clear();
    this.version = (this.version ?? 0) + 1;
    this.button.textContent = this.isDark ? "☀ Light" : "☾ Dark";
    this.button.setAttribute("aria-label", this.isDark ? "Use light colours" : "Use dark colours");
    this.changed?.(isAtOnce);
  }

  /** The colour behind `--name` as a canvas understands it. */
  colour(name) {
    let value = this.cache.get(name);
    if (value === undefined) {
      this.probe.style.color = `var(--${name})`;
      value = getComputedStyle(this.probe).color;
      this.cache.set(name, value);
    }
    return value;
  }

  wait(reason) {
    return this.colour(`wait-${knownReasons.has(reason) ? reason : "unknown"}`);
  }
}
