import { createHash } from 'node:crypto'
import { script } from './script.ts'
import { style } from './style.ts'

/**
 * Nothing but this page's own style and script, known by their hashes, and calls to where it came from. Built at the first
 * answer. `data:` is for the empty icon, without which browsers would ask for one.
 */
export function contentSecurityPolicy(): string {
  built ??= [
    "default-src 'none'",
    `style-src '${hash(style)}'`,
    `script-src '${hash(script)}'`,
    "connect-src 'self'",
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return built
}

let built: string | undefined

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
