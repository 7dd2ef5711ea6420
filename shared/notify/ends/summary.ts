import type { AnnouncementDocument, DocumentImage, OutcomeDocument } from '../document-schema.ts'
import { type Headline, headlineOf } from '../headline.ts'
import { duration, fullNameOf, imageBefore, outcomeReasonOf, subjectImages, triggerOf, whyOf } from '../words.ts'

/** How urgent it is, as colours say it. */
export type Tone = 'good' | 'bad' | 'warning' | 'neutral'

/** An announcement in the parts that a chat shows. Nothing is escaped or cut yet: each chat has markup and limits of its own. */
export interface Summary {
  readonly tone: Tone
  /** A picture before the headline; empty for what needs nobody. */
  readonly mark: string
  readonly target: string
  readonly headline: Headline
  /** `container` is absent where there is only one. */
  readonly changes: readonly { readonly container?: string; readonly before?: string; readonly after: string }[]
  readonly changesLeftOut: number
  /** A good outcome has a remark, anything else a reason. */
  readonly remark?: string
  readonly why?: string
  readonly also?: string
  readonly done?: string
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  readonly consoleUrl?: string
  /** UTC, ISO 8601 */
  readonly at: string
  /** `longshore-dev`, and the id of the announcement. */
  readonly stack: string
  readonly id: string
}

type Happening = OutcomeDocument['outcome'] | Extract<AnnouncementDocument, { kind: 'notice' }>['notice']

const looks: Readonly<Record<Happening, readonly [Tone, string]>> = {
  succeeded: ['good', '✅'],
  'rolled-back': ['warning', '↩️'],
  'rollback-failed': ['bad', '🚨'],
  failed: ['bad', '❌'],
  superseded: ['neutral', ''],
  cancelled: ['neutral', ''],
  expired: ['warning', '⌛'],
  stuck: ['bad', '🚨'],
  healed: ['good', '🩹'],
  usurped: ['warning', '⚠️'],
  refused: ['warning', '⚠️'],
  'task-failed': ['warning', '⚠️'],
  'no-commit': ['neutral', '🏷️'],
  waiting: ['warning', '⏳'],
  'not-deployed': ['neutral', '🚫'],
  'would-deploy': ['neutral', '👀'],
}

const mostChanges = 4

export function summaryOf(document: AnnouncementDocument): Summary {
  const [tone, mark] = looks[document.kind === 'outcome' ? document.outcome : document.notice]
  const { target, done, consoleUrl, at, stack, id } = document
  const images = Object.entries(subjectImages(document))
  return {
    ...{ tone, mark, target, headline: headlineOf(document), at, stack, id },
    changes: images.slice(0, mostChanges).map((entry) => changeOf(entry, document, images.length > 1)),
    changesLeftOut: Math.max(0, images.length - mostChanges),
    ...reasonsOf(document),
    ...(done !== undefined && { done }),
    facts: factsOf(document),
    ...(consoleUrl !== undefined && { consoleUrl }),
  }
}

function changeOf(
  [container, image]: readonly [string, DocumentImage],
  document: AnnouncementDocument,
  isOneOfMany: boolean,
): Summary['changes'][number] {
  const before = imageBefore(container, image, document.kind === 'outcome' ? document.deployment.from : undefined)
  return {
    ...(isOneOfMany && { container }),
    ...(before && { before: fullNameOf(before) }),
    after: fullNameOf(image),
  }
}

function reasonsOf(document: AnnouncementDocument): Pick<Summary, 'remark' | 'why' | 'also'> {
  const { reason } = document
  if (document.kind === 'outcome' && document.outcome === 'succeeded')
    return reason === '' ? {} : { remark: reason.charAt(0).toUpperCase() + reason.slice(1) }
  const differences = document.kind === 'outcome' ? (document.deployment.differences ?? []) : []
  const differs = differences.length === 0 ? undefined : `also differs: ${differences.join('; ')}`
  const also = outcomeReasonOf(document) ?? differs
  const why = whyOf(document)
  return { ...(why !== '' && { why }), ...(also !== undefined && also !== '' && { also }) }
}

function factsOf(document: AnnouncementDocument): Summary['facts'] {
  const { resource, account, region } = document
  return [
    ...(document.kind === 'outcome'
      ? [
          { label: 'Started', value: triggerOf(document) },
          { label: 'Took', value: duration(document.deployment.durationSeconds) },
        ]
      : []),
    ...(resource === undefined ? [] : [{ label: 'Where', value: resource }]),
    { label: 'Account', value: `${account} ${region}` },
  ]
}

/** What comes after the name of the image, with the space before it that it needs. */
export function continued(after: string): string {
  return after === '' || after.startsWith(',') ? after : ` ${after}`
}
