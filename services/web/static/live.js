// The live board: rows that are on the page are patched where they stand; new ones wait behind
// 「新到 N 件」 until somebody asks; a summary is spoken at most every 15 seconds, never per tick.
const SPOKEN_EVERY = 15_000;
const waiting = new Set();
let changed = 0;
let spoken = 0;
let timer = 0;

const at = (id) => document.getElementById(id);

function patch(part) {
  const here = at(part.id);
  if (!here) return false;
  window.htmx.swap({ text: part.outerHTML, target: here, swap: "outerMorph", sourceElement: here });
  return true;
}

function hold(row) {
  const within = at("board").dataset.within;
  const wanted = !row.classList.contains("done") && (!within || row.classList.contains(within));
  if (wanted) waiting.add(row.id);
  else waiting.delete(row.id);
  const button = at("newcomers");
  button.hidden = waiting.size === 0;
  button.querySelector("b").textContent = waiting.size;
}

function dim(cases, told) {
  for (const row of document.querySelectorAll(".row"))
    if (cases.includes(row.dataset.case) && !told.has(row.id)) {
      row.classList.add("done");
      row.querySelector(".do").replaceChildren();
    }
}

function speak() {
  timer = 0;
  spoken = Date.now();
  const news = at("news");
  news.textContent = news.dataset.changed.replace("{}", changed);
  changed = 0;
}

function take(event) {
  const parts = [...new DOMParser().parseFromString(event.detail.data, "text/html").body.children];
  const moved = parts.shift();
  for (const part of parts) {
    if (patch(part)) part.matches(".row") && at(part.id)?.classList.add("fresh");
    else if (part.matches(".row")) hold(part);
    changed += part.matches(".row");
  }
  dim(moved.dataset.cases.split(" "), new Set(parts.map((part) => part.id)));
  if (changed && !timer) timer = setTimeout(speak, Math.max(0, spoken + SPOKEN_EVERY - Date.now()));
}

function shown(on) {
  at("live")?.toggleAttribute("data-on", on);
}

document.addEventListener("rows", take);
document.addEventListener("htmx:sse:after:connection", () => shown(true));
document.addEventListener("htmx:sse:error", () => shown(false));
document.addEventListener("htmx:after:swap", () => {
  for (const id of waiting) if (at(id)) waiting.delete(id);
  const button = at("newcomers");
  if (button) button.hidden = waiting.size === 0;
});
