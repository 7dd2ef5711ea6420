import type { DocumentImage } from '../notify/document-schema.ts'
import type { DeploymentDocument, Desk } from './desk.ts'

const mend =
  'Build it with --label org.opencontainers.image.revision=COMMIT and --label org.opencontainers.image.source=https://github.com/OWNER/NAME, ' +
  'or name the repository under github.repositories. This is told once.'

/** Tells people once for each image repository that GitHub cannot be told of its images, and why. */
export async function reportUnknown(
  { memory, announcer, log }: Desk,
  document: DeploymentDocument,
  { container, image, why }: { readonly container: string; readonly image: DocumentImage; readonly why: string },
): Promise<void> {
  const { target, deployment } = document
  const { repository } = image
  const keys = { target, deploymentId: deployment.id, repository, reason: why }
  if (await memory.isReported(repository)) {
    log.debug('image names no commit', keys)
    return
  }
  log.info('image names no commit', keys)
  await announcer.publish({
    // The same for every target and worker: a double is told apart by nobody and dropped by everybody.
    id: `no-commit:${repository}`,
    kind: 'notice',
    notice: 'no-commit',
    target,
    at: Date.parse(deployment.startedAt),
    reason: `GitHub is not told of images of ${repository}. ${why} ${mend}`,
    images: { [container]: image },
    deploymentId: deployment.id,
  })
  await memory.setReported(repository)
}
