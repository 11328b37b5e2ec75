// Builds what the browser loads: assets/ + packages from npm -> directory/static/.
//
// Every file carries a hash of its content in its name, so it may be cached for ever;
// directory/static/manifest.json says which name is the newest: {"app.css": "app.1A2B3C4D.css"}.

import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const ASSETS = path.join(ROOT, "assets");
const STATIC = path.join(ROOT, "directory", "static");
const MANIFEST = path.join(STATIC, "manifest.json");
const USWDS = path.join(ROOT, "node_modules", "@uswds", "uswds");
const FONTS = path.join(ROOT, "node_modules", "@fontsource-variable", "public-sans", "files");

/** A problem that the person at the keyboard can solve; shown without a stack trace. */
class BuildError extends Error {}

async function loadTools() {
  if (!existsSync(USWDS)) throw new BuildError("Packages are missing. Run `npm ci` first.");
  const [sass, esbuild] = await Promise.all([import("sass"), import("esbuild")]);
  return { sass, esbuild };
}

// ---- Styles: Sass -> CSS; esbuild then resolves url() and minifies -------------------------

const sassPlugin = (sass) => ({
  name: "sass",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, (args) => {
      try {
        const { css } = sass.compile(args.path, {
          loadPaths: [path.join(USWDS, "packages")],
          quietDeps: true,
        });
        return { contents: css, loader: "css", resolveDir: ASSETS };
      } catch (error) {
        return { errors: [{ text: error.message }] };
      }
    });
  },
});

// ---- Icons: one file of <symbol>s, only those named in icons.txt ---------------------------

async function iconNames() {
  const lines = (await readFile(path.join(ASSETS, "icons.txt"), "utf8")).split("\n");
  return lines.map((line) => line.replace(/#.*/, "").trim()).filter(Boolean);
}

async function symbol(name) {
  const places = [
    path.join(ASSETS, "icons", `${name}.svg`),
    path.join(USWDS, "dist", "img", "usa-icons", `${name}.svg`),
  ];
  const file = places.find(existsSync);
  if (!file) {
    throw new BuildError(
      `assets/icons.txt names the icon "${name}", which neither assets/icons/ nor USWDS has.`,
    );
  }
  const svg = await readFile(file, "utf8");
  const viewBox = /viewBox="([^"]+)"/.exec(svg)?.[1] ?? "0 0 24 24";
  const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  return `<symbol id="${name}" viewBox="${viewBox}">${inner.trim()}</symbol>`;
}

async function sprite() {
  const symbols = await Promise.all((await iconNames()).map(symbol));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

/** Fail when a template draws an icon that the sprite does not have: it would be invisible. */
async function checkTemplates() {
  const known = new Set(await iconNames());
  const folder = path.join(ROOT, "templates");
  if (!existsSync(folder)) return;
  const files = (await readdir(folder, { recursive: true })).filter((f) => f.endsWith(".html"));
  for (const file of files) {
    const text = await readFile(path.join(folder, file), "utf8");
    for (const [, name] of text.matchAll(/\bicon\(\s*["']([a-z0-9_]+)["']/g)) {
      if (!known.has(name)) {
        throw new BuildError(
          `templates/${file} draws the icon "${name}". Add it to assets/icons.txt.`,
        );
      }
    }
  }
}

const spritePlugin = {
  name: "icons",
  setup(build) {
    build.onResolve({ filter: /^icons\.svg$/ }, () => ({ path: "icons.svg", namespace: "icons" }));
    build.onLoad({ filter: /.*/, namespace: "icons" }, async () => ({
      contents: await sprite(),
      loader: "copy",
    }));
    // Other SVG files are small pictures of USWDS that go into the stylesheet; this one is a file.
    build.onLoad({ filter: /favicon\.svg$/ }, async (args) => ({
      contents: await readFile(args.path),
      loader: "copy",
    }));
  },
};

// ---- All together ---------------------------------------------------------------------------

function bundle({ sass, esbuild }) {
  return esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: [
      "assets/styles/app.scss",
      "assets/scripts/app.js",
      "assets/scripts/needs-chart.js",
      "assets/icons/favicon.svg",
      "icons.svg",
      path.join(FONTS, "public-sans-latin-wght-normal.woff2"),
    ],
    plugins: [sassPlugin(sass), spritePlugin],
    loader: { ".svg": "dataurl", ".png": "dataurl", ".woff2": "copy" },
    bundle: true,
    minify: true,
    legalComments: "none",
    target: ["chrome109", "edge109", "firefox115", "safari15.4"],
    outdir: STATIC,
    entryNames: "[name].[hash]",
    assetNames: "[name].[hash]",
    write: false,
    logLevel: "silent",
  });
}

/** "app.1A2B3C4D.css" -> "app.css" */
const plainName = (name) => name.replace(/\.[A-Z0-9]{8}(\.\w+)$/, "$1");

async function oldNames() {
  try {
    return Object.values(JSON.parse(await readFile(MANIFEST, "utf8")));
  } catch {
    return [];
  }
}

/** Write files first, then the manifest in one step, then drop what nothing names any more. */
async function write(outputs) {
  const before = await oldNames();
  await mkdir(STATIC, { recursive: true });
  const manifest = {};
  for (const { path: file, contents } of outputs) {
    const name = path.basename(file);
    manifest[plainName(name)] = name;
    await writeFile(path.join(STATIC, name), contents);
  }
  const sorted = Object.fromEntries(Object.entries(manifest).sort());
  await writeFile(`${MANIFEST}.new`, `${JSON.stringify(sorted, null, 2)}\n`);
  await rename(`${MANIFEST}.new`, MANIFEST);
  const kept = new Set(Object.values(manifest));
  const dropped = before.filter((name) => !kept.has(name));
  await Promise.all(dropped.map((name) => rm(path.join(STATIC, name), { force: true })));
  return sorted;
}

function report(manifest, outputs) {
  const sizes = new Map(outputs.map((o) => [path.basename(o.path), o.contents]));
  for (const name of Object.values(manifest)) {
    const contents = sizes.get(name);
    const wire = /woff2$/.test(name) ? contents.length : brotliCompressSync(contents).length;
    console.log(`  ${name.padEnd(52)} ${(wire / 1024).toFixed(1).padStart(6)} kB on the wire`);
  }
}

async function main() {
  const started = Date.now();
  console.log("Assets: loading tools …");
  const tools = await loadTools();
  await checkTemplates();
  console.log("Assets: compiling styles, scripts, icons and fonts …");
  const { outputFiles, warnings } = await bundle(tools);
  for (const warning of warnings) console.warn(`Assets: ${warning.text}`);
  report(await write(outputFiles), outputFiles);
  console.log(`Assets: done in ${((Date.now() - started) / 1000).toFixed(1)} s -> directory/static/`);
}

/** esbuild's errors name file and line; ours are one sentence; anything else shows its trace. */
function explain(error) {
  if (error instanceof BuildError) return error.message;
  if (error?.errors?.length) {
    return error.errors
      .map((e) => {
        // The place of an error in a plugin is our own code or esbuild's: of no help.
        const place = e.location && !e.pluginName ? `${e.location.file}:${e.location.line}: ` : "";
        return place + e.text;
      })
      .join("\n");
  }
  return error?.stack ?? String(error);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  main().catch((error) => {
    console.error(`\nAssets could not be built.\n${explain(error)}`);
    process.exitCode = 1;
  });
}
