import { startStage } from '../domain/fact.ts'
import type { AnnouncementDocument, NoticeDocument, OutcomeDocument } from './document-schema.ts'
import { namesOf, subjectImages } from './words.ts'

/** What happened, as words around the name of the image it is about; `image` is empty where the name adds nothing. */
export interface Headline {
  readonly before: string
  readonly image: string
  readonly after: string
}

/** `…` is the image. */
const outcomes: Readonly<Record<OutcomeDocument['outcome'], string>> = {
  // Not "runs": with a desired count of 0 nothing does.
  succeeded: 'is on …',
  'rolled-back': 'went back: … failed',
  'rollback-failed': 'is broken: … failed, and so did going back',
  failed: 'did not get …',
  superseded: 'left off … for something newer',
  cancelled: 'left off … as it was cancelled',
  expired: 'did not get … as nobody approved it in time',
}

const notices: Readonly<Record<NoticeDocument['notice'], string>> = {
  'not-deployed': 'leaves … alone',
  'would-deploy': 'would deploy …',
  usurped: 'was changed by somebody else',
  stuck: 'is still broken and needs a person',
  healed: 'has healed by itself',
  'task-failed': 'runs …, and the task after it failed',
  refused: 'cannot do what was asked',
  // Not "runs": it is told while it rolls out.
  'no-commit': 'is given … of an unknown commit',
  waiting: 'has been waiting to deploy …',
}

const leftBroken = 'is broken: … failed and is still there'

/** `is on` `v1.2.3`: read after the target's name. */
export function headlineOf(document: AnnouncementDocument): Headline {
  const words = document.kind === 'outcome' ? outcomeWords(document) : noticeWords(document)
  const [before = '', after] = words.split('…').map((part) => part.trim())
  return { before, image: after === undefined ? '' : namesOf(subjectImages(document)), after: after ?? '' }
}

function outcomeWords({ outcome, deployment }: OutcomeDocument): string {
  return deployment.broken ? leftBroken : outcomes[outcome]
}

/** What waits without an image is no start: something cannot be asked or called for long. */
function noticeWords({ notice, images, asks }: NoticeDocument): string {
  if (asks === startStage) return 'asks whether to deploy …'
  return notice === 'waiting' && images === undefined ? 'cannot go on for now' : notices[notice]
}

/** The headline as one line of text, with the target: `api is on v1.2.3`. */
export function headlineText(document: AnnouncementDocument): string {
  const { before, image, after } = headlineOf(document)
  return [document.target, before, image, after].filter((word) => word !== '').join(' ')
}
