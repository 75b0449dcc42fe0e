import type { Plugin } from "vite";

/**
 * react-router without what nothing here uses. Its exports lead to the build with development warnings, whatever the mode; the names
 * that its components give themselves for debugging, and the calls that make them, count as effects and keep forms and scroll restoration in the bundle.
 */
export function leanRouterPlugin(): Plugin {
  return {
    name: "lean-router",
    apply: "build",
    enforce: "pre",
    async resolveId(source, importer) {
      if (source !== "react-router") return undefined;
      const found = await this.resolve(source, importer, { skipSelf: true });
      return found?.id.replace("/dist/development/", "/dist/production/");
    },
    transform(code, id) {
      if (!id.includes("/react-router/dist/production/")) return undefined;
      const unnamed = code.replaceAll(/^\w+\.displayName = .*;$/gm, "");
      return { code: unnamed.replaceAll(/= (?=React\d*\.(?:forwardRef|memo|createContext)\()/g, "= /* @__PURE__ */ "), map: null };
    },
  };
}
