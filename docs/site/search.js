// The search of the documentation: one file of texts, fetched when somebody first searches, indexed in the browser.
import MiniSearch from "minisearch";

const dialog = document.getElementById("search");
const query = document.getElementById("query");
const found = document.getElementById("found");
const results = document.getElementById("results");
const opener = document.getElementById("open-search");
const MOST = 12;

let index;
async function load() {
  const answer = await fetch("/docs/search.json");
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const rows = await answer.json();
  const made = new MiniSearch({
    fields: ["page", "heading", "text"],
    storeFields: ["page", "heading", "text"],
    searchOptions: { boost: { page: 4, heading: 3 }, prefix: true, fuzzy: (word) => (word.length > 4 ? 0.2 : false), combineWith: "AND" },
  });
  made.addAll(rows.map(([id, page, heading, text]) => ({ id, page, heading, text })));
  return made;
}

/** The words around the first hit. */
function excerpt(text, terms) {
  const at = Math.min(...terms.map((term) => text.toLowerCase().indexOf(term)).filter((where) => where >= 0), text.length);
  const from = at === text.length ? 0 : Math.max(0, text.lastIndexOf(" ", Math.max(0, at - 40)) + 1);
  const to = text.length > from + 140 ? text.lastIndexOf(" ", from + 140) : text.length;
  return `${from > 0 ? "… " : ""}${text.slice(from, to)}${to < text.length ? " …" : ""}`;
}

function row({ id, page, heading, text, terms }) {
  const item = document.createElement("li");
  const link = item.appendChild(document.createElement("a"));
  link.href = id;
  link.appendChild(document.createElement("strong")).textContent = heading === "" ? page : `${page}: ${heading}`;
  link.appendChild(document.createElement("span")).textContent = excerpt(text, terms);
  return item;
}

async function search() {
  const words = query.value.trim();
  try {
    index ??= load();
    const hits = words === "" ? [] : (await index).search(words);
    if (words !== query.value.trim()) return;
    results.replaceChildren(...hits.slice(0, MOST).map(row));
    found.textContent =
      words === ""
        ? ""
        : hits.length === 0
          ? "Nothing found."
          : hits.length > MOST
            ? `The first ${MOST} of ${hits.length}.`
            : `${hits.length} found.`;
  } catch (error) {
    index = undefined;
    found.textContent = `The search could not be loaded (${error instanceof Error ? error.message : "no answer"}). Type again to retry.`;
  }
}

function open() {
  if (dialog.open) return;
  dialog.showModal();
  query.select();
  void search();
}

/** Up and down walk through the field and the results. */
function walk(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const stops = [query, ...results.querySelectorAll("a")];
  const at = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  if (at < 0 || at >= stops.length) return;
  event.preventDefault();
  stops[at].focus();
}

opener.hidden = false;
opener.addEventListener("click", open);
query.addEventListener("input", () => void search());
query.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  results.querySelector("a")?.click();
});
dialog.addEventListener("keydown", walk);
// A link within this page leaves no page, so it must close what is over it.
results.addEventListener("click", (event) => event.target.closest("a") && dialog.close());
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]") !== null;
  const isSlash = event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isSlash && !(event.key === "k" && (event.ctrlKey || event.metaKey))) return;
  event.preventDefault();
  open();
});

// On a narrow page the menu starts closed; without this script it stays open, which still works.
const menu = document.querySelector(".menu details");
if (matchMedia("(width < 60rem)").matches) menu.open = false;
// A long menu shows where one is. Not by scrollIntoView, from where Tab would go on.
const rail = document.querySelector(".menu");
const here = rail.querySelector("a[aria-current]");
if (here !== null && here.offsetTop > rail.clientHeight) rail.scrollTop = here.offsetTop - rail.clientHeight / 2;
