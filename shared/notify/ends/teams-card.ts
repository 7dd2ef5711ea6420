import type { AnnouncementDocument } from '../document-schema.ts'
import { fitted } from './fitted.ts'
import { continued, type Summary, summaryOf, type Tone } from './summary.ts'

/*
 * What a workflow of Teams takes that posts to a channel when a webhook request is received: an Adaptive Card. Strangers' words
 * are in text runs only, which know no Markdown (text blocks and facts do). Version 1.2 is shown by every Teams client.
 */

interface TextRun {
  readonly type: 'TextRun'
  readonly text: string
  readonly weight?: 'Bolder'
  readonly size?: 'Medium' | 'Small'
  readonly isSubtle?: true
  readonly fontType?: 'Monospace'
}

interface RichTextBlock {
  readonly type: 'RichTextBlock'
  readonly inlines: readonly TextRun[]
  readonly spacing?: 'Small'
}

interface Container {
  readonly type: 'Container'
  readonly style: 'default' | 'good' | 'attention' | 'warning'
  readonly bleed: true
  readonly items: readonly RichTextBlock[]
}

/** The body of the request. */
export interface TeamsMessage {
  readonly type: 'message'
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive'
      readonly contentUrl: null
      readonly content: {
        readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json'
        readonly type: 'AdaptiveCard'
        readonly version: '1.2'
        readonly fallbackText: string
        readonly msteams: { readonly width: 'Full' }
        readonly body: readonly (RichTextBlock | Container)[]
        readonly actions?: readonly [{ readonly type: 'Action.OpenUrl'; readonly title: string; readonly url: string }]
      }
    },
  ]
}

const styles: Readonly<Record<Tone, Container['style']>> = {
  good: 'good',
  bad: 'attention',
  warning: 'warning',
  neutral: 'default',
}

/** UTF-16 units per part. With these no card comes near the 28 KB that Teams takes. */
const room = { target: 64, image: 60, name: 60, container: 40, why: 600, also: 300, done: 400, fact: 120, link: 2_000 }

export function renderTeams(document: AnnouncementDocument): TeamsMessage {
  const summary = summaryOf(document)
  const { consoleUrl } = summary
  const link = consoleUrl !== undefined && consoleUrl.length <= room.link ? consoleUrl : undefined
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.2',
    fallbackText: headline(summary)
      .map(({ text }) => text)
      .join(''),
    msteams: { width: 'Full' },
    body: [
      { type: 'Container', style: styles[summary.tone], bleed: true, items: [block(headline(summary))] },
      ...changes(summary),
      ...reasons(summary),
      block([{ ...run(footer(summary)), size: 'Small', isSubtle: true }]),
    ],
    ...(link !== undefined && { actions: [{ type: 'Action.OpenUrl', title: 'Console', url: link }] as const }),
  } as const
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  }
}

function headline({ mark, target, headline: { before, image, after } }: Summary): TextRun[] {
  const parts: TextRun[] = [
    ...(mark === '' ? [] : [run(mark)]),
    { ...run(words(target, room.target)), weight: 'Bolder' },
    ...(before === '' ? [] : [run(before)]),
    ...(image === '' ? [] : [{ ...run(words(image, room.name)), fontType: 'Monospace' } as const]),
  ]
  const spaced = parts.map((part, index) => ({ ...part, text: index === 0 ? part.text : ` ${part.text}` }))
  const all = after === '' ? spaced : [...spaced, run(continued(after))]
  return all.map((part) => ({ ...part, size: 'Medium' }))
}

function changes({ changes: images, changesLeftOut }: Summary): RichTextBlock[] {
  const lines = images.map(({ container, before, after }) => {
    const name = container === undefined ? '' : `${words(container, room.container)}  `
    const change = before === undefined ? '' : `${words(before, room.image)} → `
    return block([{ ...run(`${name}${change}${words(after, room.image)}`), fontType: 'Monospace' }])
  })
  return changesLeftOut > 0 ? [...lines, block([run(`and ${changesLeftOut} more`)])] : lines
}

function reasons({ remark, why, also, done }: Summary): RichTextBlock[] {
  const labelled = (label: string, text: string) => block([{ ...run(`${label}: `), weight: 'Bolder' }, run(text)])
  return [
    ...(remark === undefined ? [] : [block([run(words(remark, room.also))])]),
    ...(why === undefined ? [] : [labelled('Why', words(why, room.why))]),
    ...(also === undefined ? [] : [block([run(words(also, room.also))])]),
    ...(done === undefined ? [] : [block([run(words(done, room.done))])]),
  ]
}

function footer({ facts, stack }: Summary): string {
  return [...facts.map(({ value }) => words(value, room.fact)), words(stack, room.fact)].join(' · ')
}

function block(inlines: readonly TextRun[]): RichTextBlock {
  return { type: 'RichTextBlock', inlines, spacing: 'Small' }
}

function run(text: string): TextRun {
  return { type: 'TextRun', text }
}

/** `{{DATE(…)}}` is the one thing that a card works out inside of texts. */
function words(text: string, limit: number): string {
  return fitted(text, limit, (plain) => plain.replace(/\{(?=\{)/g, '{ '))
}
