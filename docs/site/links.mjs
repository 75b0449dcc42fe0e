/** Where a link of a Markdown file leads on the site. */
import { existsSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { root, urlOf } from "./contents.mjs";

/** Files and folders that the site carries along as they are. */
export const carried = ["docs/images", "docs/examples", "docs/openapi.json"];

const addressOf = (url) => (url === "index" ? "/docs/" : `/docs/${url}`);

/**
 * `{ href }` where the site has the target, `{ file }` for a file or folder of the repository that it has not, and
 * `{ problem }` where there is no such thing.
 */
export function resolveLink(source, href) {
  if (/^(?:https?:|mailto:)/.test(href)) return { href };
  const [path, hash] = href.split("#", 2);
  const end = hash === undefined ? "" : `#${hash}`;
  if (path === "") return { href: end };
  const target = posix.normalize(posix.join(posix.dirname(source), decodeURIComponent(path))).replace(/\/$/, "");
  const url = urlOf.get(target);
  if (url !== undefined) return { href: addressOf(url) + end };
  if (!existsSync(join(root, target))) return { problem: `${source}: ${href} leads to nothing` };
  if (carried.some((path) => target === path || target.startsWith(`${path}/`)) && statSync(join(root, target)).isFile())
    return { href: target.replace(/^docs\//, "/docs/") };
  return { file: target };
}
