import { existsSync } from 'node:fs'
import { defineConfig, devices } from '@playwright/test'

// Chromium asks the network for updates, features and the like by itself; none of it belongs here.
const QUIET = [
  '--disable-gpu', // Debian turns it on, and without one it is imitated
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** Debian's, the quicker one first; it draws no windows, which `--headed` needs. */
const CHROMIUMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']

export default defineConfig({
  globalSetup: './e2e/tracker.ts',
  outputDir: 'test-results',
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: true,
  retries: 1, // a browser beside a database on two cores is late now and then; twice is a fault
  workers: 2,
  timeout: 60_000, // axe looks at each page in two themes, and two cores do everything at once
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: process.env.TICKETING_E2E_URL, // from the global setup, before any test starts
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM || CHROMIUMS.find(existsSync),
      chromiumSandbox: process.getuid?.() !== 0, // which root cannot have
      args: QUIET,
    },
  },
  projects: [
    { name: 'chromium', testDir: 'e2e', testIgnore: 'screenshots/**' },
    // One after the other: they look at the tracker as the first of them arranged it.
    { name: 'screenshots', testDir: 'e2e/screenshots', fullyParallel: false, workers: 1 },
  ],
})
