// The browser of tests: the Chromium that is installed (nothing is downloaded), or what KINDLING_CHROMIUM names.

import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = [
  process.env["KINDLING_CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
].find((f) => f !== undefined && existsSync(f));

/** Why there is no browser, or false. */
export const noChromium = executablePath === undefined ? "no Chromium is installed" : false;

/**
 * What Chromium is to leave out. With each page comes a window, though nobody sees it, and with the window pages of Chromium's own, for
 * what drops down from its address bar: they took as much computing as the pages that are tested.
 */
const ofWindows = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "PreloadTopChromeWebUI"];
/** What Playwright has Chromium leave out. Only the last flag of its kind counts, so that they stand in ours, too. */
const ofPlaywright = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
];

/** Starts it. However busy the machine is, it is waited for. */
export const openChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: executablePath!,
    timeout: 0,
    args: [
      `--disable-features=${[...ofPlaywright, ...ofWindows].join(",")}`,
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
