/** Turns our Markdown into the site's HTML: anchors, links, code and tables. */
import GithubSlugger from "github-slugger";
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import ini from "highlight.js/lib/languages/ini";
import json from "highlight.js/lib/languages/json";
import nginx from "highlight.js/lib/languages/nginx";
import python from "highlight.js/lib/languages/python";
import typescript from "highlight.js/lib/languages/typescript";
import yaml from "highlight.js/lib/languages/yaml";
import { resolveLink } from "./links.mjs";

const languages = { sh: bash, ini, json, nginx, python, ts: typescript, yaml };
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

const textOf = (token) =>
  (token.children ?? [])
    .map(({ type, content }) => (type === "softbreak" || type === "hardbreak" ? " " : type === "image" ? "" : content))
    .join("");

/** Gives headings the ids that GitHub gives them; answers `[{ id, text, level }]`. */
function nameHeadings(tokens) {
  const slugger = new GithubSlugger();
  const headings = [];
  tokens.forEach((token, index) => {
    if (token.type !== "heading_open") return;
    const text = textOf(tokens[index + 1]);
    const id = slugger.slug(text);
    token.attrSet("id", id);
    headings.push({ id, text, level: Number(token.tag.slice(1)) });
  });
  return headings;
}

/** `[{ heading, id, text }]`: what a search may find, one for each heading with the words below it. */
function sectionsOf(tokens, headings) {
  const sections = [];
  let next = 0;
  tokens.forEach((token, index) => {
    if (token.type === "heading_open") sections.push({ heading: headings[next].text, id: headings[next++].id, text: "" });
    else if (token.type === "inline" && tokens[index - 1].type !== "heading_open" && sections.length > 0)
      sections.at(-1).text += `${textOf(token)} `;
    else if (token.type === "fence" && sections.length > 0) sections.at(-1).text += `${token.content} `;
  });
  return sections;
}

/** Points links and pictures at the site's own addresses; what only the repository has becomes plain text. */
function pointLinks(tokens, source) {
  const problems = [];
  for (const { children } of tokens.filter(({ type }) => type === "inline")) {
    let isPlain = false;
    for (const token of children) {
      const name = token.type === "image" ? "src" : "href";
      if (token.type === "link_close" && isPlain) {
        token.tag = "span";
        isPlain = false;
      }
      if (token.type !== "link_open" && token.type !== "image") continue;
      const target = resolveLink(source, token.attrGet(name));
      if (target.problem !== undefined) problems.push(target.problem);
      if (target.href !== undefined) token.attrSet(name, target.href);
      else if (token.type === "link_open") {
        token.tag = "span";
        token.attrs = [["title", `${target.file ?? "a file"} in the repository`]];
        isPlain = true;
      }
    }
  }
  return problems;
}

/** Sets a markdown-it up. `record(source, { headings, sections, problems })` hears of every page; its environment names the `source`. */
export function setUp(md, record) {
  md.core.ruler.push("reflex_docs", ({ tokens, env: { source } }) => {
    const headings = nameHeadings(tokens);
    record(source, { headings, sections: sectionsOf(tokens, headings), problems: pointLinks(tokens, source) });
  });
  md.renderer.rules.fence = (tokens, index) => {
    const language = tokens[index].info.trim().split(/\s+/)[0] ?? "";
    const text = tokens[index].content;
    const code = language in languages ? hljs.highlight(text, { language }).value : md.utils.escapeHtml(text);
    // A long line scrolls inside of its box, which the keyboard must reach.
    return `<pre tabindex="0" role="region" aria-label="${language === "text" || language === "" ? "text" : `code, ${md.utils.escapeHtml(language)}`}"><code>${code}</code></pre>\n`;
  };
  md.renderer.rules.table_open = () => '<div class="table" tabindex="0" role="region" aria-label="table"><table>\n';
  md.renderer.rules.table_close = () => "</table></div>\n";
  return md;
}
