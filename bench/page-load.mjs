/**
 * The first visit of every page with an empty cache at 4 x CPU throttling, beside a bare React page in the same run, and the second
 * visit from the cache: `node bench/page-load.mjs [runs] [route ...]`. Without routes, the pages people open first are visited `runs`
 * times and the others once.
 */
import { chromium as browserType } from "@playwright/test";
import { openBareReact } from "./lib/bare-react.mjs";
import { beatAll, chromium, makeRobots, openConsole, quantile } from "./lib/console.mjs";
import { everyPage } from "./lib/every-page.mjs";
import { report } from "./lib/report.mjs";
import { visit } from "./lib/visit.mjs";

const runs = Number(process.argv[2] ?? 5);
const routes = process.argv.slice(3);
const often = routes.length > 0 ? routes : ["/", "/robots/:robotId", "/sessions/:sessionId", "/sign-in"];
const section = "load";
const viewport = { width: 1440, height: 900 };

const medians = (visits) =>
  Object.fromEntries(
    Object.keys(visits[0]).map((key) => [
      key,
      key === "what"
        ? visits.at(-1).what
        : quantile(
            visits.map((each) => each[key]),
            0.5,
          ),
    ]),
  );
const steps = ({ html, scripts, socketOpen, asked, answered }) =>
  Object.entries({ html, scripts, socketOpen, asked, answered })
    .filter(([, at]) => at !== null)
    .map(([name, at]) => `${name} ${Math.round(at)}`)
    .join(", ");

const bare = await openBareReact();
const site = await openConsole();
const browser = await browserType.launch(chromium);
try {
  const made = await makeRobots(site, 12);
  const pages = await everyPage(site, made);
  const beats = beatAll(site, made.robots);
  const member = await browser.newContext({ viewport });
  const nobody = await browser.newContext({ viewport });
  const page = await member.newPage();
  await site.signIn(page);
  await page.close();

  const cold = ({ isOutside, path, ready }) => visit(isOutside ? nobody : member, `${site.url}${path}`, ready);
  const second = ({ isOutside, path, ready }) =>
    visit(isOutside ? nobody : member, `${site.url}${path}`, ready, { throttling: 1, isCold: false, settleMs: 200 });
  await visit(member, bare.url, "li");
  await cold(pages.find(({ name }) => name === "/"));

  const floors = [];
  for (const each of pages.filter(({ name }) => often.includes(name))) {
    const [visits, beside, seconds] = [[], [], []];
    for (let run = 0; run < runs; run++) {
      // Turn about, so that a busy moment of the machine meets both.
      beside.push(await visit(member, bare.url, "li"));
      visits.push(await cold(each));
      seconds.push(await second(each));
    }
    floors.push(...beside);
    const [at, floor, again] = [medians(visits), medians(beside), medians(seconds)];
    report({
      section,
      what: `${each.name} LCP, 4 x CPU throttling`,
      value: at.lcp,
      unit: "ms",
      floor: { name: "bare React", value: floor.lcp },
      goal: { most: 1.3, of: "ratio" },
      note: `largest: ${at.what}`,
    });
    report({
      section,
      what: `${each.name} usable, 4 x CPU throttling`,
      value: at.usable,
      unit: "ms",
      floor: { name: "bare React", value: floor.usable },
      note: `first paint ${Math.round(at.fcp)}, ${steps(at)}`,
    });
    report({ section, what: `${each.name} layout shift`, value: at.shift, goal: { most: 0.02 } });
    report({
      section,
      what: `${each.name} second visit, usable`,
      value: again.usable,
      unit: "ms",
      goal: { most: 300 },
      note: steps(again),
    });
  }
  const floor = medians(floors);
  for (const each of routes.length > 0 ? [] : pages.filter(({ name }) => !often.includes(name))) {
    const at = await cold(each);
    report({
      section,
      what: `${each.name} LCP, 4 x CPU throttling`,
      value: at.lcp,
      unit: "ms",
      floor: { name: "bare React", value: floor.lcp },
      goal: { most: 1.3, of: "ratio" },
      note: `usable ${Math.round(at.usable)}, shift ${at.shift.toFixed(3)}; largest: ${at.what}`,
    });
  }
  beats.stop();
} finally {
  await browser.close();
  bare.close();
  await site.close();
}
