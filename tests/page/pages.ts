import type { DeploymentSummary, Outcome, OutcomeAnnouncement } from '../../shared/domain/announcement.ts'
import { framed, type Page } from '../../shared/page/frame.ts'
import { textOf } from '../../shared/page/html.ts'
import { anOutcome } from '../notify/announcements.ts'

/** The document that a page is sent as. */
export function sent(page: Page): string {
  return textOf(framed(page, 'longshore-dev'))
}

/** What a reader sees of a page, without markup. */
export function seen(page: Page): string {
  const [, body = ''] = sent(page).split('<body>')
  const withoutScript = body.replaceAll(/<script>.*?<\/script>/gs, '')
  return withoutScript
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(' ,', ',')
}

/** Names of all elements that a document has. */
export function elementsOf(text: string): Set<string> {
  return new Set([...text.matchAll(/<\/?([a-z][a-z0-9-]*)/gi)].map(([, name = '']) => name.toLowerCase()))
}

export function anEnded(
  id: string,
  target: string,
  outcome: Outcome = 'succeeded',
  changes: Partial<DeploymentSummary> = {},
): OutcomeAnnouncement {
  return { ...anOutcome(outcome, 'rolled out and proven', { ...changes, id }), target }
}
