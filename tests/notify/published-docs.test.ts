import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { renderDocument } from '../../shared/notify/document.ts'
import { documentJsonSchema } from '../../shared/notify/document-json-schema.ts'
import { renderAnnouncement } from '../../shared/notify/render-announcement.ts'
import { renderSlack } from '../../shared/notify/slack-blocks.ts'
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
    '## What it looks like in an e-mail',
    block('text', `Subject: ${subject}\n\n${text}`),
    '## What a machine gets',
    block('json', JSON.stringify(document, undefined, 2)),
    '## What the webhook is sent',
    block('json', JSON.stringify(renderSlack(document), undefined, 2)),
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

  it('publishes the schema that the documents are checked by', () => {
    write('announcement.schema.json', `${JSON.stringify(documentJsonSchema(), undefined, 2)}\n`)
    expect(JSON.parse(read('announcement.schema.json'))).toEqual(documentJsonSchema())
  })
})
