import { carryOut } from '../carry-out.ts'
import type { Command } from '../command.ts'

export const redeploy: Command = {
  name: 'redeploy',
  summary: 'Rolls out what runs once more, or an image that is named',
  details:
    'Its image need not be the newest: a person may ask for an older one. What it ends with is told as always; longshore watch follows it.',
  arguments: [{ name: 'target', about: 'where' }],
  options: [
    { flag: '--image <image>', about: 'a tag, a digest, or either with its repository (default: what runs now)' },
    { flag: '--override <reason>', about: 'why a freeze does not count this time' },
  ],
  examples: [
    { does: 'What runs, once more', line: 'longshore redeploy api-production' },
    { does: 'A version', line: 'longshore redeploy api-production --image v1.2.0' },
  ],
  run: (given, context) =>
    carryOut(context, 'redeploy', {
      target: given.argument('target'),
      image: given.text('image'),
      override: given.text('override'),
    }),
}
