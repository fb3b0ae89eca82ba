import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
import { Features, transform as minify } from "lightningcss";
import { defineConfig, transformWithOxc, type Plugin } from "vite";
import { parse as parseYaml } from "yaml";

const COPY = fileURLToPath(new URL("../knowledge/copy/web.yml", import.meta.url));

/** The words of the element, from the one file in which all copy of the web stands. */
function copy(): Plugin {
  return {
    name: "copy",
    resolveId: (id) => (id === "virtual:copy" ? "\0copy" : null),
    load(id) {
      if (id !== "\0copy") return null;
      this.addWatchFile(COPY);
      return `export default ${JSON.stringify(parseYaml(readFileSync(COPY, "utf8")).widget)}`;
    },
  };
}

/** The style, as text for the script and once more as a file, for web views that cannot adopt style sheets. */
function style(): Plugin {
  const parts = ["theme", "frame", "card", "form"].map((name) => fileURLToPath(new URL(`src/style/${name}.css`, import.meta.url)));
  let css = "";
  return {
    name: "style",
    resolveId: (id) => (id === "virtual:style" ? "\0style" : null),
    load(id) {
      if (id !== "\0style") return null;
      parts.forEach((part) => this.addWatchFile(part));
      const code = Buffer.from(parts.map((part) => readFileSync(part, "utf8")).join("\n"));
      css = minify({ filename: "chat.css", code, minify: true, exclude: Features.LightDark, targets: { chrome: 58 << 16, safari: (11 << 16) | (1 << 8) } }).code.toString();
      return `export default ${JSON.stringify(css)}`;
    },
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "widget.css", source: css });
    },
  };
}

/** Writes newer syntax in that of ES2017, more briefly than the build itself would: nobody hands us `document.all`. */
function brief(): Plugin {
  const assumptions = { noDocumentAll: true };
  return {
    name: "brief",
    enforce: "post",
    transform: (code, id) => transformWithOxc(code, id.replace(/^\0(.*)/, "$1.js"), { target: "es2017", lang: "js", assumptions }),
  };
}

/** Joins the lines of templates as JSX does: none is left beside a tag. After minifying, line breaks stand nowhere else. */
function tightTemplates(): Plugin {
  return {
    name: "tight-templates",
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === "chunk") chunk.code = chunk.code.replace(/(?<=>)\s*\n\s*|\s*\n\s*(?=[<>])/g, "").replace(/\s*\n\s*/g, " ");
      }
    },
  };
}

/** Fails the build when the script holds syntax that an ES2017 web view cannot read. */
function readableByOldWebViews(): Plugin {
  return {
    name: "es2017",
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === "chunk") parse(chunk.code, { ecmaVersion: 2017, sourceType: "script" });
      }
    },
  };
}

export default defineConfig({
  // Web views of 2017 have no globalThis.
  define: { globalThis: "window" },
  plugins: [copy(), style(), brief(), tightTemplates(), readableByOldWebViews()],
  build: {
    target: "es2017",
    minify: "terser",
    terserOptions: { ecma: 2017, compress: { passes: 3, unsafe_arrows: true, pure_getters: true, keep_fargs: false, hoist_props: true }, format: { comments: false } },
    outDir: "../build/web",
    emptyOutDir: true,
    lib: { entry: "src/main.ts", formats: ["iife"], name: "Yidi", fileName: () => "widget.js" },
  },
});
