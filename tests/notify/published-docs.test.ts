import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import type { Standing } from '../../shared/domain/announcement.ts'
import type { Commits } from '../../shared/notify/commits-of.ts'
import { renderDocument, renderProgress } from '../../shared/notify/document.ts'
import { documentJsonSchema } from '../../shared/notify/document-json-schema.ts'
import { renderAnnouncement } from '../../shared/notify/render-announcement.ts'
import { withButtons } from '../../shared/notify/slack/buttons.ts'
import { renderLiving } from '../../shared/notify/slack/living-message.ts'
import { calling } from '../../shared/notify/slack/routes.ts'
import { renderDetails } from '../../shared/notify/slack/thread-details.ts'
import { renderSlack, type SlackMessage } from '../../shared/notify/slack-blocks.ts'
import { anOutcome, aPlace, aStack, examples } from './announcements.ts'
import { shown } from './rendered.ts'

/** `LONGSHORE_WRITE_DOCS=1 npx jest tests/notify/published-docs` writes what it otherwise compares. */
const writes = process.env['LONGSHORE_WRITE_DOCS'] === '1'
const docs = new URL('../../docs/', import.meta.url)

function write(file: string, content: string): void {
  if (writes) writeFileSync(new URL(file, docs), content)
}

function read(file: string): string {
  return readFileSync(new URL(file, docs), 'utf8')
}

const block = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``

function previews(): string {
  const messages = Object.entries(examples).map(([name, announcement]) => {
    return `### ${name}\n\n${block('text', shown(renderSlack(renderDocument(announcement, aPlace))))}`
  })
  const { subject, text, document } = renderAnnouncement(
    examples['rolled back'] ?? anOutcome('rolled-back', ''),
    aStack,
  )
  return [
    '## What it looks like in Slack',
    ...messages,
    '## What the living message looks like',
    ...livingPreviews(),
    '## What it looks like in an e-mail',
    block('text', `Subject: ${subject}\n\n${text}`),
    '## What a machine gets',
    block('json', JSON.stringify(document, undefined, 2)),
    '## What the webhook is sent',
    block('json', JSON.stringify(renderSlack(document), undefined, 2)),
  ].join('\n\n')
}

/** A deployment as a bot tells it: its message from post to last edit, and what goes into its thread. */
function livingPreviews(): string[] {
  const broken = examples['rolled back'] ?? anOutcome('rolled-back', '')
  const outcome = renderDocument(broken, aPlace)
  if (outcome.kind !== 'outcome') throw new Error('The example of a rollback is no outcome.')
  const looks = Object.entries(standings).map(([name, standing]) => ({ name, message: living(standing) }))
  const thread = [
    { name: 'in its thread and the channel', message: calling(renderSlack(outcome), outcome, ['S0ONCALL000']) },
    { name: 'in its thread', message: renderDetails(outcome, commits) },
  ]
  return [...looks, { name: 'as the last edit', message: renderSlack(outcome) }, ...thread].map(
    ({ name, message }) => `### ${name}\n\n${block('text', shown(message))}`,
  )
}

const minute = 60_000
const { deployment, target } = anOutcome('succeeded', '')

function living({ after, failures = [], ...standing }: (typeof standings)[string]): SlackMessage {
  const at = deployment.startedAt + after
  const progress = { id: 'progress', target, at, sequence: 1, deployment: { ...deployment, failures }, ...standing }
  return renderLiving(renderProgress(progress, aPlace))
}

const standings: Readonly<
  Record<string, Standing & { readonly after: number; readonly failures?: readonly string[] }>
> = {
  'rolling out': { after: 0, phase: 'rolling', running: 2, desired: 4, stage: '10 % of traffic' },
  'waiting for a person': { after: minute, phase: 'rolling', running: 4, desired: 4, asks: 'POST_TEST_TRAFFIC_SHIFT' },
  proving: {
    after: 2 * minute,
    phase: 'proving',
    running: 4,
    desired: 4,
    bakesUntil: deployment.startedAt + 7 * minute,
    doubts: ['health failed'],
  },
  'going back': {
    ...{ after: 3 * minute, phase: 'reverting', running: 1, desired: 4 },
    failures: ['container app exited with code 137 (out of memory)'],
  },
}

const commits: Commits[] = [
  {
    ...{ repository: 'acme/api', url: 'https://github.com/acme/api/compare/4f6c1e2...b8d0a35' },
    ...{ from: '4f6c1e2'.padEnd(40, '0'), to: 'b8d0a35'.padEnd(40, '0'), ahead: 2, behind: 0 },
    newest: [
      { sha: 'b8d0a35'.padEnd(40, '0'), subject: 'Cache the price list', author: 'alice' },
      { sha: '91ce7b4'.padEnd(40, '0'), subject: 'Log slow queries', author: 'bob' },
    ],
  },
]

/** What people press, and what a press is about. */
function buttonPreviews(): string {
  const every = ['approve', 'reject', 'cancel', 'rollback'] as const
  const day = 24 * 60 * minute
  const question = { phase: 'waiting' as const, asks: 'start', expiresAt: deployment.startedAt + day }
  const about = { id: 'progress', target, at: deployment.startedAt, sequence: 1, deployment }
  const asked = renderProgress({ ...about, ...question }, aPlace)
  const rolling = renderProgress({ ...about, phase: 'rolling', running: 2, desired: 4 }, aPlace)
  const good = renderDocument(anOutcome('succeeded', 'rolled out and proven'), aPlace)
  const { blocks } = withButtons(renderLiving(rolling), rolling, every)
  return [
    block('text', shown(withButtons(renderLiving(asked), asked, every))),
    block('text', shown(withButtons(renderLiving(rolling), rolling, every))),
    block('text', shown(withButtons(renderSlack(good), good, every))),
    'What stands behind Cancel:',
    block('json', JSON.stringify(blocks.at(-1), undefined, 2)),
  ].join('\n\n')
}

describe('the documentation', () => {
  it('shows the announcements as the code renders them', () => {
    const [, before, after] =
      /^([\s\S]*<!-- previews[^\n]*\n)[\s\S]*(<!-- end of previews -->[\s\S]*)$/.exec(read('announcements.md')) ?? []
    const content = `${before}\n${previews()}\n\n${after}`
    write('announcements.md', content)
    expect(read('announcements.md')).toBe(content)
  })

  it('shows the buttons as the code renders them', () => {
    const [, before, after] =
      /^([\s\S]*<!-- previews[^\n]*\n)[\s\S]*(<!-- end of previews -->[\s\S]*)$/.exec(read('buttons.md')) ?? []
    const content = `${before}\n${buttonPreviews()}\n\n${after}`
    write('buttons.md', content)
    expect(read('buttons.md')).toBe(content)
  })

  it('publishes the schema that the documents are checked by', () => {
    write('announcement.schema.json', `${JSON.stringify(documentJsonSchema(), undefined, 2)}\n`)
    expect(JSON.parse(read('announcement.schema.json'))).toEqual(documentJsonSchema())
  })
})
