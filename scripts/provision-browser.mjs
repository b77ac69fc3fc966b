// Makes sure that a Chromium-family browser is there: the installed one, else Playwright's, else
// Debian's package when we are root. Says exactly what to do when none of that works.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findBrowser } from './browser.mjs';

/** @param {string} command @param {string[]} args */
function run(command, args) {
  console.log(`$ ${command} ${args.join(' ')}`);
  return (
    spawnSync(command, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0
  );
}

/** @returns {string | undefined} the browser's path */
export function provisionBrowser() {
  const found = findBrowser();
  if (found !== undefined) return found;
  console.log('No Chromium, Chrome or Edge found; installing Chromium for the tests.');
  run('npx', ['playwright', 'install', 'chromium']);
  const downloaded = findBrowser();
  if (downloaded !== undefined) return downloaded;
  const isRootOnDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (isRootOnDebian) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', 'chromium']);
    const installed = findBrowser();
    if (installed !== undefined) return installed;
  }
  console.error(
    [
      'The browser tests need Chromium, Chrome or Edge, and none could be installed here.',
      'Do one of these, then run npm test again:',
      '  - install Google Chrome, Chromium or Microsoft Edge in the usual place;',
      '  - on Debian or Ubuntu: sudo apt-get install chromium;',
      '  - with network access: npx playwright install chromium;',
      '  - set CV_LAB_BROWSER to the path of a Chromium-family browser.',
    ].join('\n'),
  );
  return undefined;
}
