import * as z from 'zod'
import { requireConfig } from '../../config/read-config-files.ts'
import { askStack } from '../ask-stack.ts'
import { caller } from '../caller.ts'
import type { Command } from '../command.ts'
import { done, refused } from '../exit-code.ts'
import { messageOf } from '../message-of.ts'
import { Refused } from '../refusals.ts'
import { cleanLines } from '../show/clean.ts'

/** As long as its function may take. */
const patience = { ms: 15 * 60_000 }

export const prune: Command = {
  name: 'prune',
  summary: 'Tells which images nobody needs, and deletes them with --apply',
  details:
    'An image stays that a ledger or a deployment names, that runs, that a revision or version in use names, that a followed tag names, ' +
    'that is young, or that is among the newest: docs/prune.md. What cannot be read keeps everything it may concern; that ends with 1.',
  options: [{ flag: '--apply', about: 'delete them, 500 at most' }],
  examples: [
    { does: 'What does nobody need?', line: 'longshore prune' },
    { does: 'Delete it', line: 'longshore prune --apply' },
  ],
  async run(given, context) {
    const { config } = requireConfig(context.files, context.stage)
    if (config.prune === undefined)
      throw new Refused('Nothing is pruned: the configuration does not ask for it. Write prune: {}, then deploy.')
    const payload = given.flag('apply') ? { apply: true, by: await caller(context) } : {}
    const answer = await askStack(context, 'prune', payload, patience)
    context.terminal.print(context.json ? JSON.stringify(answer) : cleanLines(messageOf(answer, 'prune')))
    return exitOf(answer)
  },
}

const Answer = z.object({
  unread: z.array(z.string()),
  repositories: z.array(z.object({ removed: z.optional(z.object({ failed: z.array(z.unknown()) })) })),
})

function exitOf(answer: unknown): number {
  const parsed = Answer.safeParse(answer)
  if (!parsed.success) return refused
  const { unread, repositories } = parsed.data
  const isWhole = unread.length === 0 && repositories.every(({ removed }) => (removed?.failed.length ?? 0) === 0)
  return isWhole ? done : refused
}
