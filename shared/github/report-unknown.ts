import type { DocumentImage } from '../notify/document-schema.ts'
import type { DeploymentDocument, Desk } from './desk.ts'

/**
 * An image that GitHub cannot be told of, and why. `nameless`: nothing names its commit. `unwelcome`: what its label names has never
 * taken anything. `unreadable`: nobody knows what its labels say.
 */
export interface Unknown {
  readonly kind: 'nameless' | 'unwelcome' | 'unreadable'
  readonly container: string
  readonly image: DocumentImage
  readonly why: string
}

const ownLabels =
  '--label org.opencontainers.image.revision=COMMIT and --label org.opencontainers.image.source=https://github.com/OWNER/NAME'

const mends: Readonly<Record<Unknown['kind'], string>> = {
  nameless: `Build it with ${ownLabels}, or name the repository under github.repositories. This is told once.`,
  unwelcome:
    'If the image has that label from the image it is built on, ' +
    `build it with ${ownLabels}, or name its own repository under github.repositories. This is told once.`,
  unreadable: 'What they say is not known. This is told once a week, while it lasts.',
}

const weekMs = 7 * 24 * 60 * 60_000

/** Tells people once for each image repository that GitHub cannot be told of its images, and why; once a week what may be mended. */
export async function reportUnknown(desk: Desk, document: DeploymentDocument, unknown: Unknown): Promise<void> {
  const { memory, announcer, log, clock } = desk
  const { container, image, why, kind } = unknown
  const { target, deployment } = document
  const { repository } = image
  const passes = kind === 'unreadable'
  const matter = passes ? `unreadable:${repository}` : repository
  const keys = { target, deploymentId: deployment.id, repository, reason: why }
  if (await memory.isReported(matter)) {
    log.debug(said[kind], keys)
    return
  }
  log.info(said[kind], keys)
  await announcer.publish({
    // The same for every target and worker: a double is told apart by nobody and dropped by everybody.
    id: passes ? `no-commit:${repository}:${deployment.id}` : `no-commit:${repository}`,
    kind: 'notice',
    notice: 'no-commit',
    target,
    at: Date.parse(deployment.startedAt),
    // What to do comes first: some ends cut long reasons off.
    reason: `${why} ${mends[kind]} Until then GitHub is not told of images of ${repository}.`,
    images: { [container]: image },
    deploymentId: deployment.id,
  })
  await memory.setReported(matter, passes ? clock.now() + weekMs : undefined)
}

const said: Readonly<Record<Unknown['kind'], string>> = {
  nameless: 'image names no commit',
  unwelcome: 'image names a repository that takes nothing',
  unreadable: 'labels of the image cannot be read',
}
