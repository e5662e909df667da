// Starts the browsers that puppeteer drives.
import puppeteer from 'puppeteer-core';

import { patience } from './wait.mjs';

// The whole browser costs about twice the time of its shell, which has the same engine and nothing around it.
const shell = '/usr/bin/chromium-headless-shell';
const chromium = '/usr/bin/chromium';
const firefox = process.env.CARITAS_FIREFOX ?? '/usr/bin/firefox-esr';
// Without a sandbox as root, and without asking anything of the network beyond the stack.
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--disable-dev-shm-usage'];

/// options: those of puppeteer, and `isWhole`: the browser as people have it.
export const openBrowser = ({ isWhole = false, ...options } = {}) =>
  puppeteer.launch({ executablePath: isWhole ? chromium : shell, headless: true, args: flags, protocolTimeout: 2 * patience, ...options });

/// Firefox, driven by WebDriver BiDi. options: `extraPrefsFirefox: { NAME: VALUE }` for what people set in about:config.
export const openFirefox = (options = {}) =>
  puppeteer.launch({ browser: 'firefox', executablePath: firefox, headless: true, protocolTimeout: 2 * patience, ...options });
