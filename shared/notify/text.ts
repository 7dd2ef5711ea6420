import type { AnnouncementDocument, DocumentImages, OutcomeDocument } from './document-schema.ts'
import { headlineText } from './headline.ts'
import { duration, fullNameOf, imageBefore, triggerOf } from './words.ts'

/** The announcement as people read it in an e-mail. */
export function renderText(document: AnnouncementDocument): string {
  const details = document.kind === 'outcome' ? deploymentLines(document) : noticeLines(document)
  return [
    headlineText(document),
    '',
    ...labelled('Why', [document.reason]),
    ...details,
    ...labelled('Done', document.done === undefined ? [] : [document.done]),
    ...labelled('Where', [whereOf(document)]),
    ...labelled('Console', document.consoleUrl === undefined ? [] : [document.consoleUrl]),
    ...timelineLines(document),
    '',
    `${document.stack}, announcement ${document.id}`,
  ].join('\n')
}

function deploymentLines(document: OutcomeDocument): string[] {
  const { deployment, reason } = document
  const { id, from, to, failures, differences = [], durationSeconds } = deployment
  return [
    ...labelled(
      'Failed',
      failures.filter((failure) => failure !== reason),
    ),
    ...labelled('Images', imageLines(to, from)),
    ...labelled('Also differs', differences),
    ...labelled('Started', [`${deployment.startedAt}, ${triggerOf(document)}, took ${duration(durationSeconds)}`]),
    ...labelled('Deployment', [id]),
  ]
}

function noticeLines(document: Extract<AnnouncementDocument, { kind: 'notice' }>): string[] {
  const { images = {}, deploymentId } = document
  return [
    ...labelled('Images', imageLines(images, undefined)),
    ...labelled('Deployment', deploymentId === undefined ? [] : [deploymentId]),
  ]
}

/** `app: v1.2.2 (7f5b2640fe6f) -> v1.2.3 (0123456789ab)  (…/team/api)` */
function imageLines(to: DocumentImages, from: DocumentImages | undefined): string[] {
  return Object.entries(to).map(([container, image]) => {
    const before = imageBefore(container, image, from)
    const change = before ? `${fullNameOf(before)} -> ` : ''
    return `${container}: ${change}${fullNameOf(image)} of ${image.repository}`
  })
}

function whereOf({ resource, cluster, service, account, region }: AnnouncementDocument): string {
  const named = resource === undefined ? '' : `${resource}, `
  const target = cluster !== undefined && service !== undefined ? `cluster ${cluster}, service ${service}, ` : named
  return `${target}account ${account}, ${region}`
}

function timelineLines(document: AnnouncementDocument): string[] {
  if (document.kind === 'notice' || document.deployment.timeline.length === 0) return []
  return ['', 'Timeline', ...document.deployment.timeline.map(({ at, what }) => `  ${at}  ${what}`)]
}

/** The first value stands beside its label, the others below it. */
function labelled(label: string, values: readonly string[]): string[] {
  return values.map((value, index) => `${(index === 0 ? `${label}:` : '').padEnd(14)}${value}`)
}
