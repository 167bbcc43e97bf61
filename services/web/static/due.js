// <sibi-due data-due data-from>: a countdown that ticks. The server prints the first value and spells
// time the same way (services/web/pages/instants.py); data-frozen stops it, for a board as of the past.
const page = document.documentElement;
const english = page.lang === "en";
const skew = page.dataset.now ? Date.parse(page.dataset.now) - Date.now() : 0;
const [DAY, HOUR, MINUTE] = [86400, 3600, 60];
const [day, hour, minute] = english ? ["d", "h", "m"] : ["天", "时", "分"];
const two = (number) => String(number).padStart(2, "0");

function spelled(seconds) {
  const whole = (unit) => Math.floor(seconds / unit);
  if (seconds >= DAY) return `${whole(DAY)}${day}${Math.floor((seconds % DAY) / HOUR)}${hour}`;
  if (seconds >= HOUR) return `${whole(HOUR)}${hour}${two(Math.floor((seconds % HOUR) / MINUTE))}${minute}`;
  return `${whole(MINUTE)}:${two(seconds % MINUTE)}`;
}

export function left(due, now) {
  const length = spelled(Math.floor(Math.abs(due - now) / 1000));
  if (now > due) return english ? `${length} over` : `超 ${length}`;
  return english ? `${length} left` : `剩 ${length}`;
}

const seen = new Set();
const watch = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) seen.add(target);
    else seen.delete(target);
  }
});

class Due extends HTMLElement {
  static observedAttributes = ["data-due", "data-from", "data-frozen"];

  connectedCallback() {
    watch.observe(this);
    this.draw();
  }

  disconnectedCallback() {
    watch.unobserve(this);
    seen.delete(this);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.draw();
  }

  draw() {
    const clock = this.querySelector(".clock");
    if (!this.dataset.due || !clock || "frozen" in this.dataset) return;
    const [due, from, now] = [Date.parse(this.dataset.due), Date.parse(this.dataset.from), Date.now() + skew];
    const text = left(due, now);
    if (clock.textContent !== text) clock.textContent = text;
    const used = due > from ? Math.min(100, Math.max(0, Math.round((100 * (now - from)) / (due - from)))) : 100;
    this.querySelector("rect")?.setAttribute("width", String(used));
  }
}

customElements.define("sibi-due", Due);
setInterval(() => seen.forEach((due) => due.draw()), 1000);
