// Finds a Chromium-family browser for the tests, and names the flags that give it WebGPU and
// WebGL2 without a GPU (SwiftShader). With only --enable-unsafe-webgpu, touching a WebGPU canvas
// destroys the device; the four flags below belong together.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { chromium } from 'playwright';

export const chromiumFlags = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const candidates = [
  process.env['CV_LAB_BROWSER'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The path of an installed Chromium, Chrome or Edge, or undefined.
 * `CV_LAB_BROWSER` overrides the search.
 * @returns {string | undefined}
 */
export function findBrowser() {
  for (const path of candidates) {
    if (path !== undefined && path !== '' && isExecutable(path)) return path;
  }
  const named = onPath(['chromium', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']);
  if (named !== undefined) return named;
  const downloaded = chromium.executablePath();
  return isExecutable(downloaded) ? downloaded : undefined;
}

/** @param {string} path */
function isExecutable(path) {
  if (!existsSync(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // exists but may not be run by us: not a browser for this user
  }
}

/** @param {string[]} names */
function onPath(names) {
  for (const name of names) {
    try {
      const found = execFileSync(process.platform === 'win32' ? 'where' : 'which', [name], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const first = found.split('\n')[0]?.trim();
      if (first) return first;
    } catch {
      continue; // `which` exits non-zero for an unknown name
    }
  }
  return undefined;
}
