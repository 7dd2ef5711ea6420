import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { parseExplain, parseRedeploy, parseRollback, parseStatus } from '../../shared/inbound/command.ts'
import { parseDiff } from '../../shared/inbound/diff-command.ts'
import { parseHistory } from '../../shared/inbound/history-command.ts'
import { parseImagePush } from '../../shared/inbound/image-push.ts'
import { parseNudge } from '../../shared/inbound/nudge.ts'
import {
  parseApprove,
  parseCancel,
  parseFreeze,
  parsePause,
  parsePromote,
  parseReject,
  parseResume,
} from '../../shared/inbound/operating-command.ts'
import { parseRolloutEvent } from '../../shared/inbound/rollout-event.ts'
import { parseScheduled } from '../../shared/inbound/scheduled.ts'
import { parseStats } from '../../shared/inbound/stats-command.ts'

const folder = new URL('../../events/', import.meta.url)
const events: unknown[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))

const home = { account: '123456789012', region: 'us-east-1' }
const known = { targets: ['api', 'worker'] }
const parsers: readonly ((input: unknown) => { readonly kind: string })[] = [
  (input) => parseImagePush(input, ['123456789012.dkr.ecr.us-east-1.amazonaws.com']),
  (input) => parseRolloutEvent(input, home),
  parseScheduled,
  (input) => parseRedeploy(input, known),
  (input) => parseRollback(input, known),
  (input) => parseStatus(input, known),
  (input) => parseStats(input, { ...known, groups: ['shop'] }),
  (input) => parseExplain(input, known),
  (input) => parseHistory(input, { ...known, groups: ['shop'] }),
  (input) => parseDiff(input, known),
  (input) => parsePause(input, known),
  (input) => parseFreeze(input, known),
  (input) => parsePromote(input, known),
  (input) => parseApprove(input, known),
  (input) => parseReject(input, known),
  (input) => parseCancel(input, known),
  (input) => parseResume(input, known),
  (input) => parseNudge(JSON.stringify(input) ?? ''),
  (input) => parseNudge(String(input)),
]

/** Puts something else somewhere into an event. */
function damage(value: unknown, path: readonly number[], instead: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined || typeof value !== 'object' || value === null) return instead
  if (Array.isArray(value))
    return value.map((item, index) => (index === step % value.length ? damage(item, rest, instead) : item))
  const keys = Object.keys(value)
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === keys[step % keys.length] ? damage(item, rest, instead) : item,
    ]),
  )
}

const kinds = ['push', 'rollout', 'task', 'scheduled', 'nudge', 'ignored', 'refused']
const commands = [
  'history',
  'diff',
  ...['redeploy', 'rollback', 'status', 'stats', 'explain', 'pause', 'resume'],
  ...['freeze', 'promote', 'approve', 'reject', 'cancel'],
]

describe('whatever comes in', () => {
  it('is read, ignored or refused, and never thrown at', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withObjectString: true }), (input) => {
        for (const parse of parsers.slice(0, -2)) expect([...kinds, ...commands]).toContain(parse(input).kind)
      }),
    )
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (input) => {
        for (const parse of parsers) expect([...kinds, ...commands]).toContain(parse(input).kind)
      }),
    )
  })

  it('is judged likewise when one place of a real event was damaged', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...events),
        fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }),
        fc.oneof(fc.jsonValue(), fc.constantFrom('', 'constructor', '__proto__', null, 0, [], {})),
        (event, path, instead) => {
          const input = damage(event, path, instead)
          for (const parse of parsers) expect([...kinds, ...commands]).toContain(parse(input).kind)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
