import { existsSync } from 'node:fs'

/** Debian's, other distributions', and where somebody says. */
const places = [
  process.env['LONGSHORE_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** The distribution's browser; nothing is downloaded. */
export const chromiumPath = places.find((path) => path !== undefined && existsSync(path))

/** Why tests with a browser do not run here; undefined when they do. With REQUIRE_NATIVE=1 they fail instead. */
export const whyNoBrowser =
  chromiumPath === undefined && process.env['REQUIRE_NATIVE'] !== '1'
    ? 'chromium is missing; install it with .ci/install-native'
    : undefined
