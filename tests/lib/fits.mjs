// Whether a screen can be used in every window: at the widths that devices have, at 400% zoom, above a phone's keyboard, with letters of
// twice the size (WCAG 2.2: 1.4.4, 1.4.10).
import assert from 'node:assert/strict';

import { desktop } from './browser.mjs';

const widths = [320, 360, 390, 768, 897, 1024, 1152, 1280, 1440].map((width) => ({ what: `${width} px`, width, height: width < 768 ? 740 : 800 }));
const tight = [
  { what: 'a window of 1280 px at 400%', width: 320, height: 256 },
  { what: 'a phone with its keyboard', width: 360, height: 440 },
  { what: 'a phone on its side', width: 740, height: 360 },
];
const large = [{ what: 'a phone', width: 360, height: 740 }, { what: 'a laptop', width: 1280, height: 720 }].map((size) => ({ ...size, what: `${size.what} with letters of 200%`, letters: 2 }));
export const windows = [...widths, ...tight, ...large];

/// Looks at the screen of `device` in each window. `what` names it; `keepsExit`: the way out has to be in reach wherever it is scrolled to.
export async function assertFits(device, what, { keepsExit = false } = {}) {
  for (const window of windows) {
    await resize(device.page, window);
    assert.deepEqual(await device.page.evaluate(troublesOf, keepsExit), [], `${what}: ${window.what}`);
  }
  await resize(device.page, desktop);
}

/// The window, and how large its letters are: both, before anything is measured.
async function resize(page, { width, height, letters = 1 }) {
  await page.setViewport({ width, height });
  // As with the browser's own setting: 17 px are what the pages make of its 16.
  await page.evaluate((size) => { document.documentElement.style.fontSize = size; }, letters === 1 ? '' : `${17 * letters}px`);
  await page.waitForFunction((wide) => innerWidth === wide, {}, width);
}

// Runs in the page: sentences on what is wrong with what it shows.
async function troublesOf(keepsExit) {
  const troubles = [];
  const root = document.documentElement;
  const isShown = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest('.unseen, [inert]');
  const front = document.querySelector('dialog[open]') ?? document.body;
  const isHit = (node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    const isInside = left >= 0 && top >= 0 && right <= innerWidth + 0.5 && bottom <= innerHeight + 0.5;
    return isInside && node.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
  };
  const beyond = () => {
    if (root.scrollWidth > root.clientWidth) troubles.push(`scrolls sideways by ${root.scrollWidth - root.clientWidth} px`);
    const words = document.createTreeWalker(front, NodeFilter.SHOW_TEXT);
    for (let node = words.nextNode(); node; node = words.nextNode()) {
      const holder = node.parentElement;
      if (node.data.trim() === '' || !isShown(holder) || isCutOnPurpose(holder)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const { left, right } = range.getBoundingClientRect();
      const box = holder.closest('.menu__entry, .button, .entry, .message, .card, dialog, body').getBoundingClientRect();
      if (left < Math.max(0, box.left) - 1 || right > Math.min(innerWidth, box.right) + 1) troubles.push(`"${node.data.slice(0, 40)}" reaches out of its place: ${left} to ${right} of ${box.left} to ${box.right}`);
    }
  };
  // First words in a list, the house's name where the way out needs the room, the other side's name in a low window.
  const isCutOnPurpose = (node) => {
    const cut = node.closest('.entry__words, .house__title, .conversation__title');
    return cut !== null && getComputedStyle(cut).textOverflow === 'ellipsis';
  };
  const counts = () => {
    for (const count of [...front.querySelectorAll('.entry .count')].filter(isShown)) {
      const [number, name] = [count, count.closest('.entry__line').querySelector('.entry__name')].map((node) => node.getBoundingClientRect());
      if (number.top >= name.bottom || number.right <= name.left) troubles.push(`the number ${count.innerText} stands on a line of its own`);
    }
  };
  const writing = () => {
    const field = front.querySelector('.composer__field');
    if (!field || !isShown(field)) return;
    const letter = parseFloat(getComputedStyle(field).fontSize);
    if (field.clientWidth < 8 * letter) troubles.push(`the field is ${field.clientWidth} px wide`);
    for (const selector of ['.composer__field', '.composer__send']) if (!isHit(document.querySelector(selector))) troubles.push(`${selector} is out of reach`);
    const { clientHeight } = document.querySelector('.history__scroll');
    if (clientHeight < 2.5 * 1.55 * letter) troubles.push(`the history is ${clientHeight} px high`);
  };
  const question = () => {
    const actions = front.querySelector('.actions').getBoundingClientRect();
    const { top, bottom } = front.getBoundingClientRect();
    if (actions.bottom < bottom - 2) troubles.push('what is asked shows below the buttons');
    if (actions.top - top < 3 * parseFloat(getComputedStyle(front).lineHeight)) troubles.push(`${actions.top - top} px are left for what is asked`);
  };
  const exit = (where) => {
    const way = front.matches('dialog') ? front.querySelector('.button--quick') : document.querySelector('.quick-exit');
    if (!way || !isHit(way)) troubles.push(`the way out is out of reach ${where}`);
  };
  const fixed = ['running', 'desk'].includes(document.body.dataset.stage);
  if (fixed && root.scrollHeight > innerHeight) troubles.push(`the page scrolls by ${root.scrollHeight - innerHeight} px`);
  beyond();
  counts();
  writing();
  if (front.matches('dialog')) question();
  if (!keepsExit) return troubles;
  const scroller = front.matches('dialog') ? front : root;
  for (const [where, top] of [['at the top', 0], ['in the middle', scroller.scrollHeight / 2], ['at the end', scroller.scrollHeight]]) {
    scroller.scrollTop = top;
    exit(where);
  }
  scroller.scrollTop = 0;
  return troubles;
}
